"""Units, as astropy knows them: the one place that asks it.

astropy is loaded when the first unit is asked for, not when the portal starts.
"""

import re
import threading
import warnings
from functools import lru_cache
from typing import Any

from jobs.descriptions.texts import shorten

SHAPE = re.compile(r"[A-Za-z%µÅ0-9.*/^()+\- ]{1,64}")
LONG_NUMBER = re.compile(r"[0-9]{4}")  # a power that nothing can hold
LOCK = threading.Lock()  # filters of warnings are not a thread's own


def problem(text: str) -> str:
    """Why the text is no unit; empty if it is one, or is empty."""
    if not text or _unit(text) is not None:
        return ""
    return f"“{shorten(text)}” is not a unit that is known: write it like deg or km/s"


def converted(number: float, unit: str, wanted: str) -> float:
    """The number in the unit that is wanted. Raises ValueError with a sentence."""
    source, target = _unit(unit), _unit(wanted)
    if source is None:
        raise ValueError(f"{problem(unit)}; this is in {wanted or 'no unit'}")
    if target is None:
        raise ValueError(f"the description’s own unit “{shorten(wanted)}” is not known")
    try:
        return float(source.to(target, number))
    except (ValueError, TypeError, ArithmeticError) as error:
        raise ValueError(
            f"{unit} cannot be turned into {wanted or 'a number without unit'}"
        ) from error


def same(unit: str, wanted: str) -> bool:
    """Whether both are one unit, in whatever spelling."""
    return unit == wanted or (_unit(unit) is not None and _unit(unit) == _unit(wanted))


@lru_cache(maxsize=1024)
def _unit(text: str) -> Any:
    if text and (not SHAPE.fullmatch(text) or LONG_NUMBER.search(text)):
        return None
    from astropy import units  # noqa: PLC0415 - heavy, and seldom needed

    with LOCK, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            found = units.Unit(text, parse_strict="silent")
        except (ValueError, TypeError, ArithmeticError):
            return None
    return None if isinstance(found, units.UnrecognizedUnit) else found
