"""The tables of the IVOA model as one VOTable: a table for each class.

Columns have the names of ProvenanceDM 1.0, and utypes `voprov:Class.attribute`.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from provenance.document import ActivityNode, Document
from provenance.export import config_files, elements
from provenance.export.descriptions import plans_of
from provenance.export.options import FULL, Options
from provenance.export.terms import moment
from provenance.texts import clean

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
<RESOURCE type="results">
<INFO name="standard" value="ProvenanceDM 1.0"/>
"""
FOOT = "</RESOURCE>\n</VOTABLE>\n"
UCDS = {
    "id": "meta.id;meta.main",
    "name": "meta.title",
    "description": "meta.note",
    "comment": "meta.note",
    "location": "meta.ref.url",
    "docurl": "meta.ref.url",
    "startTime": "time.start",
    "endTime": "time.end",
    "generatedAtTime": "time.creation",
    "version": "meta.version",
}
Row = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` are the attributes of the class, in the order of the rows' values."""

    name: str
    columns: tuple[str, ...]
    rows: Iterable[Row]


def stream(document: Document, base: str, options: Options = FULL) -> Iterator[bytes]:
    """The VOTable in pieces, UTF-8. A table that would be empty is left out."""
    yield HEAD.encode()
    for table in _tables(document, base, options):
        yield from _written(table)
    yield FOOT.encode()


def _written(table: Table) -> Iterator[bytes]:
    is_begun = False
    for row in table.rows:
        if not is_begun:
            yield _opened(table).encode()
            is_begun = True
        cells = "".join(f"<TD>{escape(_text(value))}</TD>" for value in row)
        yield f"<TR>{cells}</TR>\n".encode()
    if is_begun:
        yield b"</TABLEDATA></DATA></TABLE>\n"


def _opened(table: Table) -> str:
    fields = "".join(
        f'<FIELD name={quoteattr(column)} datatype="unicodeChar" arraysize="*"'
        f' utype="voprov:{table.name}.{column}"{_ucd(column)}/>\n'
        for column in table.columns
    )
    return (
        f'<TABLE name="{table.name}" utype="voprov:{table.name}">\n'
        f"{fields}<DATA><TABLEDATA>\n"
    )


def _ucd(column: str) -> str:
    return f' ucd="{UCDS[column]}"' if column in UCDS else ""


def _text(value: Any) -> str:
    return clean("" if value is None else str(value))


def _tables(document: Document, base: str, options: Options) -> Iterator[Table]:
    yield from _nodes(document, base)
    yield from _relations(document)
    if options.agents:
        yield from _agents(document)
    if options.configuration:
        yield from _configuration(document)
    if options.descriptions:
        yield from _descriptions(document.activities)


def _nodes(document: Document, base: str) -> Iterator[Table]:
    yield Table(
        "Activity",
        ("id", "name", "startTime", "endTime", "comment", "activityDescription"),
        (
            (
                node.id,
                node.name,
                moment(node.start_time),
                moment(node.end_time),
                node.comment,
                node.plan.id if node.plan else "",
            )
            for node in document.activities
        ),
    )
    yield Table(
        "Entity",
        ("id", "name", "location", "generatedAtTime", "invalidatedAtTime", "comment"),
        (
            (
                node.id,
                node.name,
                elements.entity(node, base)[1].get("prov:location", ""),
                moment(node.generated_at),
                moment(node.invalidated_at),
                node.comment,
            )
            for node in document.entities
        ),
    )
    yield Table(
        "ValueEntity",
        ("id", "value"),
        (
            (node.id, elements.text(node.value))
            for node in document.entities
            if node.kind == "value"
        ),
    )


def _relations(document: Document) -> Iterator[Table]:
    yield Table(
        "Used",
        ("activity", "entity", "role", "time"),
        ((u.activity, u.entity, u.role, moment(u.time)) for u in document.used),
    )
    yield Table(
        "WasGeneratedBy",
        ("entity", "activity", "role"),
        ((made.entity, made.activity, made.role) for made in document.generated),
    )
    yield Table(
        "WasDerivedFrom",
        ("generatedEntity", "usedEntity"),
        ((link.generated, link.used) for link in document.derived),
    )
    yield Table(
        "WasInformedBy",
        ("informed", "informant"),
        ((link.informed, link.informant) for link in document.informed),
    )
    yield Table(
        "HadMember",
        ("collection", "entity"),
        ((link.collection, link.entity) for link in document.members),
    )


def _agents(document: Document) -> Iterator[Table]:
    yield Table(
        "Agent",
        ("id", "name", "type", "email", "affiliation", "url"),
        (
            (a.id, a.name, a.type, a.email, a.affiliation, a.url)
            for a in document.agents
        ),
    )
    yield Table(
        "WasAssociatedWith",
        ("activity", "agent", "role"),
        ((link.activity, link.agent, link.role) for link in document.associated),
    )
    yield Table(
        "WasAttributedTo",
        ("entity", "agent", "role"),
        ((link.entity, link.agent, link.role) for link in document.attributed),
    )


def _configuration(document: Document) -> Iterator[Table]:
    yield Table(
        "Parameter",
        ("id", "name", "value", "unit"),
        (
            (key.partition(":")[2], one.name, elements.text(one.value), one.unit)
            for _, key, one in elements.parameters(document)
        ),
    )
    yield Table(
        "WasConfiguredBy",
        ("activity", "parameter", "artefactType"),
        (
            *(
                (node.id, key.partition(":")[2], "Parameter")
                for node, key, _ in elements.parameters(document)
            ),
            *(
                (use.activity, use.entity, "ConfigFile")
                for use in config_files.uses(document)
            ),
        ),
    )


def _descriptions(activities: Sequence[ActivityNode]) -> Iterator[Table]:
    plans = plans_of(activities)
    yield Table(
        "ActivityDescription",
        ("id", "name", "version", "description", "docurl", "type", "subtype"),
        (
            (p.id, p.name, p.version, p.text, p.documentation, p.type, p.subtype)
            for p in plans
        ),
    )
    for name, which in (("Usage", "usages"), ("Generation", "generations")):
        yield Table(
            f"{name}Description",
            ("activityDescription", "role", "description", "type", "multiplicity"),
            (
                (plan.id, part.role, part.text, part.type, part.multiplicity)
                for plan in plans
                for part in getattr(plan, which)
            ),
        )
    yield Table(
        "ParameterDescription",
        (
            *("activityDescription", "name", "valueType", "description", "unit", "ucd"),
            *("utype", "min", "max", "options", "default"),
        ),
        (
            (
                *(plan.id, one.name, one.value_type, one.text, one.unit, one.ucd),
                *(one.utype, one.minimum, one.maximum),
                *(" ".join(one.options), one.default),
            )
            for plan in plans
            for one in plan.parameters
        ),
    )
