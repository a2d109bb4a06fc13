"""Our own file format of an activity description: JSON.

It holds every field that differs from its default. `script` is the text of the script;
in a folder of examples `script_file` names a file beside the description instead.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from jobs.descriptions.value import (
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from jobs.errors import DescriptionError

FORMAT = "opus-activity-description/1"
MARKS = ("format", "$schema")  # what the file is, not what it describes
Part = TypeVar(
    "Part", Parameter, UsedEntity, GeneratedEntity, KnownError, Example, Contact
)
PARTS = {
    "parameters": Parameter,
    "used": UsedEntity,
    "generated": GeneratedEntity,
    "known_errors": KnownError,
    "examples": Example,
}


def write(description: Description) -> dict[str, Any]:
    """The description as JSON values. A field that has its default is left out."""
    content = _fields(description)
    contact = _fields(description.contact)
    if contact:
        content["contact"] = contact
    for name in PARTS:
        if rows := getattr(description, name):
            content[name] = [_fields(row) for row in rows]
    return {"format": FORMAT, **content}


def _fields(part: Any) -> dict[str, Any]:
    found = {}
    for field in dataclasses.fields(part):
        value = getattr(part, field.name)
        if value != field.default:
            found[field.name] = list(value) if isinstance(value, tuple) else value
    if isinstance(part, Example) and part.values:
        found["values"] = {name: list(texts) for name, texts in part.values}
    return found


def digest(description: Description) -> str:
    """SHA-256 over the description; equal for equal descriptions only."""
    text = json.dumps(write(description), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str, files: Mapping[str, str] | None = None) -> Description:
    """The description in a JSON text; `files` are the texts beside it, by name.

    Raises DescriptionError, with the path of each field that does not fit.
    """
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DescriptionError({"file": f"is not JSON: {error}"}) from error
    return convert(content, files)


def convert(content: Any, files: Mapping[str, str] | None = None) -> Description:
    """The description in JSON values. Raises DescriptionError."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DescriptionError({"format": f"is not “{FORMAT}”"})
    content = {name: value for name, value in content.items() if name not in MARKS}
    _include(content, files or {})
    fields = {name: _parts(content, name, kind) for name, kind in PARTS.items()}
    contact = _part(Contact, content.pop("contact", {}), "contact")
    _only(Description, content, "")
    head = {name: _frozen(value) for name, value in content.items()}
    return Description(**{**head, **fields, "contact": contact})


def _include(content: dict[str, Any], files: Mapping[str, str]) -> None:
    name = content.pop("script_file", None)
    if name is None:
        return
    if not isinstance(name, str):
        raise DescriptionError({"script_file": "must be a text"})
    if name not in files:
        raise DescriptionError({"script_file": f"there is no file “{name}”"})
    content["script"] = files[name]


def _parts(content: dict[str, Any], name: str, kind: type[Part]) -> tuple[Part, ...]:
    rows = content.pop(name, [])
    if not isinstance(rows, list):
        raise DescriptionError({name: "must be a list"})
    return tuple(_part(kind, row, f"{name}.{i}") for i, row in enumerate(rows))


def _part(kind: type[Part], row: Any, path: str) -> Part:
    if not isinstance(row, dict):
        raise DescriptionError({path: "must be an object"})
    _only(kind, row, f"{path}.")
    return kind(**{name: _frozen(value) for name, value in row.items()})


def _frozen(value: Any) -> Any:
    """Lists, and the values of an example, as tuples."""
    match value:
        case list():
            return tuple(value)
        case dict():
            return tuple((name, tuple(texts)) for name, texts in value.items())
        case _:
            return value


def _only(kind: type[Any], row: dict[str, Any], path: str) -> None:
    """Every key is a field, has its type, and no required field is missing."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    types = get_type_hints(kind)
    problems = {f"{path}{key}": "is not a known field" for key in row.keys() - fields}
    for name, field in fields.items():
        if name in row and (sort := _misfit(row[name], types[name], name)):
            problems[f"{path}{name}"] = f"must be {sort}"
        if name not in row and field.default is dataclasses.MISSING:
            problems[f"{path}{name}"] = "is missing"
    if problems:
        raise DescriptionError(problems)


def _misfit(value: Any, kind: Any, name: str) -> str:
    """What the value should be and is not; empty if it is."""
    if name == "values":
        fits = isinstance(value, dict) and all(map(_is_texts, value.values()))
        return "" if fits else "an object with a list of texts for each name"
    if get_origin(kind) is Literal:
        words = [word for word in get_args(kind) if word]
        return "" if value in get_args(kind) else f"one of {', '.join(words)}"
    if kind is bool:
        return "" if isinstance(value, bool) else "true or false"
    if kind is int:
        fits = isinstance(value, int) and not isinstance(value, bool)
        return "" if fits and 0 <= value < 2**53 else "an integer, 0 or more"
    if kind is str:
        return "" if isinstance(value, str) else "a text"
    return "" if _is_texts(value) else "a list of texts"


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
