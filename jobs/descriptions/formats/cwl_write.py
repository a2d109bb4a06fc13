"""A description as a CWL CommandLineTool v1.2.

Values become environment variables of the script, as they are here.
"""

import shlex
from typing import Any

from jobs.descriptions.formats import cwl_ours, cwl_types, losses, yaml_text
from jobs.descriptions.formats.amounts import INTEGER, is_number
from jobs.descriptions.formats.cwl_inputs import IANA
from jobs.descriptions.formats.cwl_refs import protected
from jobs.descriptions.formats.shape import Exported, Notes
from jobs.descriptions.formats.used_defaults import URL
from jobs.descriptions.value import (
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from provenance.texts import clean

MEDIA_TYPE = "application/cwl+yaml"
TYPES = {"text": "string", "integer": "long", "real": "double"}
WIDE = 2**63
HEAD = ("type", "subtype", "version", "documentation", "contact", "quote")
REST = {name: name for name in ("unit", "ucd", "utype", "minimum", "maximum")}
LITERAL_BYTES = 65536


def write(one: Description, _base: str = "") -> Exported:
    notes = Notes()
    losses.of_head(one, notes, *HEAD)
    if len(one.script.encode(errors="replace")) > LITERAL_BYTES:
        notes.add(
            "script", f"has more than the {LITERAL_BYTES:,} bytes that CWL allows"
        )
    patterns = [f"{row.name}={row.pattern}" for row in one.generated]
    content = {
        "cwlVersion": "v1.2",
        "class": "CommandLineTool",
        "$namespaces": {"iana": f"https://{IANA}"},
        "id": one.name,
        **_about(one.title, one.description),
        **_limit(one),
        "baseCommand": cwl_ours.COMMAND,
        "arguments": [
            *map(protected, patterns),
            *_interpreter(one.script),
        ],
        "inputs": {
            **{row.name: _parameter(row, notes) for row in one.values},
            **{row.name: _used(row, notes) for row in one.files},
            cwl_ours.SCRIPT: _script(one.script),
        },
        "outputs": {row.name: _output(row, notes) for row in one.generated},
    }
    for row in one.parameters:
        if row.kind == "file":
            losses.of_file(row, notes)
    text = yaml_text.write(_clean(content))
    return Exported(text.encode(), f"{one.name}.cwl", MEDIA_TYPE, notes.all())


def _clean(content: Any) -> Any:
    match content:
        case str():
            return clean(content)
        case list():
            return [_clean(one) for one in content]
        case dict():
            return {clean(name): _clean(one) for name, one in content.items()}
        case _:
            return content


def _about(title: str, description: str) -> dict[str, Any]:
    found = {"label": title, "doc": description}
    return {name: text for name, text in found.items() if text}


def _limit(one: Description) -> dict[str, Any]:
    if not one.execution_duration:
        return {}
    limit = {"timelimit": one.execution_duration}
    return {"requirements": {"ToolTimeLimit": limit}}


def _interpreter(script: str) -> list[dict[str, Any]]:
    """What the first line of the script says, else bash."""
    first = script.partition("\n")[0]
    try:
        words = shlex.split(first[2:]) if first.startswith("#!") else []
    except ValueError:
        words = []
    return [
        {"position": cwl_ours.INTERPRETER, "valueFrom": protected(word)}
        for word in words or ["bash"]
    ]


def _script(script: str) -> dict[str, Any]:
    return {
        "type": "File",
        "doc": "The script; leave it as it is.",
        "default": {"class": "File", "basename": "script", "contents": script},
        "inputBinding": {"position": cwl_ours.LAST},
    }


def _parameter(one: Parameter, notes: Notes) -> dict[str, Any]:
    path = f"parameters.{one.name}."
    losses.of_words(one, path, REST, notes)
    losses.of_conditions(one, notes)
    kind = _type(one, notes)
    return {
        "type": _whole(kind, required=one.required, is_many=one.most != 1),
        **_about(one.title, one.description),
        **_default(one, kind),
        "inputBinding": _binding(one.name, is_many=one.most != 1),
    }


def _type(one: Parameter, notes: Notes) -> Any:
    texts = one.default.split("\n") if one.most != 1 else [one.default]
    if one.kind == "boolean":
        return {"type": "enum", "symbols": list(cwl_types.BOOLEAN)}
    if one.kind == "choice" and all(map(cwl_types.SYMBOL.fullmatch, one.options)):
        return {"type": "enum", "symbols": list(one.options)}
    if one.kind in TYPES and all(_fits(one, text) for text in texts if text):
        return TYPES[one.kind]
    notes.add(f"parameters.{one.name}.kind", f"of kind {one.kind}: a plain text")
    return "string"


def _fits(one: Parameter, text: str) -> bool:
    """Whether a number can be written as one."""
    match one.kind:
        case "integer":
            return bool(INTEGER.fullmatch(text)) and -WIDE <= int(text) < WIDE
        case "real":
            return is_number(text) and abs(float(text)) < float("inf")
        case _:
            return True


def _default(one: Parameter, kind: Any) -> dict[str, Any]:
    if not one.default:
        return {}
    texts = one.default.split("\n") if one.most != 1 else [one.default]
    values: list[Any] = list(filter(None, texts))
    if kind == TYPES["integer"]:
        values = list(map(int, values))
    elif kind == TYPES["real"]:
        values = list(map(float, values))
    return {"default": values if one.most != 1 else values[0]}


def _used(one: UsedEntity, notes: Notes) -> dict[str, Any]:
    path = f"used.{one.name}."
    losses.of_words(one, path, {"url": "url", "type": "type"}, notes)
    formats = _formats(one.content_types, path, notes)
    default = {}
    if URL.fullmatch(one.default):
        file = {"class": "File", "location": one.default}
        default = {"default": [file] if one.most != 1 else file}
    elif one.default:
        notes.add(f"{path}default", "is no address that others can read: left out")
    return {
        "type": _whole("File", required=one.required, is_many=one.most != 1),
        **_about(one.title, one.description),
        **({"format": formats} if formats else {}),
        **default,
        "inputBinding": _binding(one.name, is_many=one.most != 1),
    }


def _output(one: GeneratedEntity, notes: Notes) -> dict[str, Any]:
    losses.of_words(one, f"generated.{one.name}.", losses.GENERATED, notes)
    losses.of_words(one, f"generated.{one.name}.", {"type": "type"}, notes)
    types = (one.content_type,) if one.content_type else ()
    formats = _formats(types, f"generated.{one.name}.", notes)
    is_many = one.is_glob and one.most != 1
    return {
        "type": _whole("File", required=not one.optional, is_many=is_many),
        **_about(one.title, one.description),
        **({"format": formats[0]} if formats else {}),
        "outputBinding": {"glob": protected(one.pattern)},
    }


def _formats(types: tuple[str, ...], path: str, notes: Notes) -> list[str]:
    """Media types without what stands behind a semicolon."""
    plain = [kind.partition(";")[0].strip() for kind in types]
    if plain != list(types):
        notes.add(f"{path}content_types", "what follows a semicolon is left out")
    return [f"iana:{kind}" for kind in dict.fromkeys(plain)]


def _whole(kind: Any, *, required: bool, is_many: bool) -> Any:
    found = {"type": "array", "items": kind} if is_many else kind
    return found if required else ["null", found]


def _binding(name: str, *, is_many: bool) -> dict[str, Any]:
    """As `name=value`, several values one on each line."""
    binding = {
        "position": cwl_ours.VALUES,
        "prefix": f"{name}=",
        "separate": False,
    }
    return {**binding, "itemSeparator": "\n"} if is_many else binding
