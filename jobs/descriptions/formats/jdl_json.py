"""The JSON of the older OPUS."""

import json
from typing import Any

from jobs.descriptions.formats import jdl_read, jdl_write
from jobs.descriptions.formats.fields import Fields
from jobs.descriptions.formats.jdl import (
    FILE,
    HEAD,
    TEXT,
    Jdl,
    JdlGenerated,
    JdlParameter,
    JdlUsed,
)
from jobs.descriptions.formats.shape import Exported, Imported, Notes
from jobs.descriptions.value import Description

MEDIA_TYPE = "application/json"
ENTITY = ("role", "multiplicity", "default", "content_type")
ORDERS = ("parameters_keys", "used_keys", "generated_keys")


def write(one: Description, _base: str = "") -> Exported:
    notes = Notes()
    content = document(jdl_write.jdl(one, notes))
    written = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    name = f"{one.name}_jdl.json"
    return Exported(written.encode(errors="replace"), name, MEDIA_TYPE, notes.all())


def document(jdl: Jdl) -> dict[str, Any]:
    """All values are texts."""
    head = {name: getattr(jdl, field) for name, field in HEAD.items()}
    return {
        "name": jdl.name,
        "annotation": jdl.annotation,
        **head,
        "parameters": {one.name: _parameter(one) for one in jdl.parameters},
        "used": {one.name: _used(one) for one in jdl.used},
        "generated": {one.name: _entity(one) for one in jdl.generated},
        "parameters_keys": [one.name for one in jdl.parameters],
        "used_keys": [one.name for one in jdl.used],
        "generated_keys": [one.name for one in jdl.generated],
    }


def _parameter(one: JdlParameter) -> dict[str, str]:
    return {
        "datatype": one.datatype,
        "required": str(one.required).lower(),
        "default": one.default,
        "unit": one.unit,
        "ucd": one.ucd,
        "utype": one.utype,
        "min": one.minimum,
        "max": one.maximum,
        "options": ",".join(one.options),
        "annotation": one.annotation,
    }


def _used(one: JdlUsed) -> dict[str, str]:
    """That it is required goes without saying."""
    found = {"datatype": one.datatype}
    if not one.required:
        found["required"] = "false"
    entity = {name: getattr(one, name) for name in ENTITY}
    return {**found, **entity, "url": one.url, "annotation": one.annotation}


def _entity(one: JdlGenerated) -> dict[str, str]:
    return {name: getattr(one, name) for name in (*ENTITY, "annotation")}


def is_one(content: dict[str, Any]) -> bool:
    known = {"annotation", "executionDuration", "executionduration", *ORDERS}
    has_lists = any(
        isinstance(content.get(name), dict) for name in ("used", "generated")
    )
    return not known.isdisjoint(content) or ("script" in content and has_lists)


def read(content: dict[str, Any], file: str) -> Imported:
    """Raises DescriptionError."""
    notes = Notes()
    fields = Fields(content, "", notes)
    orders = [fields.take(name) for name in ORDERS]
    parts = [
        _rows(fields, name, order, notes)
        for name, order in zip(("parameters", "used", "generated"), orders, strict=True)
    ]
    head = {field: fields.text(name) for name, field in HEAD.items()}
    if duration := fields.text("executionduration"):
        head["execution_duration"] = head["execution_duration"] or duration
    jdl = Jdl(
        name=fields.text("name"),
        annotation=fields.text("annotation"),
        **head,
        parameters=tuple(_read_parameter(*row) for row in parts[0]),
        used=tuple(_read_used(*row) for row in parts[1]),
        generated=tuple(_read_generated(*row) for row in parts[2]),
    )
    fields.close()
    return jdl_read.imported(jdl, file, notes)


def _rows(
    fields: Fields, name: str, order: Any, notes: Notes
) -> list[tuple[str, Fields]]:
    """Each with its name, in the order that the file gives them apart."""
    rows = fields.take(name)
    if rows is None:
        return []
    if not isinstance(rows, dict):
        fields.note(name, "is no object with names: left out")
        return []
    listed = [key for key in order if isinstance(key, str)] if _is_list(order) else []
    names = dict.fromkeys([*(key for key in listed if key in rows), *rows])
    return [(key, Fields(rows[key], f"{name}.{key}", notes)) for key in names]


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _read_parameter(name: str, row: Fields) -> JdlParameter:
    found = JdlParameter(
        name=name,
        datatype=row.text("datatype") or TEXT,
        required=row.flag("required", default=True),
        default=row.text("default"),
        unit=row.text("unit"),
        ucd=row.text("ucd"),
        utype=row.text("utype"),
        minimum=row.text("min"),
        maximum=row.text("max"),
        options=_options(row),
        annotation=row.text("annotation"),
        path=row.path,
    )
    row.close()
    return found


def _options(row: Fields) -> tuple[str, ...]:
    value = row.take("options")
    if isinstance(value, list):
        return tuple(str(option) for option in value)
    text = str(value) if value is not None else ""
    return tuple(text.split(",")) if text else ()


def _read_used(name: str, row: Fields) -> JdlUsed:
    entity = {field: row.text(field) for field in (*ENTITY, "url", "annotation")}
    found = JdlUsed(
        name=name,
        datatype=row.text("datatype") or FILE,
        required=row.flag("required", default=True),
        path=row.path,
        **entity,
    )
    row.close()
    return found


def _read_generated(name: str, row: Fields) -> JdlGenerated:
    entity = {field: row.text(field) for field in (*ENTITY, "annotation")}
    row.close()
    return JdlGenerated(name=name, path=row.path, **entity)
