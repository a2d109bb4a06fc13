"""How large cards are: as large as their words need, and cards of a kind alike."""

from collections.abc import Iterable
from dataclasses import replace

from provenance.graph import text, words
from provenance.graph.picture import Card, Kind

TITLE, SUBTITLE, CHIP, LABEL = 13, 11, 10.5, 10.5  # font sizes; all in pixels
WIDTHS: dict[Kind, tuple[int, int]] = {
    "activity": (196, 272),
    "entity": (168, 232),
    "collection": (184, 248),
    "rest": (136, 176),
    "agent": (112, 180),
    "parameters": (152, 240),
    "hidden": (116, 116),
    "more": (124, 160),
}
HEAD = (240, 480)  # widths of the head of a container
HEIGHTS: dict[Kind, int] = {
    "activity": 56,
    "entity": 46,
    "collection": 54,
    "rest": 32,
    "agent": 60,
    "parameters": 32,
    "hidden": 36,
    "more": 54,
}
CHIPS = 28  # height of a row of chips
LONGEST_CHIP = 96  # words of one
ROW = 17  # height of a line in a note
STACK = 8  # how much of the cards below a stack is seen
GAP, MARGIN = 6, 16  # between things on a card, and at its sides
BAR, GLYPH = 8, 30  # of a status
FOLD = 14  # the turned corner of a note


def sized(cards: Iterable[Card]) -> list[Card]:
    needs = [(card, _needed(card)) for card in cards]
    widest: dict[tuple[Kind, bool], float] = {}
    for card, need in needs:
        look = card.kind, card.is_container
        widest[look] = max(need, widest.get(look, 0))
    return [
        replace(card, width=_width(card, widest), height=_height(card))
        for card, _ in needs
    ]


def _width(card: Card, widest: dict[tuple[Kind, bool], float]) -> int:
    least, most = HEAD if card.is_container else WIDTHS[card.kind]
    needed = widest[card.kind, card.is_container]
    return min(most, max(least, 4 * round(needed / 4 + 0.5)))


def _height(card: Card) -> int:
    height = HEIGHTS[card.kind]
    if card.kind == "parameters":
        height += ROW * (len(card.rows) + bool(card.subtitle))
    if card.chips and not card.is_container:
        height += CHIPS
    return height


def _needed(card: Card) -> float:
    title = text.measure(card.title, TITLE, bold=True)
    subtitle = text.measure(card.subtitle, SUBTITLE)
    chips = chips_width(card.chips)
    match card.kind:
        case "activity" if card.is_container:
            return BAR + max(title, subtitle) + chips + GLYPH + 4 * MARGIN
        case "activity":
            sides = BAR + 2 * MARGIN
            return sides + max(title + GLYPH, subtitle, chips)
        case "collection":
            return max(title + badge_width(card.count), subtitle) + 3 * MARGIN
        case "parameters":
            pairs = (name_and_value(*row) for row in card.rows)
            return max([title + FOLD, *pairs]) + 2 * MARGIN
        case "entity" | "rest" | "agent" | "hidden" | "more":
            return max(title, subtitle) + 2.5 * MARGIN


def chips_width(chips: Iterable[str]) -> float:
    return sum(chip_width(chip) + GAP for chip in chips)


def chip_width(chip: str) -> float:
    return text.measure(chip_text(chip), CHIP) + MARGIN


def chip_text(chip: str) -> str:
    return text.clip(chip, LONGEST_CHIP, CHIP)


def badge_width(count: int) -> float:
    return text.measure(badge(count), CHIP, bold=True) + MARGIN


def badge(count: int) -> str:
    return f"×{words.number(count)}"


def name_and_value(name: str, value: str) -> float:
    bold = text.measure(value, SUBTITLE, bold=True)
    return text.measure(name, SUBTITLE) + bold + 2 * MARGIN
