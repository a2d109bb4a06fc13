"""Whole and real numbers, and yes or no."""

import math
import re
from typing import TypeVar

from jobs.descriptions.texts import shorten

TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
FALSE = frozenset({"false", "0", "no", "off", "f", "n"})
INTEGER = re.compile(r"[+-]?[0-9]{1,300}", re.ASCII)
REAL = re.compile(
    r"[+-]?([0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})([eE][+-]?[0-9]{1,9})?", re.ASCII
)
Number = TypeVar("Number", int, float)


def integer(text: str) -> int:
    """Raises ValueError with what would be right."""
    if not INTEGER.fullmatch(text):
        raise ValueError(f"“{shorten(text)}” is not an integer: give digits only")
    return int(text)


def real(text: str) -> float:
    """Raises ValueError with what would be right."""
    number = float(text) if REAL.fullmatch(text) else math.nan
    if not math.isfinite(number):
        raise ValueError(
            f"“{shorten(text)}” is not a finite number: write it like 2.5 or 1e-3"
        )
    return number


def boolean(text: str) -> bool:
    """Raises ValueError with what would be right."""
    if text.lower() in TRUE:
        return True
    if text.lower() in FALSE:
        return False
    raise ValueError(f"“{shorten(text)}” is neither true nor false: give one of them")
