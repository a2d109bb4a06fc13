"""Intervals of numbers, with or without a unit; an open end is infinite, as in DALI."""

import math
import re

from jobs.descriptions.kinds import numbers, quantities
from jobs.descriptions.texts import shorten

ENDS = re.compile(r"\s*\.\.\s*|\s*,\s*|\s+to\s+")
INFINITE = {"": None, "-inf": -math.inf, "+inf": math.inf, "inf": math.inf}
NUMBER = (
    r"[+-]?(?:[0-9][0-9.]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[iI]nf)"
)
TWO = re.compile(rf"({NUMBER})\s+({NUMBER})(?:\s*(\D.*))?", re.ASCII)
Ends = tuple[float, float]


def parse(text: str, unit: str) -> tuple[str, Ends]:
    """Both ends in that unit, as `low high` and as numbers.

    Raises ValueError with what would be right.
    """
    bare = text.removeprefix("[").removesuffix("]").strip()
    low, high = (end.strip() for end in _ends(bare, text, unit))
    if len(words := high.split(None, 1)) > 1 and low and numbers.REAL.fullmatch(low):
        low = f"{low} {words[1]}"  # the unit at the end is that of both
    first, last = _end(low, -math.inf, unit), _end(high, math.inf, unit)
    if first[1] > last[1]:
        raise ValueError(f"{first[0]} is above {last[0]}: give the lower end first")
    return f"{first[0]} {last[0]}", (first[1], last[1])


def _ends(bare: str, text: str, unit: str) -> tuple[str, str]:
    parts = ENDS.split(bare)
    if len(parts) == 2:  # noqa: PLR2004 - an interval has two ends
        return parts[0], parts[1]
    if len(parts) == 1 and (found := TWO.fullmatch(bare)):
        after = f" {found[3]}" if found[3] else ""
        return found[1], found[2] + after
    right = f"write it like 1 .. 10 {unit}".rstrip()
    raise ValueError(f"“{shorten(text)}” is not an interval: {right}")


def _end(text: str, default: float, unit: str) -> tuple[str, float]:
    number = INFINITE.get(text.lower(), math.nan)
    if number is None:
        number = default
    if math.isinf(number):
        return ("+Inf" if number > 0 else "-Inf"), number
    return quantities.parse(text, unit)
