"""Jobs as UWS 1.1 documents (sections 1.6 and 1.7 of the schema).

The prefixes `uws` and `xlink` are fixed: clients look for them literally.
"""

from collections.abc import Iterable
from datetime import datetime

from lxml import etree
from lxml.etree import _Element as Element

from jobs.links import Links
from jobs.models import Job, JobInput, JobParameter, JobResult
from jobs.phases import Phase
from provenance import times
from provenance.texts import clean

UWS = "http://www.ivoa.net/xml/UWS/v1.0"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OPUS = "urn:opus:jobinfo"
NAMESPACES = {"uws": UWS, "xlink": XLINK, "xsi": XSI}
PROVENANCE = (
    ("provjson", "application/json"),
    ("provxml", "application/provenance+xml"),
    ("provsvg", "image/svg+xml"),
)


def job(row: Job, links: Links) -> bytes:
    """The `job` document; every element that the schema wants, in its order."""
    top = _root("job")
    _add(top, "jobId", row.public_id)
    if row.run_id:
        _add(top, "runId", row.run_id)
    _add(top, "ownerId", row.owner.get_username())
    _add(top, "phase", row.phase)
    _add(top, "quote", None)
    _add(top, "creationTime", times.uws(row.creation_time))
    _add(top, "startTime", _time(row.start_time))
    _add(top, "endTime", _time(row.end_time))
    _add(top, "executionDuration", str(row.execution_duration))
    _add(top, "destruction", times.uws(row.destruction))
    top.append(_parameters(row, links))
    top.append(_results(row, links))
    if row.error:
        summary = _add(top, "errorSummary", "", type="fatal", hasDetail="true")
        _add(summary, "message", clean(row.error))
    _job_info(top, row)
    return _document(top)


def jobs(rows: Iterable[Job], links: Links) -> bytes:
    """The `jobs` document."""
    top = _root("jobs")
    for row in rows:
        reference = etree.SubElement(top, _uws("jobref"), id=row.public_id)
        reference.set(f"{{{XLINK}}}type", "simple")
        reference.set(f"{{{XLINK}}}href", links.job(row))
        _add(reference, "phase", row.phase)
        if row.run_id:
            _add(reference, "runId", row.run_id)
        _add(reference, "ownerId", row.owner.get_username())
        _add(reference, "creationTime", times.uws(row.creation_time))
    return _document(top)


def parameters(row: Job, links: Links) -> bytes:
    return _document(_parameters(row, links, root=True))


def results(row: Job, links: Links) -> bytes:
    return _document(_results(row, links, root=True))


def _parameters(row: Job, links: Links, *, root: bool = False) -> Element:
    top = _root("parameters") if root else etree.Element(_uws("parameters"))
    for value in row.parameters.all():
        _parameter(top, value)
    for given in row.inputs.select_related("entity"):
        _input(top, given, links)
    return top


def _parameter(top: Element, value: JobParameter) -> None:
    if value.text is not None:
        _add(top, "parameter", value.text, id=value.name)


def _input(top: Element, given: JobInput, links: Links) -> None:
    url = links.entity(given.entity) if given.entity else given.url
    _add(top, "parameter", url, id=given.name, byReference="true")


def _results(row: Job, links: Links, *, root: bool = False) -> Element:
    """Files, and the provenance documents that are made when asked for."""
    top = _root("results") if root else etree.Element(_uws("results"))
    if row.phase == Phase.ARCHIVED or not row.settled:
        return top
    for result in row.results.select_related("entity"):
        _result(top, row, result, links)
    for name, content_type in PROVENANCE:
        element = _add(top, "result", "", id=name)
        _refer(element, links.child(row, name), content_type)
    return top


def _result(top: Element, row: Job, result: JobResult, links: Links) -> None:
    element = _add(top, "result", "", id=result.result_id)
    href = links.child(row, "results", result.result_id)
    _refer(element, href, result.entity.content_type)
    element.set("size", str(result.entity.size))


def _refer(element: Element, href: str, content_type: str) -> None:
    element.set(f"{{{XLINK}}}type", "simple")
    element.set(f"{{{XLINK}}}href", href)
    element.set("mime-type", content_type)


def _job_info(top: Element, row: Job) -> None:
    """Names that UWS does not use: some parsers ignore namespaces and depth."""
    facts = {"waitingFor": row.reason, "exitStatus": row.exit_code}
    known = {
        name: str(value) for name, value in facts.items() if value not in ("", None)
    }
    if not known:
        return
    info = etree.SubElement(top, _uws("jobInfo"))
    for name, text in known.items():
        element = etree.SubElement(info, f"{{{OPUS}}}{name}", nsmap={"opus": OPUS})
        element.text = clean(text)


def _root(name: str) -> Element:
    top = etree.Element(_uws(name), nsmap=NAMESPACES)
    if name in ("job", "jobs"):
        top.set("version", "1.1")
    return top


def _add(parent: Element, name: str, text: str | None, **attributes: str) -> Element:
    """A child; without text (None) it is nil."""
    child = etree.SubElement(parent, _uws(name), attrib=attributes)
    if text is None:
        child.set(f"{{{XSI}}}nil", "true")
    elif text:
        child.text = text
    return child


def _uws(name: str) -> str:
    return f"{{{UWS}}}{name}"


def _time(time: datetime | None) -> str | None:
    return times.uws(time) or None


def _document(top: Element) -> bytes:
    return etree.tostring(
        top, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
