"""Types of CWL: `File?`, `string[]`, unions, arrays and enumerations."""

import re
from dataclasses import dataclass, replace
from typing import Any

from jobs.descriptions.formats.fields import shown
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.value import Kind

KINDS: dict[str, Kind] = {
    "boolean": "boolean",
    "int": "integer",
    "long": "integer",
    "float": "real",
    "double": "real",
    "string": "text",
    "File": "file",
    "stdin": "file",
}
NULL, DIRECTORY = "null", "Directory"
BOOLEAN = ("true", "false")
ENUM = "enum"
LONGEST = 40
SYMBOL = re.compile(r"[A-Za-z0-9_.-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Type:
    """`word` is a type that CWL has for outputs only, or none that we have."""

    kind: Kind = "text"
    required: bool = True
    is_many: bool = False
    options: tuple[str, ...] = ()
    word: str = ""


def read(content: Any, path: str, notes: Notes) -> Type:
    match content:
        case str():
            return _named(content, path, notes)
        case list():
            return _union(content, path, notes)
        case dict() if "type" in content:
            return _made(content, path, notes)
        case _:
            notes.add(path, f"{shown(content)} is no type: a text")
            return Type()


def local(name: str) -> str:
    """The last part of an identifier like `tool.cwl#main/name`."""
    return name.rpartition("#")[2].rpartition("/")[2]


def _named(name: str, path: str, notes: Notes) -> Type:
    if len(name) > LONGEST:
        name = "that is so long"
    if name.endswith("?"):
        return replace(_named(name[:-1], path, notes), required=False)
    if name.endswith("[]"):
        return _many(_named(name[:-2], path, notes), path, notes)
    if name in KINDS:
        return Type(KINDS[name], word=name if name == "stdin" else "")
    if name in ("stdout", "stderr", DIRECTORY, NULL):
        return Type(required=name != NULL, word=name)
    notes.add(path, f"the type {name[:60]} is not known here: a text")
    return Type()


def _union(types: list[Any], path: str, notes: Notes) -> Type:
    rest = [one for one in types if one != NULL]
    found = read(rest[0], path, notes) if rest else Type(word=NULL)
    if len(rest) > 1:
        notes.add(path, f"of {len(rest)} types the first is kept")
    return replace(found, required=found.required and len(rest) == len(types))


def _made(content: dict[str, Any], path: str, notes: Notes) -> Type:
    for name in content.keys() - {"type", "items", "symbols", "name", "label", "doc"}:
        notes.add(f"{path}.{name}", f"{shown(content[name])} is left out")
    match content["type"]:
        case "array":
            return _many(
                read(content.get("items"), f"{path}.items", notes), path, notes
            )
        case "enum":
            symbols = content.get("symbols")
            return _enum(symbols if isinstance(symbols, list) else [], path, notes)
        case "record":
            notes.add(path, "a record has no place here: a text")
            return Type()
        case other:
            return read(other, path, notes)


def _many(one: Type, path: str, notes: Notes) -> Type:
    if one.is_many:
        notes.add(path, "a list of lists is one list")
    if not one.required:
        notes.add(path, "values in the list cannot be null")
    return replace(one, is_many=True, required=True)


def _enum(symbols: list[Any], path: str, notes: Notes) -> Type:
    options = tuple(dict.fromkeys(local(str(symbol)) for symbol in symbols))
    kept = tuple(option for option in options if option.strip() == option != "")
    if len(kept) < len(symbols):
        notes.add(path, "symbols that are empty, or there twice, are left out")
    if kept == BOOLEAN:
        return Type("boolean", word=ENUM)
    return Type("choice", options=kept)
