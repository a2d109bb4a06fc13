"""Lines of a parameter file: name, type, mode, value, least, most, prompt.

The format is that of IRAF, XPI and PIL, which ftools and ctools use.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten

SHAPE = re.compile(
    r'\s*"?[^\s,"#]+"?\s*,\s*"?\*?(b|i|r|s|d|g|f[rwne]{0,4}|pset|struct|[a-z]*cur|ukey)"?\s*,',
    re.IGNORECASE,
)
FIELDS = 7
LEAST = 3
LOOKED_AT = 50
UNDEFINED = frozenset({"indef", "indefi", "indefr", "indefs", "indefd", "undef"})


@dataclass(frozen=True, slots=True)
class Line:
    """`number` counts from 1; texts that mean “undefined” are empty."""

    number: int
    name: str
    type: str
    mode: str
    value: str
    least: str
    most: str
    prompt: str

    @property
    def path(self) -> str:
        return f"line {self.number}, {self.name}"

    @property
    def is_hidden(self) -> bool:
        return "h" in self.mode.lower()


def looks_like_one(text: str) -> bool:
    """Whether most of its first lines have the shape."""
    lines = [row for row in text.splitlines()[: LOOKED_AT * 4] if _has_content(row)]
    fits = sum(1 for row in lines[:LOOKED_AT] if SHAPE.match(row))
    return fits > 0 and 2 * fits >= len(lines[:LOOKED_AT])


def _has_content(row: str) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith("#")


def read(text: str, notes: Notes) -> Iterator[Line]:
    for number, row in enumerate(text.splitlines(), 1):
        if not _has_content(row):
            continue
        texts, problem = _split(row)
        if problem:
            notes.add(f"line {number}", problem)
        if len(texts) < LEAST or not texts[0] or not texts[1]:
            notes.add(f"line {number}", f"“{shorten(row)}” is not understood: left out")
            continue
        if any(texts[FIELDS:]):
            more = shorten(", ".join(texts[FIELDS:]))
            notes.add(f"line {number}", f"what follows the prompt is left out: {more}")
        texts = [*texts, *[""] * FIELDS][:FIELDS]
        texts[3:6] = ["" if t.lower() in UNDEFINED else t for t in texts[3:6]]
        yield Line(number, *texts)


def _split(row: str) -> tuple[list[str], str]:
    """The texts between commas, without quotes, and what is odd about them."""
    found: list[str] = []
    piece, quote, was_quoted = [], "", False
    for character in row:
        if quote:
            if character == quote:
                quote = ""
            else:
                piece.append(character)
        elif character in "\"'" and not "".join(piece).strip():
            quote, was_quoted, piece = character, True, []
        elif character == ",":
            found.append(_text(piece, was_quoted=was_quoted))
            piece, was_quoted = [], False
        elif character == "#" and len(found) >= FIELDS - 1 and was_quoted:
            break
        elif not (was_quoted and character.isspace()):
            piece.append(character)
    found.append(_text(piece, was_quoted=was_quoted))
    return found, "a quotation mark is not closed: taken to the end" if quote else ""


def _text(piece: list[str], *, was_quoted: bool) -> str:
    text = "".join(piece)
    return text if was_quoted else text.strip()
