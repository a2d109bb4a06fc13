"""XML from elsewhere: without DTD, entities or network, whatever its namespaces."""

from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element as Element

from jobs.descriptions.formats.opened import DEPTH, wrong


def parse(text: str) -> Element:
    """Raises DescriptionError."""
    body = _body(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        top = etree.fromstring(body.encode(errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        raise wrong(f"is not XML: {error}") from error
    info = etree.ElementTree(top).docinfo
    if info.doctype:  # type: ignore[attr-defined]  # the stubs lack it
        raise _doctype()
    if _is_deep(top):
        raise wrong(f"has more than {DEPTH} elements within each other")
    return top


def _body(text: str) -> str:
    """Without the declaration. Raises DescriptionError for a document type."""
    body = text.lstrip()
    if body.startswith("<?xml"):
        body = body.partition("?>")[2]
    at = 0
    while True:
        rest = body[at : at + 9].upper()
        if rest.startswith("<!DOCTYPE"):
            raise _doctype()
        end = {"<!--": "-->", "<?": "?>"}
        close = next((end[mark] for mark in end if rest.startswith(mark)), "")
        if close:
            found = body.find(close, at)
            at = found + len(close) if found >= 0 else len(body)
        elif rest[:1].isspace():
            at += 1
        else:
            return body


def _doctype() -> Exception:
    return wrong("has a DOCTYPE: documents with one are not read, take it out")


def _is_deep(top: Element) -> bool:
    level = 0
    for event, _ in etree.iterwalk(top, events=("start", "end")):
        level += 1 if event == "start" else -1
        if level > DEPTH:
            return True
    return False


def children(top: Element) -> Iterator[tuple[str, Element]]:
    """Elements with their names, no comments or processing instructions."""
    for one in top:
        if isinstance(one.tag, str):
            yield name(one), one


def name(one: Element) -> str:
    return etree.QName(one).localname


def text(one: Element) -> str:
    return "".join(str(piece) for piece in one.itertext("*")).strip()
