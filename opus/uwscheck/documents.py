"""UWS and VOSI documents: read without DTDs, leniently; what is odd is for checks."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from lxml import etree
from lxml.etree import _Element as Element

from opus.uwscheck.answer import Answer
from opus.uwscheck.verdicts import Failed

UWS = "http://www.ivoa.net/xml/UWS/v1.0"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
HREF = f"{{{XLINK}}}href"
NIL = f"{{{XSI}}}nil"
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", re.ASCII)
# Entities can make a small document huge, and DTDs can be fetched from anywhere.
FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")

PHASES = tuple(
    "PENDING QUEUED EXECUTING COMPLETED ERROR ABORTED UNKNOWN HELD SUSPENDED "
    "ARCHIVED".split()
)
ACTIVE = frozenset({"PENDING", "QUEUED", "EXECUTING"})
FINAL = frozenset({"COMPLETED", "ERROR", "ABORTED", "ARCHIVED"})


def read(answer: Answer, root: str) -> Element:
    """The document, whose root has this local name. Raises Failed."""
    if not answer.ok:
        raise Failed(f"{answer.brief} – expected 200 and the document “{root}”")
    top = _parsed(answer)
    if local(top) != root:
        raise Failed(f"{answer}: the root is “{local(top)}”, expected “{root}”")
    return top


def _parsed(answer: Answer) -> Element:
    if answer.cut:
        raise Failed(f"{answer}: longer than {len(answer.body):,} bytes, not read")
    if any(word in answer.body for word in FORBIDDEN):
        raise Failed(f"{answer}: it has a document type declaration, not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        top = etree.fromstring(answer.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Failed(f"{answer.brief} – not XML: {error}") from error
    if top.getroottree().docinfo.internalDTD is not None:
        raise Failed(f"{answer}: it has a document type declaration, not read")
    return top


def local(element: Element) -> str:
    """The name without its namespace; empty for comments and the like."""
    return str(element.tag).rpartition("}")[2] if type(element) is Element else ""


def children(element: Element | None, name: str = "") -> list[Element]:
    """The child elements, of this local name if one is given."""
    found = [] if element is None else [c for c in element if local(c)]
    return [child for child in found if not name or local(child) == name]


def child(element: Element, name: str) -> Element | None:
    found = children(element, name)
    return found[0] if found else None


def text(element: Element, name: str) -> str | None:
    """The child's text; None if there is none or it is nil."""
    found = child(element, name)
    if found is None or found.get(NIL) in ("true", "1"):
        return None
    return (found.text or "").strip()


def moment(value: str | None) -> datetime | None:
    """A time in any form that ISO 8601 allows; without a zone it is UTC."""
    try:
        found = datetime.fromisoformat(value or "")
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found
    except ValueError:
        return None


def is_time(value: str) -> bool:
    """Whether it is written as UWS wants times: UTC, with T and Z."""
    return bool(TIME.fullmatch(value)) and moment(value) is not None


@dataclass(frozen=True, slots=True)
class JobDocument:
    """A `job` element."""

    top: Element

    @property
    def phase(self) -> str:
        return self.text("phase") or ""

    def text(self, name: str) -> str | None:
        return text(self.top, name)

    def child(self, name: str) -> Element | None:
        return child(self.top, name)

    def time(self, name: str) -> datetime | None:
        return moment(self.text(name))

    @property
    def parameters(self) -> list[Element]:
        return children(self.child("parameters"), "parameter")

    @property
    def results(self) -> list[Element]:
        return children(self.child("results"), "result")

    def parameter(self, name: str) -> Element | None:
        """Names of parameters have no case."""
        for found in self.parameters:
            if found.get("id", "").lower() == name.lower():
                return found
        return None


@dataclass(frozen=True, slots=True)
class JobReference:
    """A `jobref` element."""

    top: Element

    @property
    def id(self) -> str:
        return self.top.get("id", "")

    @property
    def phase(self) -> str:
        return text(self.top, "phase") or ""

    @property
    def created(self) -> datetime | None:
        return moment(text(self.top, "creationTime"))


@dataclass(frozen=True, slots=True)
class JobList:
    """A `jobs` element."""

    top: Element

    @property
    def jobs(self) -> list[JobReference]:
        return [JobReference(found) for found in children(self.top, "jobref")]

    def find(self, job: str) -> JobReference | None:
        """The one with this id."""
        return next((found for found in self.jobs if found.id == job), None)
