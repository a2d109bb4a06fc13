"""Times and sizes as people write them: “2 h”, “1 d 12 h”, “2 GB”."""

import re
from collections.abc import Mapping
from decimal import Decimal

TIMES = {"d": 86400, "h": 3600, "min": 60, "s": 1}
OTHER_TIMES = {
    "day": 86400,
    "days": 86400,
    "hour": 3600,
    "hours": 3600,
    "m": 60,
    "minute": 60,
    "minutes": 60,
    "sec": 1,
    "second": 1,
    "seconds": 1,
    "": 1,
}
SIZES = {
    "TB": 10**12,
    "TiB": 2**40,
    "GB": 10**9,
    "GiB": 2**30,
    "MB": 10**6,
    "MiB": 2**20,
    "kB": 10**3,
    "KiB": 2**10,
    "bytes": 1,
}
OTHER_SIZES = {"byte": 1, "b": 1, "": 1}
AMOUNT = re.compile(
    r"([0-9]{1,15}(?:\.[0-9]{1,9})?)(?![0-9.])\s*([a-z]*)\s*", re.IGNORECASE
)
MOST = 2**53


def seconds(text: str) -> int:
    """0 for an empty text. Raises ValueError."""
    right = "write it like 90 s, 45 min, 2 h or 1 d 12 h"
    return _amount(text, {**TIMES, **OTHER_TIMES}, f"is not a time: {right}")


def size(text: str) -> int:
    """Bytes; 0 for an empty text. Raises ValueError."""
    return _amount(
        text, {**SIZES, **OTHER_SIZES}, "is not a size: write it like 500 MB or 2 GB"
    )


def count(text: str) -> int:
    """0 for an empty text. Raises ValueError."""
    return _amount(text, {"": 1}, "is not a number: write 0 or more, in digits")


def many(text: str) -> int:
    """0 for any number. Raises ValueError."""
    if text.strip().lower() in ("any", "*", "n"):
        return 0
    right = "is not a number: write 1 or more, or “any”"
    return _amount(text, {"": 1}, right)


def _amount(text: str, units: Mapping[str, int], wrong: str) -> int:
    """The sum of all parts of the text."""
    known = {unit.lower(): factor for unit, factor in units.items()}
    total, at = Decimal(0), 0
    plain = text.strip().replace("\u202f", "").replace(",", "")
    while at < len(plain):
        part = AMOUNT.match(plain, at)
        if part is None or part[2].lower() not in known:
            raise ValueError(f"“{text.strip()}” {wrong}")
        total += Decimal(part[1]) * known[part[2].lower()]
        at = part.end()
    if total != int(total) or total >= MOST:
        raise ValueError(f"“{text.strip()}” {wrong}")
    return int(total)


def as_seconds(number: int) -> str:
    """Empty for 0: no word of its own."""
    parts, left = [], number
    for unit, factor in TIMES.items():
        whole, left = divmod(left, factor)
        if whole:
            parts.append(f"{whole} {unit}")
    return " ".join(parts)


def as_size(number: int) -> str:
    """In the largest unit that needs no more than two decimals; empty for 0."""
    for unit, factor in SIZES.items():
        if number >= factor and (number * 100) % factor == 0:
            return f"{Decimal(number) / factor:f} {unit}".replace(".00 ", " ")
    return ""


def as_count(number: int) -> str:
    return str(number) if number else ""


def as_many(number: int) -> str:
    return str(number) if number else "any"


def about(number: int) -> str:
    """Bytes in the unit that people read most easily."""
    for unit, factor in (("GiB", 1024**3), ("MiB", 1024**2), ("KiB", 1024)):
        if number >= factor:
            return f"{number / factor:.4g} {unit}"
    return f"{number} bytes"
