"""Where cards and lines go: Graphviz places them, and its answer becomes geometry."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from provenance.graph import curves, dot, engine
from provenance.graph.geometry import Box, Layout, Placed, Point
from provenance.graph.picture import Picture
from provenance.graph.turning import turned

ROW = 40  # cards whose tops differ by less are read from left to right


def lay_out(picture: Picture) -> Layout:
    """Raises LayoutError."""
    if not picture.cards:
        return Layout(0, 0, (), ())
    answer = json.loads(engine.lay_out(dot.source(picture)))
    _, _, width, height = _numbers(answer["bb"])
    boxes = {thing["name"]: _box(thing, height) for thing in answer["objects"]}
    is_flipped = picture.way in dot.FLIPPED
    cards = [
        Placed(card, _frame(card.id, boxes, is_flipped=is_flipped))
        for card in picture.cards
    ]
    splines = {
        int(line["id"]): _spline(line["pos"], height)
        for line in answer.get("edges", ())
        if "id" in line
    }
    found = {edge: splines[number] for number, edge in enumerate(picture.edges)}
    routes = curves.routes(found, cards)
    layout = turned(Layout(width, height, tuple(cards), routes), picture.way)
    return replace(layout, cards=tuple(sorted(layout.cards, key=_reading)))


def _reading(placed: Placed) -> tuple[int, float]:
    return round(placed.box.top / ROW), placed.box.left


def _numbers(text: str) -> list[float]:
    return [float(number) for number in text.split(",")]


def _box(thing: Mapping[str, Any], height: float) -> Box:
    """Of a node or a cluster; Graphviz counts y from below."""
    if "pos" in thing:
        x, y = _numbers(thing["pos"])
        half_width = float(thing["width"]) * dot.INCH / 2
        half_height = float(thing["height"]) * dot.INCH / 2
        left, low, right, high = (
            x - half_width,
            y - half_height,
            x + half_width,
            y + half_height,
        )
    else:
        left, low, right, high = _numbers(thing["bb"])
    return Box(left, height - high, right, height - low)


def _frame(card: str, boxes: Mapping[str, Box], *, is_flipped: bool) -> Box:
    """A container reaches from the top of its head, or to its foot if it has one."""
    own = boxes[card]
    around = boxes.get(dot.CLUSTER + card)
    if around is None:
        return own
    foot = boxes.get(card + dot.FOOT)
    bottom = foot.top if foot else around.bottom
    if foot and is_flipped:
        bottom = foot.bottom
    return Box(around.left, own.top, around.right, bottom)


def _spline(pos: str, height: float) -> tuple[Point, ...]:
    points = [_numbers(point) for point in pos.split()]
    return tuple((x, height - y) for x, y in points)
