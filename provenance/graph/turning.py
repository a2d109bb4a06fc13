"""From the one direction in which things are laid out to the others."""

from collections.abc import Callable

from provenance.graph.geometry import Box, Layout, Placed, Point, Route
from provenance.graph.picture import Way

Turn = Callable[[Point], Point]


def turned(layout: Layout, way: Way) -> Layout:
    """The layout, in which later is below, as one in which it is where `way` says."""
    if way == "TB":
        return layout
    turn = _turn(way, layout.height)
    width, height = layout.width, layout.height
    if way in ("LR", "RL"):
        width, height = height, width
    return Layout(
        width,
        height,
        tuple(Placed(each.card, _box(each.box, turn)) for each in layout.cards),
        tuple(Route(r.edge, tuple(map(turn, r.points))) for r in layout.routes),
    )


def _turn(way: Way, height: float) -> Turn:
    match way:
        case "LR":
            return lambda point: (point[1], point[0])
        case "RL":
            return lambda point: (height - point[1], point[0])
        case _:
            return lambda point: (point[0], height - point[1])


def _box(box: Box, turn: Turn) -> Box:
    xs, ys = zip(turn((box.left, box.top)), turn((box.right, box.bottom)), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
