"""What a script printed, as text for people."""

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from jobs.execution.runner import regular

LINES, BYTES = 20, 16_384
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
COLOURS = re.compile("\x1b\\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of a log. `size` is that of the whole file, in bytes."""

    text: str
    size: int
    is_whole: bool


def tail(path: Path, lines: int = LINES) -> str:
    """The last lines; empty when there is no log."""
    return look(path, lines).text


def look(path: Path, lines: int = LINES, most: int = BYTES) -> Tail:
    """The last lines, with what is not text replaced; never raises OSError."""
    try:
        with regular.open_binary(str(path)) as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - most))
            data = file.read(most)
    except OSError:
        return Tail("", 0, is_whole=True)
    rows = _text(data).split("\n")
    if rows and not rows[-1]:
        rows.pop()
    if size > len(data) and len(rows) > 1:
        rows.pop(0)  # it begins somewhere in a line
    shown = rows[-lines:]
    return Tail(
        "\n".join(shown), size, is_whole=size == len(data) and len(shown) == len(rows)
    )


def _text(data: bytes) -> str:
    text = codecs.decode(data, "utf-8", "replace")
    return UNPRINTABLE.sub("\ufffd", COLOURS.sub("", text.replace("\r\n", "\n")))
