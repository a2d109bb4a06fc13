"""The smallest and the largest value that a description allows."""

import math
from datetime import datetime

from jobs.descriptions.kinds import datetimes, numbers, quantities
from jobs.descriptions.kinds.intervals import Ends
from jobs.descriptions.kinds.numbers import Number
from jobs.descriptions.value import Parameter

LIMITED = frozenset({"integer", "real", "quantity", "interval", "datetime"})


def number(parameter: Parameter, value: Number) -> Number:
    """The value itself. Raises ValueError if it is outside."""
    unit = f" {parameter.unit}" if parameter.unit else ""
    if parameter.minimum and value < _number(parameter, parameter.minimum):
        least = parameter.minimum + _unless(parameter.minimum, unit)
        raise ValueError(f"{value} is too small: at least {least}")
    if parameter.maximum and value > _number(parameter, parameter.maximum):
        most = parameter.maximum + _unless(parameter.maximum, unit)
        raise ValueError(f"{value} is too large: at most {most}")
    return value


def _number(parameter: Parameter, text: str) -> float:
    match parameter.kind:
        case "integer":
            return numbers.integer(text)
        case "quantity" | "interval":
            return quantities.parse(text, parameter.unit)[1]
        case _:
            return numbers.real(text)


def _unless(text: str, unit: str) -> str:
    """The unit, unless the limit is written with one of its own."""
    return unit if numbers.REAL.fullmatch(text) else ""


def ends(parameter: Parameter, value: Ends) -> list[float | None]:
    """Both ends for JSON, which knows no infinity. Raises ValueError."""
    for end in value:
        number(parameter, end)
    return [None if math.isinf(end) else end for end in value]


def time(parameter: Parameter, value: datetime) -> datetime:
    """The value itself. Raises ValueError if it is outside."""
    if parameter.minimum and value < datetimes.parse(parameter.minimum):
        raise ValueError(f"is too early: not before {parameter.minimum}")
    if parameter.maximum and value > datetimes.parse(parameter.maximum):
        raise ValueError(f"is too late: not after {parameter.maximum}")
    return value


def problem(parameter: Parameter, text: str) -> str:
    """Why the text cannot be a limit of the parameter; empty if it can."""
    if parameter.kind not in LIMITED:
        return f"a {parameter.kind} has no limits: leave it empty"
    try:
        if parameter.kind == "datetime":
            datetimes.parse(text)
        else:
            _number(parameter, text)
    except ValueError as error:
        return str(error)
    return ""


def is_crossed(parameter: Parameter) -> bool:
    """Whether the smallest value is above the largest; both must be right."""
    low, high = parameter.minimum, parameter.maximum
    if not (low and high):
        return False
    if parameter.kind == "datetime":
        return datetimes.parse(low) > datetimes.parse(high)
    return _number(parameter, low) > _number(parameter, high)
