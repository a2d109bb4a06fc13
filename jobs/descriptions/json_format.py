"""Our own file format of an activity description: JSON.

It holds every field. `script` is the text of the script; in a folder of examples
`script_file` names a file beside the description instead.
"""

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from typing import Any, TypeVar

from jobs.descriptions.value import (
    KINDS,
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.errors import DescriptionError

FORMAT = "opus-activity-description/1"
Part = TypeVar("Part", Parameter, UsedEntity, GeneratedEntity, Contact)
PARTS = {"parameters": Parameter, "used": UsedEntity, "generated": GeneratedEntity}


def write(description: Description) -> dict[str, Any]:
    """The description as JSON values."""
    return {"format": FORMAT, **dataclasses.asdict(description)}


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
    if not isinstance(content, dict) or content.pop("format", None) != FORMAT:
        raise DescriptionError({"format": f"is not “{FORMAT}”"})
    _include(content, files or {})
    fields = {name: _parts(content, name, kind) for name, kind in PARTS.items()}
    contact = _part(Contact, content.pop("contact", {}), "contact")
    _only(Description, content, "")
    return Description(**{**content, **fields, "contact": contact})


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
    if "options" in row:
        row["options"] = tuple(row["options"])
    if kind is Parameter and row["kind"] not in KINDS:
        raise DescriptionError({f"{path}.kind": f"must be one of {', '.join(KINDS)}"})
    return kind(**row)


def _only(kind: type[Any], row: dict[str, Any], path: str) -> None:
    """Every key is a field, has its type, and no required field is missing."""
    fields = {field.name: field for field in dataclasses.fields(kind)}
    problems = {f"{path}{key}": "is not a known field" for key in row.keys() - fields}
    for name, field in fields.items():
        if name in row and not _fits(row[name], field):
            problems[f"{path}{name}"] = f"must be {_sort(field)}"
        if name not in row and field.default is dataclasses.MISSING:
            problems[f"{path}{name}"] = "is missing"
    if problems:
        raise DescriptionError(problems)


def _sort(field: dataclasses.Field[Any]) -> str:
    match field.default:
        case bool():
            return "true or false"
        case int():
            return "an integer"
        case tuple():
            return "a list of texts"
        case _:
            return "a text"


def _fits(value: Any, field: dataclasses.Field[Any]) -> bool:
    match field.default:
        case bool():
            return isinstance(value, bool)
        case int():
            return isinstance(value, int) and not isinstance(value, bool)
        case tuple():
            return isinstance(value, list) and all(isinstance(x, str) for x in value)
        case _:
            return isinstance(value, str)
