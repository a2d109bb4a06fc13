"""UWS 1.1 documents in XML.

The prefixes `uws` and `xlink` are fixed: clients look for them literally.
"""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from lxml import etree
from lxml.etree import _Element as Element

from jobs.uws.summary import Parameter, Reference, Result, Summary

UWS = "http://www.ivoa.net/xml/UWS/v1.0"
XLINK = "http://www.w3.org/1999/xlink"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
OPUS = "urn:opus:jobinfo"
NAMESPACES = {"uws": UWS, "xlink": XLINK, "xsi": XSI}
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def job(found: Summary) -> bytes:
    """The `job` document; every element that the schema wants, in its order."""
    top = _root("job")
    _add(top, "jobId", found.job_id)
    if found.run_id:
        _add(top, "runId", found.run_id)
    _add(top, "ownerId", found.owner_id)
    _add(top, "phase", found.phase)
    _add(top, "quote", found.quote)
    _add(top, "creationTime", found.creation_time)
    _add(top, "startTime", found.start_time)
    _add(top, "endTime", found.end_time)
    _add(top, "executionDuration", str(found.execution_duration))
    _add(top, "destruction", found.destruction)
    _fill_parameters(_add(top, "parameters", ""), found.parameters)
    _fill_results(_add(top, "results", ""), found.results)
    if found.error_summary:
        detail = "true" if found.error_summary.has_detail else "false"
        kind = found.error_summary.type
        summary = _add(top, "errorSummary", "", type=kind, hasDetail=detail)
        _add(summary, "message", found.error_summary.message)
    _add_info(top, found.job_info)
    return _document(top)


def jobs(references: Iterable[Sequence[Reference]]) -> Iterator[str]:
    """The `jobs` document piece by piece, one for each lot of references.

    It is written as text: ten thousand references are usual.
    """
    spaces = " ".join(f'xmlns:{name}="{uri}"' for name, uri in NAMESPACES.items())
    yield f'{DECLARATION}<uws:jobs {spaces} version="1.1">\n'
    for lot in references:
        yield "".join(map(_reference, lot))
    yield "</uws:jobs>\n"


def _reference(found: Reference) -> str:
    run = f"<uws:runId>{_escape(found.run_id)}</uws:runId>" if found.run_id else ""
    owner = (
        f"<uws:ownerId>{_escape(found.owner_id)}</uws:ownerId>"
        if found.owner_id
        else '<uws:ownerId xsi:nil="true"/>'
    )
    return (
        f'<uws:jobref id="{found.id}" xlink:type="simple" '
        f"xlink:href={quoteattr(found.href)}>"
        f"<uws:phase>{found.phase}</uws:phase>{run}{owner}"
        f"<uws:creationTime>{found.creation_time}</uws:creationTime></uws:jobref>\n"
    )


def _escape(text: str) -> str:
    """A reader takes a bare carriage return for a line feed."""
    return escape(text, {"\r": "&#13;"})


def parameters(found: Iterable[Parameter]) -> bytes:
    top = _root("parameters")
    _fill_parameters(top, found)
    return _document(top)


def results(found: Iterable[Result]) -> bytes:
    top = _root("results")
    _fill_results(top, found)
    return _document(top)


def _fill_parameters(top: Element, found: Iterable[Parameter]) -> None:
    for one in found:
        element = _add(top, "parameter", one.value, id=one.id)
        if one.by_reference:
            element.set("byReference", "true")


def _fill_results(top: Element, found: Iterable[Result]) -> None:
    for one in found:
        element = _add(top, "result", "", id=one.id)
        element.set(f"{{{XLINK}}}type", "simple")
        element.set(f"{{{XLINK}}}href", one.href)
        element.set("mime-type", one.mime_type)
        if one.size is not None:
            element.set("size", str(one.size))


def _add_info(top: Element, facts: dict[str, str]) -> None:
    if not facts:
        return
    info = etree.SubElement(top, _uws("jobInfo"))
    for name, text in facts.items():
        element = etree.SubElement(info, f"{{{OPUS}}}{name}", nsmap={"opus": OPUS})
        element.text = text


def _root(name: str) -> Element:
    top = etree.Element(_uws(name), nsmap=NAMESPACES)
    if name == "job":
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


def _document(top: Element) -> bytes:
    return etree.tostring(
        top, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
