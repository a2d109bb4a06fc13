"""Values that somebody gave, held against the description."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jobs.descriptions import conditions, texts
from jobs.descriptions.kinds import (
    datetimes,
    intervals,
    limits,
    numbers,
    positions,
    quantities,
    urls,
)
from jobs.descriptions.kinds.positions import Resolver
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description, Parameter
from jobs.errors import ValuesError

MOST_VALUES = 10_000

Single = str | int | float | bool | list[float | None]
Typed = Single | list[Single] | None


@dataclass(frozen=True, slots=True)
class Value:
    """One checked parameter: the text for the script and its typed form for JSON.

    A parameter that is optional, has no default and was not given has no text, nor has
    one that does not count. Several values are one on each line, and a list. `given` is
    what was typed, where that is something else than the script gets.
    """

    name: str
    text: str | None
    typed: Typed
    is_default: bool = False
    given: tuple[str, ...] | None = None


def check(
    description: Description,
    given: Mapping[str, Sequence[str]],
    resolve: Resolver = positions.named_nowhere,
) -> list[Value]:
    """All parameters of the description, but files, with the value that a job gets.

    `given` holds the texts for each name, whose case does not matter; `resolve` looks
    up names of objects. Raises ValuesError with a sentence for every name that is
    wrong.
    """
    typed = _by_parameter(description, given)
    uncounted = conditions.hidden(description, typed)
    values: list[Value] = []
    problems = _unknown(description, given)
    for parameter in description.values:
        found = typed.get(parameter.name)
        try:
            if parameter.name in uncounted:
                values.append(_uncounted(parameter, found or ()))
            else:
                values.append(_value(parameter, found, resolve))
        except ValueError as error:
            problems[parameter.name] = str(error)
    if problems:
        raise ValuesError(problems)
    return values


def hidden(description: Description, given: Mapping[str, Sequence[str]]) -> set[str]:
    """The parameters that do not count with those texts, whose names have any case."""
    return conditions.hidden(description, _by_parameter(description, given))


def _by_parameter(
    description: Description, given: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    merged: dict[str, list[str]] = {}
    for name, found in given.items():
        merged.setdefault(name.lower(), []).extend(found)
    return {
        parameter.name: _separate(parameter, merged[parameter.name.lower()])
        for parameter in description.parameters
        if merged.get(parameter.name.lower())
    }


def _separate(parameter: Parameter, found: Sequence[str]) -> list[str]:
    """The values that were typed; blanks around one mean nothing, but in a text."""
    if parameter.most != 1:
        lines = (line.strip() for text in found for line in text.splitlines())
        return [line for line in lines if line]
    if parameter.kind == "text":
        return list(found)
    return [text.strip() for text in found]


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
            hint = f"did you mean {near[0]}?" if near else f"known: {_listed(known)}"
            problems[name] = f"{description.name} has no such parameter; {hint}"
    return problems


def _listed(names: Sequence[str], most: int = 30) -> str:
    more = f", and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _uncounted(parameter: Parameter, found: Sequence[str]) -> Value:
    """What does not count gets no value, not even its default."""
    given = [text for text in found if text]
    if given and given != _default(parameter):
        when = conditions.sentence(parameter)
        raise ValueError(f"counts only when {when}: leave it out, or change that")
    return Value(parameter.name, None, None, is_default=True)


def _default(parameter: Parameter) -> list[str]:
    found = _separate(parameter, [parameter.default])
    return [text for text in found if text]


def _value(
    parameter: Parameter, found: Sequence[str] | None, resolve: Resolver
) -> Value:
    default = _default(parameter)
    wanted = default if found is None else _wanted(parameter, found)
    if not wanted and parameter.required:
        raise ValueError("is required: give a value")
    is_default = [text for text in wanted if text] == default
    if not wanted:
        return Value(parameter.name, None, None, is_default=is_default)
    parsed = [_parse(parameter, text, resolve) for text in wanted]
    _all_different(parameter, [text for text, _ in parsed])
    given = None if [text for text, _ in parsed] == wanted else tuple(wanted)
    if parameter.most == 1:
        [(text, typed)] = parsed
        return Value(parameter.name, text, typed, is_default, given)
    text = "\n".join(text for text, _ in parsed)
    return Value(
        parameter.name, text, [typed for _, typed in parsed], is_default, given
    )


def _wanted(parameter: Parameter, found: Sequence[str]) -> list[str]:
    """What was given; who empties a field wants no default. A text may be empty."""
    most = parameter.most or MOST_VALUES
    if len(found) > most:
        right = "give it once" if most == 1 else f"at most {most:,}"
        raise ValueError(f"given {len(found):,} times: {right}")
    may_be_empty = parameter.kind == "text" and not parameter.required
    return [text for text in found if text or may_be_empty]


def _all_different(parameter: Parameter, chosen: Sequence[str]) -> None:
    if parameter.kind == "choice" and len(set(chosen)) < len(chosen):
        raise ValueError("an option is there twice: choose each once")


def _parse(  # noqa: C901, PLR0911 - one case for each kind
    parameter: Parameter, text: str, resolve: Resolver
) -> tuple[str, Single]:
    """What the script gets, and the same for JSON. Raises ValueError."""
    if problem := texts.problem(text):
        raise ValueError(problem)
    match parameter.kind:
        case "text":
            return text, _text(parameter, text)
        case "integer":
            return text, limits.number(parameter, numbers.integer(text))
        case "real":
            return text, limits.number(parameter, numbers.real(text))
        case "boolean":
            return ("true" if numbers.boolean(text) else "false"), numbers.boolean(text)
        case "choice":
            return text, _choice(parameter, text)
        case "datetime":
            time = limits.time(parameter, datetimes.parse(text))
            written = datetimes.write(time, parameter.time_format)
            is_iso = parameter.time_format == "iso"
            return written, written if is_iso else float(written)
        case "quantity":
            written, number = quantities.parse(text, parameter.unit)
            return written, limits.number(parameter, number)
        case "interval":
            written, ends = intervals.parse(text, parameter.unit)
            return written, limits.ends(parameter, ends)
        case "position":
            written, place = positions.parse(text, resolve)
            return written, list(place)
        case "url" | "file":
            return urls.parse(text), text


def _choice(parameter: Parameter, text: str) -> str:
    if text not in parameter.options:
        options = _listed(parameter.options)
        raise ValueError(f"“{shorten(text)}” is not an option: choose from {options}")
    return text


def _text(parameter: Parameter, text: str) -> str:
    """An optional text that is left empty needs no pattern."""
    if text and parameter.pattern and not texts.matches(parameter.pattern, text):
        raise ValueError(f"“{shorten(text)}” does not match {parameter.pattern}")
    return text
