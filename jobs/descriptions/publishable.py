"""Whether a description can be used, field by field."""

import dataclasses
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import PurePosixPath

from jobs.descriptions import check, names, texts
from jobs.descriptions.value import (
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.errors import ValuesError

CONTENT_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+-]+(;[ -~]*)?")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SCRIPT_BYTES = 1_000_000
NUMBERS = {"integer": check.integer, "real": check.real}
Problem = tuple[str, str]
Part = Parameter | UsedEntity | GeneratedEntity


def problems(description: Description) -> dict[str, str]:
    """A sentence for each field that is wrong, by its path.

    A path is the name of a field, or the kind, index and field of a part, like
    `parameters.0.default`. The first problem of a field is the one that is told.
    """
    return _first_of_each(_all(description))


def unstorable(description: Description) -> dict[str, str]:
    """Like `problems`, but only what not even a draft can have."""
    return _first_of_each(chain(_texts(description), _twice(description)))


def _first_of_each(problems: Iterable[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, sentence in problems:
        found.setdefault(path, sentence)
    return found


def _all(description: Description) -> Iterator[Problem]:
    yield from _texts(description)
    yield from _head(description)
    yield from _names(description)
    yield from _twice(description)
    for index, parameter in enumerate(description.parameters):
        for field, sentence in _parameter(parameter):
            yield f"parameters.{index}.{field}", sentence
    for index, used in enumerate(description.used):
        for field, sentence in _content_type(used):
            yield f"used.{index}.{field}", sentence
    for index, generated in enumerate(description.generated):
        for field, sentence in (*_pattern(generated), *_content_type(generated)):
            yield f"generated.{index}.{field}", sentence


def _parts(description: Description) -> Iterator[tuple[str, Part]]:
    for kind in ("parameters", "used", "generated"):
        for index, part in enumerate(getattr(description, kind)):
            yield f"{kind}.{index}", part


def _texts(description: Description) -> Iterator[Problem]:
    """All texts come back in documents, so documents must be able to hold them."""
    parts: dict[str, Description | Contact | Part] = {
        "": description,
        "contact_": description.contact,
        **{f"{path}.": part for path, part in _parts(description)},
    }
    for prefix, part in parts.items():
        for field, text in _strings(part):
            if sentence := texts.problem(text):
                yield f"{prefix}{field}", sentence


def _strings(part: Description | Contact | Part) -> Iterator[tuple[str, str]]:
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                yield field.name, text


def _head(description: Description) -> Iterator[Problem]:
    if sentence := names.activity_problem(description.name):
        yield "name", sentence
    if not description.title.strip():
        yield "title", "is required: say in a few words what the activity does"
    if not description.contact.name.strip():
        yield "contact_name", "is required: whom may users ask?"
    if description.contact.email and not EMAIL.fullmatch(description.contact.email):
        yield "contact_email", f"“{description.contact.email}” is not a mail address"
    if description.execution_duration < 0:
        yield "execution_duration", "cannot be negative; 0 is the portal's own limit"
    yield from _script(description.script)


def _script(script: str) -> Iterator[Problem]:
    if not script.strip():
        yield "script", "is required: the activity has nothing to run"
    if len(script.encode(errors="replace")) > SCRIPT_BYTES:
        yield "script", f"is longer than {SCRIPT_BYTES:,} bytes: let it call a program"


def _names(description: Description) -> Iterator[Problem]:
    for path, part in _parts(description):
        if sentence := names.problem(part.name):
            yield f"{path}.name", sentence


def _twice(description: Description) -> Iterator[Problem]:
    count = Counter(part.name.lower() for _, part in _parts(description))
    for path, part in _parts(description):
        if count[part.name.lower()] > 1:
            yield (
                f"{path}.name",
                f"“{part.name}” is used twice (case does not count): rename one",
            )


def _parameter(parameter: Parameter) -> Iterator[Problem]:
    yield from _options(parameter)
    if sentence := _compiles(parameter.pattern):
        yield "pattern", sentence
        return
    if limits := list(_limits(parameter)):
        yield from limits
        return
    yield from _default(parameter)


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
    if odd := [option for option in options if option != option.strip() or not option]:
        yield "options", f"“{odd[0]}” can never be chosen: remove the blanks"


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        return f"is not a regular expression: {error}"
    return ""


def _limits(parameter: Parameter) -> Iterator[Problem]:
    given = {"minimum": parameter.minimum, "maximum": parameter.maximum}
    numbers: dict[str, float] = {}
    for field, text in given.items():
        if not text:
            continue
        if parameter.kind not in NUMBERS:
            yield field, "only an integer or a real has limits"
            continue
        try:
            numbers[field] = NUMBERS[parameter.kind](text)
        except ValueError as error:
            yield field, str(error)
    if len(numbers) == len(given) and numbers["minimum"] > numbers["maximum"]:
        yield "maximum", f"{parameter.maximum} is below the minimum {parameter.minimum}"


def _default(parameter: Parameter) -> Iterator[Problem]:
    if not parameter.default:
        return
    alone = Description(name="x", script="", parameters=(parameter,))
    try:
        [value] = check.check(alone, {parameter.name: [parameter.default]})
    except ValuesError as error:
        yield "default", error.problems[parameter.name]
    else:
        if value.text != parameter.default:
            yield "default", f"write it as {value.text or 'nothing'}"


def _content_type(entity: UsedEntity | GeneratedEntity) -> Iterator[Problem]:
    if entity.content_type and not CONTENT_TYPE.fullmatch(entity.content_type):
        yield (
            "content_type",
            f"“{entity.content_type}” is not a media type: write it like image/fits",
        )


def _pattern(entity: GeneratedEntity) -> Iterator[Problem]:
    path = PurePosixPath(entity.pattern)
    if not entity.pattern.strip() or not path.parts:
        yield "pattern", "is required: a file name, or a pattern like maps/*.fits"
    elif path.is_absolute() or ".." in path.parts:
        yield "pattern", "must stay in the work folder: no leading slash, no “..”"
    elif entity.pattern.endswith("/"):
        yield "pattern", "names a folder: add the name of the file, or *"
