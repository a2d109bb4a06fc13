"""How lines run: straight down where the way is free, else as Graphviz led them.

Graphviz lets all lines of a card meet in one point. Here each gets its own, in the
order of where it comes from, so that lines do not cross on the last pixels.
"""

from collections.abc import Iterable, Mapping, Sequence

from provenance.graph.geometry import Box, Placed, Point, Route
from provenance.graph.picture import Edge

APART = 18  # between the ends of two lines on one card, in pixels
CORNER = 26  # of a card, where no line ends
NEAR = 5  # a line keeps so far from cards that are not its own
SAMPLES = [step / 12 for step in range(1, 12)]  # of a curve that must be free
Spline = tuple[Point, ...]


def routes(
    splines: Mapping[Edge, Spline], cards: Sequence[Placed]
) -> tuple[Route, ...]:
    placed = {each.card.id: each for each in cards}
    starts = _ends([(edge.cause, edge.effect) for edge in splines], placed)
    ends = _ends([(edge.effect, edge.cause) for edge in splines], placed)
    found = []
    for edge, spline in splines.items():
        start = starts[edge.cause, edge.effect], placed[edge.cause].box.bottom
        end = ends[edge.effect, edge.cause], placed[edge.effect].box.top
        curve = direct(start, end)
        if start[1] >= end[1] or not _is_free(curve, _obstacles(edge, placed)):
            curve = _moved(spline, start, end)
        found.append(Route(edge, curve))
    return tuple(found)


def direct(start: Point, end: Point) -> Spline:
    """From one point down to another, leaving and arriving upright."""
    middle = (start[1] + end[1]) / 2
    return (start, (start[0], middle), (end[0], middle), end)


def at(curve: Spline, t: float) -> Point:
    """A point of a Bézier curve of four points, t from 0 to 1."""
    a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = curve
    return a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _moved(spline: Spline, start: Point, end: Point) -> Spline:
    """The same way with other ends, which take their tangents along."""
    first = start[0] - spline[0][0], start[1] - spline[0][1]
    last = end[0] - spline[-1][0], end[1] - spline[-1][1]
    return (
        start,
        (spline[1][0] + first[0], spline[1][1] + first[1]),
        *spline[2:-2],
        (spline[-2][0] + last[0], spline[-2][1] + last[1]),
        end,
    )


def _is_free(curve: Spline, obstacles: Iterable[Box]) -> bool:
    points = [at(curve, t) for t in SAMPLES]
    return not any(box.holds(point, NEAR) for box in obstacles for point in points)


def _obstacles(edge: Edge, placed: Mapping[str, Placed]) -> list[Box]:
    """The cards between the two ends, without those that the ends are inside of."""
    own = {edge.cause, edge.effect, *_around(edge.cause, placed)}
    own |= set(_around(edge.effect, placed))
    top, bottom = placed[edge.cause].box.bottom, placed[edge.effect].box.top
    return [
        each.box
        for id_, each in placed.items()
        if each.box.top < bottom and each.box.bottom > top and id_ not in own
    ]


def _around(card: str, placed: Mapping[str, Placed]) -> list[str]:
    around = placed[card].card.inside
    return [around, *_around(around, placed)] if around else []


def _ends(
    pairs: Iterable[tuple[str, str]], placed: Mapping[str, Placed]
) -> dict[tuple[str, str], float]:
    """Where on the first card of each pair its line to the second one ends."""
    others: dict[str, list[str]] = {}
    for own, other in pairs:
        others.setdefault(own, []).append(other)
    found = {}
    for own, far in others.items():
        far.sort(key=lambda other: (placed[other].box.centre, other))
        for other, x in zip(far, _spread(placed[own].box, len(far)), strict=True):
            found[own, other] = x
    return found


def _spread(box: Box, count: int) -> Sequence[float]:
    room = max(0.0, box.right - box.left - 2 * CORNER)
    apart = min(APART, room / max(1, count - 1))
    first = box.centre - apart * (count - 1) / 2
    return [first + number * apart for number in range(count)]
