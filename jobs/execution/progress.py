"""How far a script is, as it says itself: the last line of its progress file.

`0.42 fitting`, `42 % fitting`, or only a text; “1 file” is a text.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from jobs.execution import logs

NUMBER = r"(?P<number>[0-9]{0,3}\.[0-9]{1,9}|[0-9]{1,3}(?=\s*%)|[01](?=\s*$))"
LINE = re.compile(rf"\s*{NUMBER}\s*(?P<percent>%?)(?:[\s:]+(?P<text>.*))?", re.ASCII)
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Progress:
    """`fraction` is from 0 to 1; None if the script gave only a text."""

    fraction: float | None
    text: str = ""

    @property
    def percent(self) -> int | None:
        return None if self.fraction is None else math.floor(100 * self.fraction)

    def __str__(self) -> str:
        number = "" if self.percent is None else f"{self.percent} %"
        return " ".join(word for word in (number, self.text) if word)


def read(path: Path) -> Progress | None:
    """None as long as the script has said nothing; never raises OSError."""
    line = logs.tail(path, 1).strip()
    return parse(line) if line else None


def parse(line: str) -> Progress:
    """What cannot be a fraction is text."""
    found = LINE.fullmatch(line)
    value = float(found["number"]) if found else math.inf
    if found and found["percent"]:
        value /= 100
    if found is None or value > 1:
        return Progress(None, line.strip()[:LONGEST])
    return Progress(value, (found["text"] or "").strip()[:LONGEST])
