"""Lines as SVG draws them: a path, an arrow head, and a word where there is room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import hypot

from provenance.graph import curves, text
from provenance.graph.geometry import Box, Layout, Placed, Point, Route
from provenance.graph.picture import Arrows, Relation
from provenance.graph.sizes import LABEL

HEAD, HALF = 9, 4.2  # length and half the width of an arrow head, in pixels
LONGEST = 130  # label
HEIGHT = 14  # of a label
PLACES = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)  # along the line, the best first
WITHOUT_HEAD = frozenset({"associated"})


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    x: str
    y: str


@dataclass(frozen=True, slots=True)
class Stroke:
    """`cause` and `effect` are cards, whichever way the arrow points.

    `root` is where the line leaves a container, which other lines only pass.
    """

    cause: str
    effect: str
    relation: Relation
    path: str
    head: str
    root: tuple[str, str] | None = None


def strokes(layout: Layout, arrows: Arrows) -> list[Stroke]:
    containers = {each.card.id for each in layout.cards if each.card.is_container}
    found = [_stroke(route, arrows) for route in layout.routes]
    return [
        replace(stroke, root=(number(x), number(y)))
        if stroke.cause in containers and stroke.head
        else stroke
        for stroke, (x, y) in zip(found, _roots(layout), strict=True)
    ]


def _roots(layout: Layout) -> list[Point]:
    return [route.points[0] for route in layout.routes]


def _stroke(route: Route, arrows: Arrows) -> Stroke:
    points = route.points if arrows == "data" else route.points[::-1]
    ends, relation = (route.edge.cause, route.edge.effect), route.edge.relation
    if relation in WITHOUT_HEAD:
        return Stroke(*ends, relation, path(points), "")
    tip, before = points[-1], points[-2]
    length = hypot(tip[0] - before[0], tip[1] - before[1]) or 1
    ahead = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    base = tip[0] - ahead[0] * HEAD, tip[1] - ahead[1] * HEAD
    sides = [
        (base[0] + side * ahead[1] * HALF, base[1] - side * ahead[0] * HALF)
        for side in (1, -1)
    ]
    head = "".join(f"L{pair(side)}" for side in sides)
    whole = path([*points[:-1], base])
    return Stroke(*ends, relation, whole, f"M{pair(tip)}{head}Z")


def path(points: Sequence[Point]) -> str:
    first, *others = [pair(point) for point in points]
    return f"M{first}C{' '.join(others)}"


def pair(point: Point) -> str:
    return f"{number(point[0])},{number(point[1])}"


def number(value: float) -> str:
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")  # + 0.0: never “-0”


def labels(layout: Layout) -> list[Label]:
    """The words on lines, as far as there is room for them."""
    taken = [_written(each) for each in layout.cards]
    found = []
    for route in layout.routes:
        said = text.clip(route.edge.label, LONGEST, LABEL)
        half = text.measure(said, LABEL) / 2 + 3
        for x, y in _places(route.points) if said else ():
            box = Box(x - half, y - HEIGHT / 2, x + half, y + HEIGHT / 2)
            if not any(box.meets(other) for other in taken):
                taken.append(box)
                found.append(Label(said, number(x), number(y + LABEL / 3)))
                break
    return found


def _written(placed: Placed) -> Box:
    """What a card covers with its words: of a container only the head."""
    box = placed.box
    if not placed.card.is_container:
        return box
    return Box(box.left, box.top, box.right, box.top + placed.card.height)


def _places(points: Sequence[Point]) -> list[Point]:
    """Along a line of many curves, its middle one serves."""
    middle = (len(points) - 1) // 3 // 2 * 3
    return [curves.at(tuple(points[middle : middle + 4]), t) for t in PLACES]
