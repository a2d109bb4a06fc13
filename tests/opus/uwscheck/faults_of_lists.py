"""Faults of lists: the job list, its filters, creation, access and VOSI."""

import re
from datetime import datetime, timedelta

from tests.opus.uwscheck.changes import (
    Fault,
    answered,
    asked,
    at,
    ignoring,
    in_jobs,
    in_lists,
    instead,
    is_anonymous,
    is_chunked,
    is_get_list,
    is_multipart,
    is_post,
    location,
    refused,
    status,
)
from tests.opus.uwscheck.messages import Answered
from tests.opus.uwscheck.stub_job import PHASES

ARCHIVED = (
    '<uws:jobref id="old"><uws:phase>ARCHIVED</uws:phase>'
    "<uws:creationTime>2016-01-01T00:00:00Z</uws:creationTime></uws:jobref></uws:jobs>"
)
REFERENCE = re.compile(rb"<uws:jobref.*?</uws:jobref>")
RIGHT = "Basic YWRhOmxvdmVsYWNl"


def _moved(stub, request, job):
    return Answered(301, headers={"Location": stub.url})


def _with_length(request, answer):
    if is_get_list(request) and not request.query and b"<uws:jobref" in answer.body:
        more = REFERENCE.search(answer.body)[0] * 1200
        answer.body = answer.body.replace(b"</uws:jobs>", more + b"</uws:jobs>")


def _oldest_first(request, answer):
    if is_get_list(request) and [n for n, _ in request.query] == ["LAST"]:
        found = REFERENCE.findall(answer.body)
        head = answer.body.partition(b"<uws:jobref")[0]
        answer.body = head + b"".join(reversed(found)) + b"</uws:jobs>"


def _last_first(stub, request):
    """LAST counts before PHASE chooses."""
    if not (is_get_list(request) and request.all("PHASE") and request.one("LAST")):
        return None
    newest = max(stub.jobs.values(), key=lambda job: job.created)
    if newest.phase in request.all("PHASE"):
        return None
    space = 'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0"'
    return Answered(body=f'<uws:jobs {space} version="1.1"/>'.encode())


def _first_phase_only(request):
    if is_get_list(request) and len(request.all("PHASE")) > 1:
        first = request.all("PHASE")[0]
        request.without("PHASE")
        request.query.append(("PHASE", first))


def _a_little_earlier(request):
    """What was asked as “later” is “not earlier”."""
    time_asked = request.one("AFTER") or ""
    if time_asked.endswith("Z"):
        moment = datetime.fromisoformat(time_asked) - timedelta(milliseconds=1)
        request.without("AFTER")
        request.query.append(("AFTER", moment.isoformat().replace("+00:00", "Z")))


def _without_values(where):
    def change(request):
        if where(request):
            request.form = []

    return asked(change)


def _drop(where):
    """Files are forgotten."""

    def change(request):
        if where(request):
            request.files = {}
            request.without("UPLOAD")

    return asked(change)


def _let_in(where, result="fail"):
    """Who says nothing, or nonsense, is taken for the user."""

    def before(stub, request):
        if where(request):
            request.forged = True
            request.headers["authorization"] = RIGHT

    def after(stub, request, answer):
        if getattr(request, "forged", False):
            answer.headers.pop("X-VO-Authenticated", None)

    return Fault(before, after, result)


def _no_header(name, result="fail"):
    return answered(lambda a, r: r.headers.pop(name, None), result)


def _only(name):
    """A list with this filter alone."""
    return lambda a: is_get_list(a) and {key for key, _ in a.query} == {name}


JOB_LIST = {
    "list": answered(lambda a, r: is_get_list(a) and setattr(r, "kind", "text/html")),
    "list-version": in_lists(' version="1.1"', ""),
    "list-jobs": in_lists("</uws:jobs>", "<uws:more/></uws:jobs>"),
    "list-facts": in_lists(r"(creationTime>[^<]+)Z<", r"\1+00:00<"),
    "list-links": in_lists(r"xlink:href=\S+?(>| )", r"\1", "warning"),
    "list-length": answered(_with_length, "warning"),
    "list-archived": answered(
        lambda a, r: (
            is_get_list(a) and not a.query and r.replace("</uws:jobs>", ARCHIVED)
        )
    ),
    "head": status(405, lambda a: a.method == "HEAD", "warning"),
}
CREATION = {
    "create": status(200, is_post),
    "create-location": location(
        lambda url: re.sub("//[^/]+", "//inner.example.org", url)
    ),
    "job-id": location(lambda url: f"{url}/"),
    "slash": instead(lambda a, _: is_post(a) and a.slash, _moved, "warning"),
    "create-run": ignoring("PHASE", lambda a: is_post(a) and is_multipart(a)),
    "names-without-case": asked(
        lambda a: setattr(a, "form", [p for p in a.form if p[0] != "phase"])
    ),
    "run-id": in_jobs("<uws:runId>.*</uws:runId>", ""),
    "multipart": _without_values(
        lambda a: (
            is_multipart(a)
            and not (is_chunked(a) or a.one("PHASE") or a.one("UPLOAD") or a.files)
        )
    ),
    "chunked": _without_values(is_chunked),
    "upload-part": _drop(lambda a: not a.one("UPLOAD")),
    "upload-param": _drop(lambda a: a.one("UPLOAD")),
}
FILTERS = {
    "phase-filter": ignoring(
        "PHASE",
        lambda a: _only("PHASE")(a) and len(a.query) == 1 and a.one("PHASE") in PHASES,
    ),
    "phase-filter-union": asked(_first_phase_only),
    "phase-filter-unknown": ignoring(
        "PHASE", lambda a: is_get_list(a) and a.one("PHASE") not in PHASES
    ),
    "last": answered(_oldest_first),
    "last-wrong": ignoring("LAST", lambda a: not a.one("LAST").isdecimal()),
    "after": instead(lambda a, _: a.one("AFTER") == "2015", refused),
    "after-wrong": ignoring("AFTER", lambda a: a.one("AFTER") == "sometext"),
    "after-later": asked(_a_little_earlier),
    "filters-together": Fault(before=_last_first),
}
ACCESS = {
    "anonymous-list": _let_in(lambda a: a.is_list and is_anonymous(a)),
    "anonymous-job": _let_in(lambda a: a.is_job and is_anonymous(a), "warning"),
    "challenge": _no_header("WWW-Authenticate"),
    "wrong-credentials": _let_in(
        lambda a: not is_anonymous(a) and a.headers["authorization"] != RIGHT
    ),
    "authenticated-name": _no_header("X-VO-Authenticated", "warning"),
}
VOSI = {
    "availability": at("/availability", "true", "maybe"),
    "capabilities": at("/capabilities", "base", "root"),
    "capabilities-cover": at("/capabilities", "/uws<", "/other<", "warning"),
    "capabilities-security": at(
        "/capabilities", "<securityMethod[^>]*>", "", "warning"
    ),
}
