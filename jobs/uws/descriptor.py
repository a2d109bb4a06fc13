"""An activity as a VOTable service descriptor (DataLink 1.1, section 4).

Clients that read one, such as TOPCAT and pyvo, offer a form and call the synchronous
façade with what was filled in.
"""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from lxml import etree
from lxml.etree import _Element as Element

from jobs import links
from jobs.descriptions.value import Description, Parameter, UsedEntity
from jobs.uws import find
from jobs.uws.errors import READ, resource
from jobs.uws.negotiation import Form
from jobs.uws.votable import VOTABLE

TEXT = {"datatype": "char", "arraysize": "*"}
DATATYPES = {
    "integer": {"datatype": "long"},
    "real": {"datatype": "double"},
    "boolean": {"datatype": "boolean"},
}
# A parameter without a value breaks clients that convert it (an empty text does not).
VALUES = {"integer": "0", "real": "0", "boolean": "false"}


@resource(*READ)
def descriptor(request: HttpRequest, name: str) -> HttpResponseBase:
    version = find.runnable(request, name)
    url = f"{links.of(request).jobs(name)}/sync"
    return HttpResponse(write(version.value(), url), content_type=Form.VOTABLE)


def write(description: Description, url: str) -> bytes:
    """The document; `url` is called with the parameters that it lists."""
    top = etree.Element(_tag("VOTABLE"), nsmap={"vot": VOTABLE}, version="1.4")
    service = etree.SubElement(
        top,
        _tag("RESOURCE"),
        type="meta",
        utype="adhoc:service",
        name=description.name,
        ID=description.name,
    )
    if about := description.title or description.description:
        etree.SubElement(service, _tag("DESCRIPTION")).text = about
    _param(service, "accessURL", url, TEXT)
    group = etree.SubElement(service, _tag("GROUP"), name="inputParams")
    for parameter in description.values:
        _parameter(group, parameter)
    for used in description.files:
        _used(group, used)
    return etree.tostring(
        top, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )


def _parameter(group: Element, one: Parameter) -> None:
    value = one.default or one.minimum or one.maximum or VALUES.get(one.kind, "")
    param = _param(group, one.name, value, _datatype(one))
    is_whole = one.kind == "integer"
    # pyvo makes a quantity of a number with a unit, and sends 44 as 44.0.
    for name in ("ucd", "utype") if is_whole else ("unit", "ucd", "utype"):
        if text := getattr(one, name):
            param.set(name, text)
    unit = f"in {one.unit}" if is_whole and one.unit else ""
    _describe(param, one.title, one.description, unit)
    if one.minimum or one.maximum or one.options:
        _values(param, one)


def _datatype(one: Parameter) -> dict[str, str]:
    """Several values, and what may have a unit of its own, are texts."""
    return DATATYPES.get(one.kind, TEXT) if one.most == 1 else TEXT


def _values(param: Element, one: Parameter) -> None:
    values = etree.SubElement(param, _tag("VALUES"))
    for tag, limit in (("MIN", one.minimum), ("MAX", one.maximum)):
        if limit:
            etree.SubElement(values, _tag(tag), value=limit)
    for option in one.options:
        etree.SubElement(values, _tag("OPTION"), value=option)


def _used(group: Element, one: UsedEntity) -> None:
    param = _param(group, one.name, one.default, TEXT)
    _describe(param, one.title, one.description or "An entity id or a URL.")


def _param(top: Element, name: str, value: str, kind: dict[str, str]) -> Element:
    return etree.SubElement(top, _tag("PARAM"), {"name": name, "value": value} | kind)


def _describe(param: Element, *texts: str) -> None:
    if about := ": ".join(text for text in texts if text):
        etree.SubElement(param, _tag("DESCRIPTION")).text = about


def _tag(name: str) -> str:
    return f"{{{VOTABLE}}}{name}"
