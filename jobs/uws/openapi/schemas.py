"""What an activity takes, as a JSON schema of a request's values."""

from typing import Any

from jobs.descriptions import conditions
from jobs.descriptions.kinds import numbers
from jobs.descriptions.value import Description, Parameter, UsedEntity
from jobs.uws.openapi.parts import PLAIN, VALUES, WISHES, Operation, Schema
from jobs.wanted import AMOUNTS, RESOURCES, WORD

TYPES = {"integer": "integer", "real": "number", "boolean": "boolean"}
HOW = {
    "datetime": "UTC, as ISO 8601, MJD or JD.",
    "quantity": "A number, with another unit if you like.",
    "position": "ICRS: decimal degrees, sexagesimal, or the name of an object.",
    "interval": "Two ends, like 1 .. 10; one may be left open.",
    "url": "An address on the web.",
}


def form(operation: Operation, description: Description | None) -> Schema:
    """Words of UWS, and values by their names when the activity is known."""
    found: Schema = {"type": "object", "properties": dict(operation.form or {})}
    required = list(operation.needs)
    if operation.takes_values and description:
        found["properties"] = {**values(description), **found["properties"]}
        found["additionalProperties"] = False
        required += _required(description)
    elif operation.takes_values:
        found["additionalProperties"] = VALUES
    return {**found, "required": required} if required else found


def values(description: Description) -> dict[str, Schema]:
    """Each parameter and used entity of the activity."""
    found = {one.name: _parameter(one) for one in description.values}
    offered = [name for name in description.controls if name in RESOURCES]
    return {
        **found,
        **{one.name: _used(one) for one in description.files},
        **{name.upper(): _resource(name) for name in offered},
    }


def _resource(name: str) -> Schema:
    """What a job may ask its machine for."""
    if name == "memory":
        about = "What its processes may hold at once, like 4 GB; within the limit."
        return {"type": "string", "description": about, "examples": ["4 GB"]}
    about = f"The {name} that a cluster is asked for."
    if name in AMOUNTS:
        return {"type": "integer", "minimum": 0, "description": about}
    return {"type": "string", "pattern": f"^{WORD.pattern}$", "description": about}


def _required(description: Description) -> list[str]:
    """What depends on something else is not always required."""
    parts: tuple[Parameter | UsedEntity, ...] = (
        *(one for one in description.values if not one.shown_if),
        *(one for one in description.files if not _is_conditional(description, one)),
    )
    return [part.name for part in parts if part.required and not part.default]


def _is_conditional(description: Description, file: UsedEntity) -> bool:
    return any(one.name == file.name and one.shown_if for one in description.parameters)


def _parameter(one: Parameter) -> Schema:
    single = _single(one)
    if one.most == 1:
        return single
    about = single.pop("description", "")
    default = single.pop("default", None)
    found: Schema = {
        "type": "array",
        "items": single,
        "description": about,
        "maxItems": one.most or None,
        "default": [default] if default is not None else None,
    }
    return {name: value for name, value in found.items() if value not in ("", None)}


def _single(one: Parameter) -> Schema:
    found: Schema = {
        "type": TYPES.get(one.kind, "string"),
        "description": _about(one),
        "enum": list(one.options),
        "pattern": _pattern(one),
        "minLength": 1 if one.required and one.kind == "text" else None,
        "minimum": _number(one.minimum) if one.kind in TYPES else None,
        "maximum": _number(one.maximum) if one.kind in TYPES else None,
        "default": _default(one),
    }
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _about(one: Parameter) -> str:
    """What it is, how to write it, and when it counts."""
    when = conditions.sentence(one)
    limits = [
        f"{word} {limit}." if limit and one.kind not in TYPES else ""
        for word, limit in (("At least", one.minimum), ("At most", one.maximum))
    ]
    counts = f"Counts only when {when}." if when else ""
    words = _words(one.title, one.description, one.unit)
    return " ".join(filter(None, [words, HOW.get(one.kind, ""), *limits, counts]))


def _pattern(one: Parameter) -> str:
    """An optional text that is left empty needs no pattern of its own."""
    if one.kind not in ("text", "url"):
        return ""
    if not one.pattern:
        return PLAIN
    return f"^(?:{one.pattern})$" if one.required else f"^(?:{one.pattern})?$"


def _default(one: Parameter) -> object:
    match one.kind:
        case "integer" | "real":
            return _number(one.default)
        case "boolean":
            return one.default == "true" if one.default else None
        case _:
            return one.default or None


def _number(text: str) -> float | int | None:
    try:
        number = numbers.real(text)
    except ValueError:
        return None
    return int(number) if number.is_integer() else number


def _used(one: UsedEntity) -> Schema:
    kind = f"Its type is {' or '.join(one.content_types)}." if one.content_types else ""
    how = "A file, an entity id, the address of a result, or a URL."
    named = f"An identifier stands for {one.url}." if one.url else ""
    words = _words(one.title, one.description, "")
    single: Schema = {
        "type": "string",
        "description": " ".join(filter(None, [words, kind, how, named])),
        "examples": ["https://example.org/m13.fits"],
    }
    if one.most == 1:
        return single
    about = single.pop("description")
    found: Schema = {"type": "array", "items": single, "description": about}
    return {**found, **({"maxItems": one.most} if one.most else {})}


def _words(title: str, description: str, unit: str) -> str:
    sentence = f"{title} [{unit}]" if unit else title
    return ": ".join(filter(None, [sentence, description]))


def query(description: Description | None) -> list[dict[str, Any]]:
    """The same in a query; of an activity that is not known, any names."""
    words = [_in_query(name, schema) for name, schema in WISHES.items()]
    if description is None:
        schema = {"type": "object", "additionalProperties": VALUES}
        said = "Each value of the activity, under its own name."
        any_name = _in_query("values", {**schema, "description": said})
        return [*words, {**any_name, "style": "form"}]
    required = _required(description)
    return [
        {**_in_query(name, schema), "required": name in required}
        for name, schema in values(description).items()
    ] + words


def _in_query(name: str, schema: Schema) -> dict[str, Any]:
    """What the value is is said of the parameter, where readers look for it."""
    bare = {word: what for word, what in schema.items() if word != "description"}
    said = schema.get("description", "")
    found = {"name": name, "in": "query", "description": said, "schema": bare}
    return {word: what for word, what in found.items() if what != ""}
