"""Capabilities and availability (VOSI 1.1), which stand beside the job list."""

from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

from lxml.etree import _Element as Element

from opus.uwscheck.answer import Answer
from opus.uwscheck.documents import XSI, children, is_time, local, read, text
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Failed, Skipped, Warned, advise, demand

theme = Theme("VOSI")
CAPABILITIES = "http://www.ivoa.net/xml/VOSICapabilities/v1.0"
AVAILABILITY = "http://www.ivoa.net/xml/VOSIAvailability/v1.0"
ORDER = ("available", "upSince", "downAt", "backAt", "note")
USES = ("full", "base", "dir")
UNAUTHORIZED = 401


def _places(service: Service, name: str) -> Iterator[str]:
    """Where it may be: where the tester said, else beside the list, then further up."""
    if service.plan.vosi:
        yield f"{service.plan.vosi}/{name}"
        return
    parts = urlsplit(service.plan.url)
    folder = parts.path
    while folder:
        folder = folder.rpartition("/")[0]
        yield urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", "", ""))


def _find(service: Service, name: str) -> Answer:
    """The document as anonymous callers get it. Raises Warned if there is none."""
    return service.once(name, lambda: _search(service, name))


def _search(service: Service, name: str) -> Answer:
    anonymous = service.client.as_user(None)
    seen = []
    for url in _places(service, name):
        answer = anonymous.ask("GET", url)
        if answer.ok and f"{name}".encode() in answer.body[:2000]:
            return answer
        seen.append(str(answer))
    raise Warned(f"not found: {', '.join(seen)} – is it elsewhere? give --vosi URL")


def _document(service: Service, name: str) -> Element:
    """Raises Skipped if the check of its name has something to say."""
    try:
        return read(_find(service, name), name)
    except (Failed, Warned) as verdict:
        raise Skipped(f"see “{name}”") from verdict


@theme.check(
    "availability",
    "The service says whether it is available",
    clause="VOSI 1.1 §2.2: {base}/availability, for everybody: the element available, "
    "true or false, then upSince, downAt, backAt and notes.",
    mend=f"Answer “availability” in the namespace {AVAILABILITY}, beside the job list.",
)
def availability(service: Service) -> str:
    answer = _find(service, "availability")
    top = read(answer, "availability")
    demand(top.tag == f"{{{AVAILABILITY}}}availability", f"the root is {top.tag}")
    said = text(top, "available") or "none"
    demand(said in ("true", "false", "1", "0"), f"available: {said}")
    names = [local(element) for element in children(top)]
    unknown = [name for name in names if name not in ORDER]
    demand(not unknown, f"unknown: {', '.join(unknown)}")
    demand(names == sorted(names, key=ORDER.index), f"order: {', '.join(names)}")
    for name in ORDER[1:4]:
        time = text(top, name)
        demand(time is None or is_time(time), f"{name}: {time}")
    return f"{answer}: available {said}"


@theme.check(
    "capabilities",
    "The service says what it can",
    clause="VOSI 1.1 §2.1: {base}/capabilities, for everybody: “capabilities” in its "
    "namespace, each “capability” in none, with interfaces and their addresses.",
    mend=f"Answer “capabilities” in the namespace {CAPABILITIES}, and “capability” "
    "without one.",
)
def capabilities(service: Service) -> str:
    answer = _find(service, "capabilities")
    top = read(answer, "capabilities")
    demand(top.tag == f"{{{CAPABILITIES}}}capabilities", f"the root is {top.tag}")
    found = children(top)
    odd = [c.tag for c in found if c.tag != "capability"]
    demand(found and not odd, f"children: {odd[:1] or 'none'}")
    for interface in _interfaces(top):
        kind = interface.get(f"{{{XSI}}}type")
        demand(kind, f"an interface of {_standard(interface)} has no xsi:type")
        urls = children(interface, "accessURL")
        demand(urls, f"an interface of {_standard(interface)} has no accessURL")
        for url in urls:
            use, where = url.get("use"), (url.text or "").strip()
            demand(use in USES, f"{where}: use=“{use}”")
            demand(urlsplit(where).scheme, f"“{where}” is not absolute")
    return f"{answer}: {', '.join(c.get('standardID', '') for c in found)}"


def _interfaces(top: Element) -> list[Element]:
    return [i for c in children(top, "capability") for i in children(c, "interface")]


def _standard(interface: Element) -> str:
    parent = interface.getparent()
    return "?" if parent is None else parent.get("standardID", "?")


@theme.check(
    "capabilities-cover",
    "A capability covers the job list",
    clause="VOSI 1.1 §2.1; pyvo sends credentials only to addresses that begin with "
    "an accessURL.",
    mend="Declare ivo://ivoa.net/std/UWS#rest-1.1 with the accessURL, use=“base”, "
    "under which the job lists are.",
)
def capabilities_cover(service: Service) -> str:
    found = _covering(service)
    declared = [_access(i) for i in _interfaces(_document(service, "capabilities"))]
    advise(found, f"{service.plan.url} is below none of {', '.join(declared)}")
    return f"{_standard(found[0])}: {_access(found[0])}"


def _covering(service: Service) -> list[Element]:
    top = _document(service, "capabilities")
    list_url = service.plan.url
    return [
        interface
        for interface in _interfaces(top)
        if (url := _access(interface))
        and f"{list_url}/".startswith(f"{service.here(url).rstrip('/')}/")
    ]


def _access(interface: Element) -> str:
    return (text(interface, "accessURL") or "").rstrip("/")


@theme.check(
    "capabilities-security",
    "Capabilities tell the truth about logging in",
    clause="VOResource 1.1: one securityMethod for each interface, named by the "
    "attribute standardID; an interface without one is open to all.",
    mend="Repeat the interface for each method, like ivo://ivoa.net/sso#BasicAA; "
    "leave out the one without method if nothing works anonymously.",
)
def capabilities_security(service: Service) -> str:
    for interface in _interfaces(_document(service, "capabilities")):
        methods = children(interface, "securityMethod")
        demand(len(methods) <= 1, f"{len(methods)} methods at {_access(interface)}")
        for method in methods:
            demand(method.get("standardID"), "a securityMethod without standardID")
    covering = _covering(service)
    if not covering:
        raise Skipped("no capability covers the list: see “capabilities-cover”")
    is_open = any(not children(i, "securityMethod") for i in covering)
    answer = service.client.as_user(None).ask("GET", service.plan.url)
    closed = answer.status == UNAUTHORIZED
    advise(not (closed and is_open), f"{answer}, but an interface needs no method")
    return "open to all" if is_open else "a method for each interface"
