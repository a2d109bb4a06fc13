"""Which form of an answer a client wants: XML, JSON, a VOTable or a page.

XML is what UWS speaks and the answer to whoever does not care (UWS 1.1, section 2.2.2).
"""

from enum import StrEnum

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest

from jobs.descriptions.texts import shorten

SHOWN = 40


class Form(StrEnum):
    """The value is the media type of the answer."""

    XML = "application/xml"
    TEXT = "text/plain"
    JSON = "application/json"
    VOTABLE = "application/x-votable+xml"
    HTML = "text/html"


# What RESPONSEFORMAT may say (DALI 1.1, section 3.4.3); it wins over Accept.
FORMATS = {
    "xml": Form.XML,
    "application/xml": Form.XML,
    "text/xml": Form.XML,
    "text": Form.TEXT,
    "text/plain": Form.TEXT,
    "json": Form.JSON,
    "application/json": Form.JSON,
    "votable": Form.VOTABLE,
    "application/x-votable+xml": Form.VOTABLE,
}


def wanted(request: HttpRequest) -> Form:
    """What RESPONSEFORMAT in the query asks for, else the Accept header.

    Only browsers name XHTML. Java, and with it TOPCAT, sends `text/html, image/gif,
    …, */*; q=.2` unless told otherwise, and wants XML all the same.
    """
    if (asked := _asked(request)) in FORMATS:
        return FORMATS[asked]
    accept = request.headers.get("Accept", "")
    if "application/xhtml+xml" in accept or accept.strip() == Form.HTML:
        return Form.HTML
    offered = [Form.XML, "text/xml", Form.TEXT, Form.JSON, Form.VOTABLE]
    best = request.get_preferred_type([str(form) for form in offered])
    return Form(best) if best in (Form.JSON, Form.VOTABLE) else Form.XML


def problem(request: HttpRequest) -> str:
    """Why RESPONSEFORMAT cannot be obeyed; empty if it can, or is not there."""
    asked = _asked(request)
    if not asked or asked in FORMATS:
        return ""
    known = ", ".join(word for word in FORMATS if "/" not in word)
    return f"“{shorten(asked, SHOWN)}” is not written here; say one of {known}"


def _asked(request: HttpRequest) -> str:
    """The last one, in lower case; empty without any."""
    try:
        query = request.GET
    except SuspiciousOperation:  # it is too long to be read, and the view will say so
        return ""
    named = (name for name in query if str(name).lower() == "responseformat")
    return "".join(str(query[name]).strip().lower() for name in list(named)[-1:])


def is_page(request: HttpRequest) -> bool:
    """Whether a browser was sent to the address by its user."""
    return request.method in ("GET", "HEAD") and wanted(request) == Form.HTML
