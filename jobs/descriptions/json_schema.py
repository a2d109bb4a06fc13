"""The JSON Schema (draft 2020-12) of our JSON, made from the classes that it is for."""

import dataclasses
from typing import Any, Literal, get_args, get_origin, get_type_hints

from jobs.descriptions import schema_texts as texts
from jobs.descriptions.json_format import FORMAT, PARTS
from jobs.descriptions.value import (
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)

DIALECT = "https://json-schema.org/draft/2020-12/schema"
MOST = 2**53 - 1
SENTENCES: dict[type[Any], dict[str, str]] = {
    Parameter: texts.PARAMETER,
    UsedEntity: texts.USED,
    GeneratedEntity: texts.GENERATED,
    KnownError: texts.KNOWN_ERROR,
    Example: texts.EXAMPLE,
    Contact: texts.CONTACT,
}
LIST = {"type": "array", "items": {"type": "string"}}
SIMPLE: dict[type[Any], dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer", "minimum": 0, "maximum": MOST},
}


def build() -> dict[str, Any]:
    head = {
        "$schema": {"type": "string", "description": "The address of this schema."},
        "format": {"const": FORMAT, "description": "What the file is."},
        "script_file": {
            "type": "string",
            "description": "In a folder, a file beside it that has the script.",
        },
    }
    top = _object(Description, texts.DESCRIPTION)
    top["required"] = ["format", "name"]
    return {
        "$schema": DIALECT,
        "title": "Activity description of OPUS",
        "description": "What has its default may be left out.",
        **top,
        "properties": {**head, **top["properties"]},
        "anyOf": [{"required": ["script"]}, {"required": ["script_file"]}],
        "$defs": {
            kind.__name__: _object(kind, said) for kind, said in SENTENCES.items()
        },
    }


def _object(kind: type[Any], sentences: dict[str, str]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    fields = dataclasses.fields(kind)
    required = [one.name for one in fields if one.default is dataclasses.MISSING]
    found = {
        "type": "object",
        "properties": {
            one.name: {
                **_property(one.name, hints[one.name]),
                "description": sentences[one.name],
                **_default(one.default),
            }
            for one in fields
        },
        "additionalProperties": False,
    }
    return {**found, "required": required} if required else found


def _property(name: str, hint: Any) -> dict[str, Any]:
    if name in PARTS:
        return {"type": "array", "items": _reference(PARTS[name])}
    if hint is Contact:
        return _reference(Contact)
    if name == "values":
        return {"type": "object", "additionalProperties": LIST}
    if get_origin(hint) is Literal:
        return {"enum": list(get_args(hint))}
    return SIMPLE.get(hint, LIST)


def _reference(kind: type[Any]) -> dict[str, Any]:
    return {"$ref": f"#/$defs/{kind.__name__}"}


def _default(value: Any) -> dict[str, Any]:
    """Of what is simple; nothing else has another default than none."""
    return {"default": value} if isinstance(value, str | int) else {}
