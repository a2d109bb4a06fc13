"""Text of other people, made fit for a picture: clean, measured, cut to a width."""

import unicodedata
from functools import lru_cache

from provenance.graph import widths

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
# they reorder what stands around them
BIDI_CONTROLS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
UNDRAWABLE = frozenset({"Cc", "Cs", "Cn"})  # control, surrogate, no character
MARKS = 3  # on one letter; more of them climb over the lines around
HEAD = 0.6  # of a cut text; the rest is its end, where the extension is


def clean(text: str) -> str:
    """One line that any XML parser accepts and that stays where it is put."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.combining(letter) else 0
        if letter not in BIDI_CONTROLS and marks <= MARKS:
            kept.append(_allowed(letter))
    return " ".join("".join(kept).split())


def _allowed(letter: str) -> str:
    if letter.isspace():
        return " "
    is_drawable = unicodedata.category(letter) not in UNDRAWABLE
    return letter if is_drawable else REPLACEMENT


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The width in pixels, rather too large than too small."""
    return sum(_width(letter, bold=bold) for letter in text) * size / 1000


@lru_cache(maxsize=4096)
def _width(letter: str, *, bold: bool) -> int:
    table = widths.BOLD if bold else widths.REGULAR
    if letter in table:
        return table[letter]
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return widths.EMOJI if unicodedata.category(letter) == "So" else widths.WIDE
    parts = unicodedata.normalize("NFKD", letter)
    if parts == letter:
        return widths.OTHER
    return sum(_width(part, bold=bold) for part in parts)


def clip(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or its beginning and its end if all of it is too wide."""
    if measure(text, size, bold=bold) <= width:
        return text
    room = width - measure(ELLIPSIS, size, bold=bold)
    end = _fitting(text[::-1], room * (1 - HEAD), size, bold=bold)[::-1]
    room -= measure(end, size, bold=bold)
    return _fitting(text, room, size, bold=bold).rstrip() + ELLIPSIS + end.lstrip()


def _fitting(text: str, room: float, size: float, *, bold: bool) -> str:
    """As much of the beginning as fits."""
    for place, letter in enumerate(text):
        room -= measure(letter, size, bold=bold)
        if room < 0:
            return text[:place]
    return text
