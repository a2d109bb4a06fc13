"""Numbers with a unit, which may be another than the description’s."""

import re

from jobs.descriptions.kinds import numbers, units
from jobs.descriptions.texts import shorten

QUANTITY = re.compile(
    r"(?P<number>[+-]?[0-9.]{1,300}(?:[eE][+-]?[0-9]{1,9})?)\s*(?P<unit>\S.*)?",
    re.ASCII,
)


def parse(text: str, unit: str) -> tuple[str, float]:
    """The number in that unit, as a text and as a number.

    One that was typed without a unit, or in that unit, stays as it was written. Raises
    ValueError with what would be right.
    """
    found = QUANTITY.fullmatch(text)
    if found is None:
        right = f"write it like 2.5 {unit}".rstrip()
        raise ValueError(f"“{shorten(text)}” is not a number with a unit: {right}")
    written, given = found["number"], (found["unit"] or "").strip()
    number = numbers.real(written)
    if not given or units.same(given, unit):
        return written, number
    changed = units.converted(number, given, unit)
    return repr(changed), changed
