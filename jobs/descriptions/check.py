"""Values that somebody gave, held against the description."""

import difflib
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from jobs.descriptions import texts
from jobs.descriptions.value import Description, Parameter
from jobs.errors import ValuesError

TRUE = frozenset({"true", "1", "yes", "on", "t", "y"})
FALSE = frozenset({"false", "0", "no", "off", "f", "n"})
INTEGER = re.compile(r"[+-]?[0-9]{1,300}", re.ASCII)
REAL = re.compile(
    r"[+-]?([0-9]{1,300}\.?[0-9]{0,300}|\.[0-9]{1,300})([eE][+-]?[0-9]{1,9})?", re.ASCII
)

Typed = str | int | float | bool | None
Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Value:
    """One checked parameter: the text for the script and its typed form for JSON.

    A parameter that is optional, has no default and was not given has no text.
    """

    name: str
    text: str | None
    typed: Typed
    is_default: bool = False


def check(description: Description, given: Mapping[str, Sequence[str]]) -> list[Value]:
    """All parameters of the description with the value that a job gets.

    `given` holds the texts for each name, whose case does not matter. Raises
    ValuesError with a sentence for every name that is wrong.
    """
    texts_of = _by_lower_case(given)
    values: list[Value] = []
    problems = _unknown(description, given)
    for parameter in description.parameters:
        try:
            found = texts_of.get(parameter.name.lower(), [])
            values.append(_value(parameter, found))
        except ValueError as error:
            problems[parameter.name] = str(error)
    if problems:
        raise ValuesError(problems)
    return values


def _by_lower_case(given: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for name, found in given.items():
        merged.setdefault(name.lower(), []).extend(found)
    return merged


def _unknown(
    description: Description, given: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    known = [parameter.name for parameter in description.parameters]
    known += [entity.name for entity in description.used]
    lower = {name.lower() for name in known}
    problems = {}
    for name in given:
        if name.lower() not in lower:
            name = shorten(name)  # noqa: PLW2901 - it comes back in the answer
            near = difflib.get_close_matches(name, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known)}"
            problems[name] = f"{description.name} has no such parameter; {hint}"
    return problems


def _value(parameter: Parameter, found: Sequence[str]) -> Value:
    if len(found) > 1:
        raise ValueError(f"given {len(found)} times: give it once")
    default = _normal(parameter, parameter.default) or None
    text = _normal(parameter, found[0]) if found else default
    if text is None and parameter.required:
        raise ValueError("is required: give a value")
    is_default = (text or None) == default
    return Value(parameter.name, *_parse(parameter, text), is_default=is_default)


def _normal(parameter: Parameter, text: str) -> str | None:
    """Blanks around a number mean nothing; in a text they are the user's."""
    if parameter.kind != "text":
        text = text.strip()
    if text == "" and (parameter.required or parameter.kind != "text"):
        return None
    return text


def _parse(parameter: Parameter, text: str | None) -> tuple[str | None, Typed]:
    if text is None:
        return None, None
    if problem := texts.problem(text):
        raise ValueError(problem)
    match parameter.kind:
        case "text":
            return text, _text(parameter, text)
        case "integer":
            return text, _in_range(parameter, integer(text), integer)
        case "real":
            return text, _in_range(parameter, real(text), real)
        case "boolean":
            return ("true" if boolean(text) else "false"), boolean(text)
        case "choice":
            return text, _choice(parameter, text)


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


def _in_range(
    parameter: Parameter, number: Number, parse: Callable[[str], Number]
) -> Number:
    unit = f" {parameter.unit}" if parameter.unit else ""
    if parameter.minimum and number < parse(parameter.minimum):
        raise ValueError(f"{number} is too small: at least {parameter.minimum}{unit}")
    if parameter.maximum and number > parse(parameter.maximum):
        raise ValueError(f"{number} is too large: at most {parameter.maximum}{unit}")
    return number


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.options:
        options = ", ".join(parameter.options)
        raise ValueError(f"“{shorten(text)}” is not an option: choose from {options}")
    return text


def _text(parameter: Parameter, text: str) -> str:
    """An optional text that is left empty needs no pattern."""
    if text and parameter.pattern and not re.fullmatch(parameter.pattern, text):
        raise ValueError(f"“{shorten(text)}” does not match {parameter.pattern}")
    return text


def shorten(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
