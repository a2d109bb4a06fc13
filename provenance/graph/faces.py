"""Cards as the template draws them: words cut to the width, places as numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from provenance.graph import sizes, text
from provenance.graph.geometry import Placed
from provenance.graph.picture import Card
from provenance.graph.sizes import FOLD, GAP, GLYPH, MARGIN, STACK, SUBTITLE
from provenance.graph.strokes import number

INDENT = 20  # of words from the left side of a card


@dataclass(frozen=True, slots=True)
class Chip:
    text: str
    x: str
    width: str
    middle: str


@dataclass(frozen=True, slots=True)
class Face:
    """`label` says all that is seen and more."""

    card: Card
    x: str
    y: str
    width: int
    height: int
    title: str
    badge: Chip | None
    rows: tuple[tuple[str, str], ...]
    subtitle: str
    chips: tuple[Chip, ...]
    label: str


def face(placed: Placed) -> Face:
    card, box = placed.card, placed.box
    width = round(box.right - box.left)
    room = _room(card, width)
    title = text.clip(card.title, _title_room(card, room), sizes.TITLE, bold=True)
    badge = _badge(card, width)
    rows = tuple(_row(name, value, room) for name, value in card.rows)
    subtitle = text.clip(card.subtitle, room, SUBTITLE)
    chips = tuple(_placed(_chips(card, room), _first_chip(card, width)))
    seen = [
        title,
        *([badge.text] if badge else []),
        *(word for row in rows for word in row),
        subtitle,
        *(chip.text for chip in chips),
    ]
    return Face(
        card,
        number(box.left),
        number(box.top),
        width,
        round(box.bottom - box.top),
        title,
        badge,
        rows,
        subtitle,
        chips,
        label=", ".join(filter(None, [*seen, *_unseen(card, title)])),
    )


def _unseen(card: Card, title: str) -> Iterator[str]:
    if title != card.title:
        yield card.title
    yield card.noun
    yield card.status
    if card.is_absent and card.noun != "external file":
        yield "not kept"


def _room(card: Card, width: int) -> float:
    """For words, between the sides."""
    if card.is_container:
        return width - INDENT - GLYPH - MARGIN - sizes.chips_width(card.chips)
    if card.kind == "activity":
        return width - INDENT - MARGIN / 2
    if card.kind in {"collection", "more"}:
        return width - STACK - 2 * MARGIN
    return width - 2 * MARGIN


def _title_room(card: Card, room: float) -> float:
    match card.kind:
        case "activity":
            return room if card.is_container else room - GLYPH
        case "collection":
            return room - sizes.badge_width(card.count)
        case "parameters":
            return room - FOLD
        case _:
            return room


def _row(name: str, value: str, room: float) -> tuple[str, str]:
    """The value is given what the name leaves, and the name at most half."""
    shown = text.clip(name, room / 2, SUBTITLE)
    left = room - text.measure(shown, SUBTITLE) - MARGIN
    return shown, text.clip(value, left, SUBTITLE, bold=True)


def _badge(card: Card, width: int) -> Chip | None:
    if not card.count:
        return None
    wide = sizes.badge_width(card.count)
    return _chip(sizes.badge(card.count), width - STACK - MARGIN / 2 - wide, wide)


def _chips(card: Card, room: float) -> Iterator[str]:
    """Those that fit, in their order."""
    for chip in card.chips:
        shown = sizes.chip_text(chip)
        room -= 0 if card.is_container else sizes.chip_width(shown) + GAP
        if room > -GAP:
            yield shown


def _first_chip(card: Card, width: int) -> float:
    if card.is_container:
        return width - GLYPH - MARGIN / 2 - sizes.chips_width(card.chips)
    return INDENT - 2


def _placed(chips: Iterable[str], x: float) -> Iterator[Chip]:
    for chip in chips:
        width = sizes.chip_width(chip)
        yield _chip(chip, x, width)
        x += width + GAP


def _chip(shown: str, x: float, width: float) -> Chip:
    return Chip(shown, number(x), number(width), number(x + width / 2))
