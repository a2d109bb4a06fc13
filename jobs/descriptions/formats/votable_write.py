"""The VOTable of the older OPUS, byte for byte as it writes them itself."""

from typing import Any

from lxml import etree
from lxml.etree import _Element as Element

from jobs.descriptions.formats import jdl_write
from jobs.descriptions.formats.jdl import (
    ANY_FILE,
    FILE,
    HEAD,
    Jdl,
    JdlGenerated,
    JdlParameter,
    JdlUsed,
)
from jobs.descriptions.formats.naming import Names
from jobs.descriptions.formats.shape import Exported, Notes
from jobs.descriptions.value import Description

VOTABLE = "http://www.ivoa.net/xml/VOTable/v1.3"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
NAMESPACES: dict[Any, str] = {"xsi": INSTANCE, None: VOTABLE}
MEDIA_TYPE = "application/x-votable+xml"
TEXT = {"arraysize": "*", "datatype": "char"}
NUMBER = {"datatype": "int"}
UTYPES = {
    "contact_name": "voprov:Agent.name",
    "contact_email": "voprov:Agent.email",
    "executionDuration": "uws:Job.executionDuration",
    "quote": "uws:Job.quote",
}
DATATYPES = {
    "xs:boolean": "boolean",
    "xs:integer": "int",
    "xs:long": "long",
    "xs:double": "double",
}
USED, GENERATED = "voprov:UsedDescription", "voprov:WasGeneratedByDescription"


def write(one: Description, _base: str = "") -> Exported:
    notes = Notes()
    for parameter in one.values:
        if parameter.kind == "url":
            notes.add(f"parameters.{parameter.name}.kind", "a url is a plain text")
    content = document(jdl_write.jdl(one, notes), notes)
    return Exported(content, f"{one.name}_vot.xml", MEDIA_TYPE, notes.all())


def document(jdl: Jdl, notes: Notes) -> bytes:
    """ASCII, without an XML declaration: the older OPUS reads no other."""
    top = etree.Element(_tag("VOTABLE"), nsmap=NAMESPACES, version="1.3")
    top.set(f"{{{INSTANCE}}}schemaLocation", f"{VOTABLE} {VOTABLE}")
    ids = _Ids(notes)
    about = {"ID": ids.of(jdl.name), "name": jdl.name, "type": "meta"}
    utype = {"utype": "voprov:ActivityDescription"}
    resource = etree.SubElement(top, _tag("RESOURCE"), about | utype)
    if jdl.annotation:
        _describe(resource, jdl.annotation)
    _head(resource, jdl)
    _groups(resource, jdl, ids)
    return etree.tostring(top, pretty_print=True)


class _Ids:
    """Ids are unique, and names of XML."""

    def __init__(self, notes: Notes) -> None:
        self._notes, self._names = notes, Names(Notes())
        self._first = ""

    def of(self, name: str) -> str:
        """That of the activity comes first, and may have hyphens."""
        if not self._first:
            self._first = name
            return name
        found = name
        if name == self._first:
            found = f"{name}_parameter"
            self._notes.add(f"parameters.{name}", f"has the ID “{found}” in the file")
        return found


def _head(resource: Element, jdl: Jdl) -> None:
    for name, field in HEAD.items():
        kind = NUMBER if name in ("executionDuration", "quote") else TEXT
        utype = UTYPES.get(name, f"voprov:ActivityDescription.{name}")
        extra = {} if name == "script" else {"utype": utype}
        _param(resource, name, getattr(jdl, field), kind | extra)


def _groups(resource: Element, jdl: Jdl, ids: _Ids) -> None:
    values = _group(resource, "InputParams")
    for parameter in jdl.parameters:
        _parameter(values, parameter, ids)
    refs = {one.name: _parameter(values, _as_parameter(one), ids) for one in jdl.used}
    used = _group(resource, "Used")
    for one in jdl.used:
        _used(used, one, refs[one.name])
    generated = _group(resource, "Generated")
    for result in jdl.generated:
        _generated(generated, result)


def _as_parameter(one: JdlUsed) -> JdlParameter:
    return JdlParameter(
        name=one.name,
        datatype=FILE,
        required=one.required,
        default=one.default,
        annotation=one.annotation,
    )


def _parameter(group: Element, one: JdlParameter, ids: _Ids) -> str:
    """Its ID in the document."""
    datatype = DATATYPES.get(one.datatype, "char")
    found = ids.of(one.name)
    attributes = {
        "ID": found,
        "name": one.name,
        "datatype": datatype,
        "value": one.default,
        "xtype": ANY_FILE if one.datatype == FILE else "",
        "arraysize": "*" if datatype == "char" else "",
        "type": "" if one.required else "no_query",
        "unit": one.unit,
        "ucd": one.ucd,
        "utype": one.utype,
    }
    always = ("ID", "name", "datatype", "value")
    given = {name: text for name, text in attributes.items() if text or name in always}
    param = etree.SubElement(group, _tag("PARAM"), given)
    _describe(param, one.annotation)
    if one.minimum or one.maximum or one.options:
        _values(param, one)
    return found


def _values(param: Element, one: JdlParameter) -> None:
    values = etree.SubElement(param, _tag("VALUES"))
    for name, limit in (("MIN", one.minimum), ("MAX", one.maximum)):
        if limit:
            etree.SubElement(values, _tag(name), value=limit)
    for option in one.options:
        etree.SubElement(values, _tag("OPTION"), value=option)


def _used(group: Element, one: JdlUsed, ref: str) -> None:
    part = etree.SubElement(
        group, _tag("GROUP"), {"name": one.name, "utype": USED, "ref": ref}
    )
    _describe(part, one.annotation)
    _entity(part, one, USED)
    utype = {"utype": "voprov:EntityDescription.url"}
    _param(part, "url", one.url, TEXT | utype)


def _generated(group: Element, one: JdlGenerated) -> None:
    part = etree.SubElement(
        group, _tag("GROUP"), {"name": one.name, "utype": "voprov:WasGeneratedBy"}
    )
    _describe(part, one.annotation)
    _entity(part, one, GENERATED)


def _entity(part: Element, one: JdlUsed | JdlGenerated, role: str) -> None:
    utypes = {
        "role": f"{role}.role",
        "multiplicity": f"{role}.multiplicity",
        "default": "voprov:Entity.id",
        "content_type": "voprov:EntityDescription.content_type",
    }
    for name, utype in utypes.items():
        _param(part, name, getattr(one, name), TEXT | {"utype": utype})


def _group(resource: Element, name: str) -> Element:
    return etree.SubElement(resource, _tag("GROUP"), name=name)


def _param(top: Element, name: str, value: str, attributes: dict[str, str]) -> None:
    etree.SubElement(top, _tag("PARAM"), {"name": name, "value": value} | attributes)


def _describe(top: Element, text: str) -> None:
    etree.SubElement(top, _tag("DESCRIPTION")).text = text


def _tag(name: str) -> str:
    return f"{{{VOTABLE}}}{name}"
