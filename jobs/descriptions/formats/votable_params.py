"""One PARAM of the group InputParams."""

from lxml.etree import _Element as Element

from jobs.descriptions.formats import xml
from jobs.descriptions.formats.jdl import FILE, TEXT, JdlParameter
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten

DATATYPES = {
    "boolean": "xs:boolean",
    "unsignedByte": "xs:unsignedByte",
    "short": "xs:short",
    "int": "xs:integer",
    "long": "xs:long",
    "char": TEXT,
    "unicodeChar": TEXT,
    "float": "xs:float",
    "double": "xs:double",
    "": TEXT,
}
ATTRIBUTES = frozenset(
    "ID name datatype value xtype arraysize type unit ucd utype".split()
)


def parameter(one: Element, notes: Notes) -> JdlParameter:
    name = one.get("name") or one.get("ID") or ""
    path = f"InputParams/{name}"
    for attribute in set(one.attrib) - ATTRIBUTES:
        notes.add(path, f"the attribute {str(attribute)[:60]} is left out")
    values = _Values(path, notes)
    annotation = ""
    for kind, child in xml.children(one):
        match kind:
            case "DESCRIPTION":
                annotation = xml.text(child)
            case "VALUES":
                values.read(child)
            case _:
                notes.add(f"{path}/{kind}", "has no place here: left out")
    return JdlParameter(
        name=name,
        datatype=_datatype(one, path, notes),
        required=one.get("type", "") != "no_query",
        default=one.get("value", ""),
        unit=one.get("unit", ""),
        ucd=one.get("ucd", ""),
        utype=one.get("utype", ""),
        minimum=values.limits.get("MIN", ""),
        maximum=values.limits.get("MAX", ""),
        options=tuple(values.options),
        annotation=annotation,
        path=path,
    )


def _datatype(one: Element, path: str, notes: Notes) -> str:
    xtype, datatype = one.get("xtype", ""), one.get("datatype", "")
    if "/" in xtype or FILE in (xtype, datatype):
        return FILE
    if xtype:
        notes.add(path, f"the xtype {shorten(xtype)} is left out")
    if datatype == "unicodeChar":
        notes.add(path, "unicodeChar is a text, like char")
    if datatype not in DATATYPES:
        notes.add(path, f"the datatype {shorten(datatype)} is not known: a text")
    found = DATATYPES.get(datatype, TEXT)
    if found != TEXT and one.get("arraysize", "1") != "1":
        notes.add(path, "several numbers in one value are a text")
        return TEXT
    return found


class _Values:
    """What VALUES says of a parameter."""

    def __init__(self, path: str, notes: Notes) -> None:
        self._path, self._notes = f"{path}/VALUES", notes
        self.limits: dict[str, str] = {}
        self.options: list[str] = []

    def read(self, values: Element) -> None:
        for attribute in values.attrib:
            name = str(attribute)[:60]
            self._notes.add(self._path, f"the attribute {name} is left out")
        for name, one in xml.children(values):
            value = one.get("value", "")
            if name in ("MIN", "MAX"):
                self.limits[name] = value
                if one.get("inclusive", "yes") != "yes":
                    self._notes.add(f"{self._path}/{name}", "is itself allowed here")
            elif name == "OPTION":
                self._option(one, value)
            else:
                self._notes.add(f"{self._path}/{name}", "is left out")

    def _option(self, one: Element, value: str) -> None:
        self.options.append(value)
        if one.get("name") or len(one):
            path = f"{self._path}/OPTION {shorten(value)}"
            self._notes.add(path, "only its value is kept, no name or options in it")
