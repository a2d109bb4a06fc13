"""Numbers in files of others: whole seconds, plain numbers, how many there may be."""

import re

INTEGER = re.compile(r"[+-]?[0-9]{1,300}", re.ASCII)
REAL = re.compile(
    r"[+-]?([0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})([eE][+-]?[0-9]{1,9})?", re.ASCII
)
MANY = re.compile(r"(?:([0-9]{1,9})\.\.)?([0-9]{1,9}|\*|n)", re.ASCII | re.IGNORECASE)
MOST = 2**53


def is_number(text: str) -> bool:
    return bool(REAL.fullmatch(text))


def whole(text: str) -> int | None:
    """0 or more, in digits, perhaps with a point; None for anything else."""
    text = text.strip()
    if not text:
        return 0
    if not REAL.fullmatch(text):
        return None
    number = float(text)
    return int(number) if 0 <= number < MOST and number == int(number) else None


def many(text: str) -> tuple[bool, int] | None:
    """Whether `1`, `0..1`, `*` or `1..n` allows none, and the most; 0: any number."""
    found = MANY.fullmatch(text.strip())
    if not found:
        return None
    most = int(found[2]) if found[2].isdigit() else 0
    return found[1] is not None and int(found[1]) == 0, most
