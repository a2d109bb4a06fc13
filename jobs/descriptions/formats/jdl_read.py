"""A job description of the older OPUS as one of ours."""

from dataclasses import replace

from jobs.descriptions.formats import annotations, jdl_entities, naming, scripts
from jobs.descriptions.formats.amounts import whole
from jobs.descriptions.formats.jdl import ADDRESS, DOUBLE, FILE, TEXT, Jdl, JdlParameter
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Imported, Notes
from jobs.descriptions.value import Contact, Description, Kind, Parameter

KINDS: dict[str, Kind] = {
    TEXT: "text",
    ADDRESS: "url",
    "xs:boolean": "boolean",
    "xs:unsignedByte": "integer",
    "xs:short": "integer",
    "xs:int": "integer",
    "xs:integer": "integer",
    "xs:long": "integer",
    "xs:float": "real",
    DOUBLE: "real",
}
WIDTHS = ("xs:unsignedByte", "xs:short", "xs:long", "xs:float")
BOOLEANS = {"true": "true", "1": "true", "t": "true", "yes": "true"}
BOOLEANS |= {"false": "false", "0": "false", "f": "false", "no": "false"}


def imported(jdl: Jdl, file: str, notes: Notes) -> Imported:
    """Raises DescriptionError for names that are paths."""
    names = Names(notes)
    name = naming.activity(jdl.name, "name", file, notes)
    title, description = annotations.to_activity(name, jdl.annotation)
    jdl = jdl_entities.sorted_out(jdl, notes)
    one = Description(
        name=name,
        title=title,
        description=description,
        documentation=jdl.doculink.strip(),
        type=jdl.type.strip(),
        subtype=jdl.subtype.strip(),
        version=jdl.version.strip(),
        contact=Contact(jdl.contact_name.strip(), jdl.contact_email.strip()),
        execution_duration=_seconds(jdl.execution_duration, "executionDuration", notes),
        quote=_seconds(jdl.quote, "quote", notes),
        script=jdl.script.replace("\r\n", "\n"),
        parameters=tuple(_parameter(row, names, notes) for row in jdl.parameters),
        used=tuple(jdl_entities.used(row, names, notes) for row in jdl.used),
        generated=tuple(
            jdl_entities.generated(row, names, notes) for row in jdl.generated
        ),
    )
    if jdl.annotation.strip() in ("", jdl.name):
        notes.add("annotation", "says nothing: the name is the title")
    script = scripts.renamed(one.script, names.changed, notes)
    return Imported(replace(one, script=script), notes.all())


def _seconds(text: str, path: str, notes: Notes) -> int:
    found = whole(text)
    if found is None:
        notes.add(path, f"“{text[:40]}” is no whole number of seconds: left out")
    return found or 0


def _parameter(one: JdlParameter, names: Names, notes: Notes) -> Parameter:
    kind = _kind(one, notes)
    options = _options(one, notes)
    has_limits = kind in ("integer", "real")
    if not has_limits and (one.minimum or one.maximum):
        notes.add(one.path, f"a {kind} has no limits: MIN and MAX are left out")
    title, description = annotations.parted(one.annotation)
    return Parameter(
        name=names.of(one.name, one.path),
        kind=kind,
        title=title,
        description=description,
        required=one.required,
        default=_default(one, kind, notes),
        minimum=one.minimum.strip() if has_limits else "",
        maximum=one.maximum.strip() if has_limits else "",
        options=options,
        unit=one.unit.strip(),
        ucd=one.ucd.strip(),
        utype=one.utype.strip(),
    )


def _kind(one: JdlParameter, notes: Notes) -> Kind:
    kind = KINDS.get(one.datatype)
    if one.datatype == FILE:
        return "file"
    if kind is None:
        notes.add(one.path, f"the datatype {one.datatype[:40]} is not known: a text")
        return "choice" if any(one.options) else "text"
    if one.datatype in WIDTHS:
        notes.add(one.path, f"{one.datatype} is any {kind} here")
    if any(one.options):
        if kind != "text":
            notes.add(one.path, f"with options it is a choice, not of kind {kind}")
        return "choice"
    return kind


def _options(one: JdlParameter, notes: Notes) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(text.strip() for text in one.options if text.strip()))
    if found != one.options:
        notes.add(one.path, "blanks around options, and options given twice, are gone")
    return found


def _default(one: JdlParameter, kind: Kind, notes: Notes) -> str:
    if kind in ("text", "choice"):
        return one.default
    found = one.default.strip()
    if kind == "boolean" and found:
        right = BOOLEANS.get(found.lower(), found)
        if right != found:
            notes.add(one.path, f"the default {found[:20]} is written {right}")
        return right
    return found
