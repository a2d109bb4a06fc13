"""A job description of the older OPUS as values, all texts, whatever file it is in."""

from dataclasses import dataclass

ANY_FILE = "application/octet-stream"
BY_ID = "file://$ID"  # a file is uploaded, or named by its id
FILE, TEXT, ADDRESS = "file", "xs:string", "xs:anyURI"
INTEGER, LONG, DOUBLE = "xs:integer", "xs:long", "xs:double"
ID = "$ID"


@dataclass(frozen=True, slots=True)
class JdlParameter:
    """`path` says where it stood in the file that it came from."""

    name: str
    datatype: str = TEXT
    required: bool = True
    default: str = ""
    unit: str = ""
    ucd: str = ""
    utype: str = ""
    minimum: str = ""
    maximum: str = ""
    options: tuple[str, ...] = ()
    annotation: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class JdlUsed:
    name: str
    datatype: str = FILE
    required: bool = True
    role: str = ""
    multiplicity: str = ""
    default: str = ""
    content_type: str = ""
    url: str = ""
    annotation: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class JdlGenerated:
    name: str
    role: str = ""
    multiplicity: str = ""
    default: str = ""
    content_type: str = ""
    annotation: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Jdl:
    name: str
    annotation: str = ""
    doculink: str = ""
    type: str = ""
    subtype: str = ""
    version: str = ""
    contact_name: str = ""
    contact_email: str = ""
    execution_duration: str = ""
    quote: str = ""
    script: str = ""
    parameters: tuple[JdlParameter, ...] = ()
    used: tuple[JdlUsed, ...] = ()
    generated: tuple[JdlGenerated, ...] = ()


# The fields at the top as both files name them, in the order of the VOTable.
HEAD = {
    "doculink": "doculink",
    "type": "type",
    "subtype": "subtype",
    "version": "version",
    "contact_name": "contact_name",
    "contact_email": "contact_email",
    "executionDuration": "execution_duration",
    "quote": "quote",
    "script": "script",
}
