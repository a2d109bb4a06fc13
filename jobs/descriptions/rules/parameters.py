"""What a parameter must be like, so that values can be held against it."""

import dataclasses
from collections.abc import Iterator, Mapping

from jobs.descriptions import check, texts
from jobs.descriptions.kinds import limits, numbers, positions, ucds, units
from jobs.descriptions.rules import Problem
from jobs.descriptions.rules.entities import media_types
from jobs.descriptions.value import Description, Parameter
from jobs.errors import ValuesError

# Which kinds have a field that means nothing to the others.
MEASURED = frozenset({"integer", "real", "quantity", "interval", "text", "choice"})
ONLY = {
    "pattern": (frozenset({"text"}), "only a text has a pattern"),
    "unit": (MEASURED, "only what is measured has a unit"),
    "content_types": (frozenset({"file"}), "only a file has media types"),
}


def complete(description: Description) -> Iterator[Problem]:
    for index, parameter in enumerate(description.parameters):
        for field, sentence in _of(parameter):
            yield f"parameters.{index}.{field}", sentence
    yield from _conditions(description)


def _of(parameter: Parameter) -> Iterator[Problem]:
    yield from _words(parameter)
    yield from _options(parameter)
    if sentence := texts.pattern_problem(parameter.pattern):
        yield "pattern", sentence
        return
    found = [*_only(parameter), *_unit(parameter), *_limits(parameter)]
    yield from found
    if not found:
        yield from _default(parameter)


def _words(parameter: Parameter) -> Iterator[Problem]:
    if sentence := ucds.problem(parameter.ucd):
        yield "ucd", sentence
    if parameter.utype and not parameter.utype.isprintable():
        yield "utype", "is one word: write it like obscore:Target.Name"
    if parameter.time_format != "iso" and parameter.kind != "datetime":
        yield "time_format", "only a datetime has a format"
    yield from media_types("content_types", parameter.content_types)


def _only(parameter: Parameter) -> Iterator[Problem]:
    for field, (kinds, sentence) in ONLY.items():
        if getattr(parameter, field) and parameter.kind not in kinds:
            yield field, sentence


def _unit(parameter: Parameter) -> Iterator[Problem]:
    if sentence := units.problem(parameter.unit):
        yield "unit", sentence
    elif parameter.kind == "quantity" and not parameter.unit:
        yield "unit", "is required: a quantity is given to the script in this unit"


def _options(parameter: Parameter) -> Iterator[Problem]:
    options = parameter.options
    if parameter.kind != "choice":
        if options:
            yield "options", "only a choice has options"
        return
    if not options:
        yield "options", "a choice needs options, one on each line"
    if len(set(options)) < len(options):
        yield "options", "an option is there twice: remove one"
    if odd := [option for option in options if _is_odd(option)]:
        yield "options", f"“{odd[0]}” can never be chosen: remove the blanks"


def _is_odd(option: str) -> bool:
    return option != option.strip() or not option or len(option.splitlines()) > 1


def _limits(parameter: Parameter) -> Iterator[Problem]:
    found = []
    for field in ("minimum", "maximum"):
        text = getattr(parameter, field)
        if text and (sentence := limits.problem(parameter, text)):
            found.append((field, sentence))
    yield from found
    if not found and limits.is_crossed(parameter):
        yield "maximum", f"{parameter.maximum} is below the minimum {parameter.minimum}"


def _default(parameter: Parameter) -> Iterator[Problem]:
    """The default of a file is looked at by who knows entities."""
    if not parameter.default or parameter.kind == "file":
        return
    try:
        value = checked(parameter, parameter.default)
    except ValuesError as error:
        yield "default", error.problems[parameter.name]
    else:
        bare = parameter.default.strip()
        if parameter.kind == "boolean" and value.text != parameter.default:
            yield "default", f"write it as {value.text}"
        elif parameter.kind != "text" and bare != parameter.default:
            yield "default", f"write it as {bare}"


def checked(parameter: Parameter, text: str) -> check.Value:
    """The text as a value of the parameter alone. Raises ValuesError.

    A name of an object is taken as it is: it is looked up when somebody runs it.
    """
    free = dataclasses.replace(parameter, shown_if="", shown_values=())
    alone = Description(name="x", script="", parameters=(free,))
    [value] = check.check(alone, {parameter.name: [text]}, _anywhere)
    return value


def _anywhere(_name: str) -> positions.Position:
    return 0.0, 0.0


def _conditions(description: Description) -> Iterator[Problem]:
    """Each points to another parameter, to values that it can have, and not back."""
    by_name = {one.name: one for one in description.parameters}
    for index, parameter in enumerate(description.parameters):
        path = f"parameters.{index}"
        if not parameter.shown_if:
            if parameter.shown_values:
                yield f"{path}.shown_if", "is required: of which parameter?"
            continue
        controller = by_name.get(parameter.shown_if)
        if controller is None:
            known = ", ".join(sorted(by_name.keys() - {parameter.name})[:30]) or "none"
            yield f"{path}.shown_if", f"is no parameter; there is: {known}"
        elif _comes_back(parameter, by_name):
            yield f"{path}.shown_if", "depends on itself in the end: cut the circle"
        else:
            yield from _values(path, parameter, controller)


def _comes_back(parameter: Parameter, by_name: Mapping[str, Parameter]) -> bool:
    seen, one = set(), parameter
    while one.shown_if in by_name:
        if one.name in seen:
            return True
        seen.add(one.name)
        one = by_name[one.shown_if]
    return False


def _values(
    path: str, parameter: Parameter, controller: Parameter
) -> Iterator[Problem]:
    if not parameter.shown_values:
        yield f"{path}.shown_values", f"are required: which of {controller.name}?"
    for text in parameter.shown_values:
        try:
            _possible(controller, text)
        except ValueError as error:
            yield f"{path}.shown_values", f"{controller.name} cannot be that: {error}"


def _possible(controller: Parameter, text: str) -> None:
    """Raises ValueError if the parameter never has that value."""
    match controller.kind:
        case "choice":
            if text not in controller.options:
                raise ValueError(f"“{texts.shorten(text)}” is not an option")
        case "boolean":
            numbers.boolean(text)
        case "integer" | "real":
            numbers.real(text)
        case _:
            return
