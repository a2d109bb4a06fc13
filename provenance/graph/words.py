"""Numbers, times and names as a picture words them: short."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from provenance.graph import text

MINUTE, HOUR, DAY = 60, 3600, 86400
COARSE = 10  # from ten of a unit on, the next smaller one says nothing
KILO = 1000
ID_LETTERS = 6  # j-4fk2
HASH_LETTERS = 4


def name(given: str) -> str:
    return text.clean(given) or "unnamed"


def joined(facts: Iterable[str]) -> str:
    return " · ".join(facts)


def told(lines: Iterable[str]) -> str:
    """The text of a tooltip."""
    return "\n".join(text.clean(line) for line in lines)


def counted(count: int, one: str, many: str = "") -> str:
    """Like “1 file” or “1 200 files”."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def number(count: int) -> str:
    return f"{count:,}".replace(",", " ")


def moment(time: datetime) -> str:
    there = time.astimezone(UTC)
    return f"{day(there)} {there:%H:%M}"


def day(time: datetime) -> str:
    there = time.astimezone(UTC)
    return f"{there.day} {there:%b %Y}"


def duration(start: datetime, end: datetime) -> str:
    """Like “12 min” or “7 min 12 s”."""
    seconds = max(0.0, (end - start).total_seconds())
    if seconds < COARSE:
        return f"{seconds:.1f} s"
    if seconds < MINUTE:
        return f"{seconds:.0f} s"
    if seconds < HOUR:
        return _two_units(seconds, (MINUTE, "min"), (1, "s"))
    if seconds < DAY:
        return _two_units(seconds, (HOUR, "h"), (MINUTE, "min"))
    return _two_units(seconds, (DAY, "d"), (HOUR, "h"))


def _two_units(seconds: float, large: tuple[int, str], small: tuple[int, str]) -> str:
    count, rest = divmod(int(seconds), large[0])
    if count >= COARSE or rest < small[0]:
        return f"{count} {large[1]}"
    return f"{count} {large[1]} {rest // small[0]} {small[1]}"


def size(count: int) -> str:
    """Decimal units, as file managers show them."""
    if count < KILO:
        return f"{count} B"
    amount = count / KILO
    for unit in ("kB", "MB", "GB"):
        if round(amount) < KILO:
            return f"{amount:.1f} {unit}" if amount < COARSE else f"{amount:.0f} {unit}"
        amount /= KILO
    return f"{amount:.1f} TB"


def identifier(given: str) -> str:
    known = text.clean(given)
    return known if len(known) <= ID_LETTERS + 1 else f"{known[:ID_LETTERS]}…"


def digest(sha256: str) -> str:
    known = text.clean(sha256)
    return f"sha256 {known[:HASH_LETTERS]}…{known[-HASH_LETTERS:]}"


def value(given: Any, unit: str = "") -> str:
    """A parameter's value in full; what is not a text is written as JSON."""
    written = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    return text.clean(f"{written} {unit}")
