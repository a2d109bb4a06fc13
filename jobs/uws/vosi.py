"""What the service can do, and whether it does it now (VOSI 1.1).

Both answer anybody: clients read them before they know how to log in.
"""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from lxml import etree
from lxml.etree import _Element as Element

from jobs import access, claims, hosts, links
from jobs.links import PREFIXES
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.negotiation import Form
from provenance import times

CAPABILITIES = "http://www.ivoa.net/xml/VOSICapabilities/v1.0"
AVAILABILITY = "http://www.ivoa.net/xml/VOSIAvailability/v1.0"
VODATASERVICE = "http://www.ivoa.net/xml/VODataService/v1.1"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
VOSI = "ivo://ivoa.net/std/VOSI"
UWS = "ivo://ivoa.net/std/UWS#rest-1.1"
ANYBODY = ""  # without logging in
METHODS = ("ivo://ivoa.net/sso#BasicAA", "ivo://ivoa.net/sso#OAuth")
# Clients send credentials only to addresses that a capability covers.
ROOMS = ("store", "provenance")


@resource(*READ)
def capabilities(request: HttpRequest, name: str = "") -> HttpResponseBase:
    """Those of the portal, or of one activity."""
    if name and not access.described(request.user).filter(name=name).exists():
        raise Refusal(404, f"There is no activity {name}.")
    base, open_to_all = links.base(request), _open_to_all()
    spaces = {"vosi": CAPABILITIES, "vs": VODATASERVICE, "xsi": XSI}
    top = etree.Element(f"{{{CAPABILITIES}}}capabilities", nsmap=spaces)
    for leaf in ("capabilities", "availability"):
        _interface(_capability(top, f"{VOSI}#{leaf}"), f"{base}/{leaf}", "full")
    for prefix in PREFIXES:
        home = f"{base}/{prefix}"
        if not name:
            _service(top, UWS, home, METHODS)
        for each in [name] if name else open_to_all:
            methods = (ANYBODY, *METHODS) if each in open_to_all else METHODS
            _service(top, UWS, f"{home}/{each}", methods)
    for room in ROOMS:
        methods = (ANYBODY, *METHODS) if open_to_all else METHODS
        _service(top, "", f"{base}/{room}", methods)
    return _document(top)


def _open_to_all() -> list[str]:
    """The activities that anybody may run."""
    open_ones = access.current(AnonymousUser()).order_by("activity__name")
    return list(open_ones.values_list("activity__name", flat=True))


def _service(top: Element, standard: str, url: str, methods: Iterable[str]) -> None:
    """What lies below an address, with an interface for each way to log in."""
    capability = _capability(top, standard)
    version = "1.1" if standard == UWS else ""
    for method in methods:
        _interface(capability, url, "base", method, version=version)


def _capability(top: Element, standard: str) -> Element:
    """These elements have no namespace, says the schema."""
    capability = etree.SubElement(top, "capability")
    if standard:
        capability.set("standardID", standard)
    return capability


def _interface(
    capability: Element, url: str, use: str, method: str = "", version: str = ""
) -> None:
    """One method of authentication for each interface."""
    interface = etree.SubElement(capability, "interface")
    interface.set(f"{{{XSI}}}type", "vs:ParamHTTP")
    if capability.get("standardID"):
        interface.set("role", "std")
    if version:
        interface.set("version", version)
    etree.SubElement(interface, "accessURL", use=use).text = url
    if method:
        etree.SubElement(interface, "securityMethod", standardID=method)


@resource(*READ)
def availability(_: HttpRequest) -> HttpResponseBase:
    """Jobs can be submitted and run: the database answers, and workers are there."""
    since, problem, notes = _state()
    top = etree.Element(f"{{{AVAILABILITY}}}availability", nsmap={"vosi": AVAILABILITY})
    _add(top, "available", "false" if problem else "true")
    if since and not problem:
        _add(top, "upSince", times.uws(since))
    for note in [problem, *notes]:
        if note:
            _add(top, "note", note)
    answer = _document(top)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _state() -> tuple[datetime | None, str, list[str]]:
    """Since when workers are there, why no job runs now, what else is of use."""
    try:
        since = hosts.since()
        waiting = Job.objects.filter(phase=Phase.QUEUED).count()
        running = Job.objects.filter(phase=Phase.EXECUTING).count()
    except DatabaseError:
        return None, "The database does not answer.", []
    notes = [f"Jobs waiting: {waiting}; running: {running}."]
    if since is None:
        return None, "No worker is running: jobs are taken, but they wait.", notes
    if claims.draining():
        return since, "This host takes no more jobs for now: they wait.", notes
    return since, "", notes


def _add(top: Element, name: str, text: str) -> None:
    etree.SubElement(top, f"{{{AVAILABILITY}}}{name}").text = text


def _document(top: Element) -> HttpResponse:
    content = etree.tostring(top, xml_declaration=True, encoding="UTF-8")
    return HttpResponse(content, content_type=Form.XML)
