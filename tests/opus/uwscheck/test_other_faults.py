"""What else can be wrong: each is found by the check that it belongs to."""

import pytest

from opus.uwscheck import checks
from tests.opus.uwscheck.changes import (
    Fault,
    answered,
    asked,
    at,
    ignoring,
    in_jobs,
    in_leaf,
    in_lists,
    instead,
    is_chunked,
    is_get_job,
    is_get_list,
    is_post,
    location,
    status,
)
from tests.opus.uwscheck.examining import complaints, examined, service_at
from tests.opus.uwscheck.messages import Answered, text
from tests.opus.uwscheck.serving import serving


def _without_length(stub, request, job):
    return text("Say how long it is.", 411)


def _to_login(stub, request, job):
    return Answered(302, headers={"Location": "/login?next=/uws"})


def _nothing_found(stub, request, job):
    return text("Nothing.", 404)


def _is_refused_run(request, answer):
    if is_post(request, "phase") and request.one("PHASE") == "RUN":
        answer.status = 303


def _no_owner(request, answer):
    if request.leaf == "owner":
        answer.body = b""


def _never(request, answer):
    if is_get_job(request):
        answer.sub("destruction>.*</uws:destruction>", 'destruction xsi:nil="true"/>')
    if request.leaf == "destruction":
        answer.body = b""


def _gone(stub, request):
    if is_post(request, "destruction"):
        del stub.jobs[request.parts[1]]
        return Answered(303, headers={"Location": stub.url})
    return None


def _take_nonsense(request):
    if request.one("EXECUTIONDURATION") == "nonsense":
        request.form = [("EXECUTIONDURATION", "7")]


def _archived_list(request, answer):
    if request.method == "DELETE":
        answer.headers["Location"] += "/../nowhere"


OTHERS = [
    ("list", in_lists("(?s)^.*$", "<html>no, <b>this is not XML</html>")),
    ("list", in_lists("uws:jobs", "uws:list")),
    ("list", status(500, is_get_list)),
    ("list-jobs", in_lists("<uws:phase>PENDING</uws:phase>", "")),
    ("list-jobs", in_lists("ABORTED", "STOPPED")),
    ("list-jobs", in_lists("<uws:jobref.*</uws:jobref>", "")),
    ("list-facts", in_lists("<uws:creationTime>[^<]*</uws:creationTime>", "")),
    ("list-links", in_lists("http://[^/]*", "", "warning")),
    ("list-links", in_lists("/uws/j", "/uws/other")),
    ("create", status(302, is_post)),
    ("create", location(lambda url: "https://example.org/elsewhere")),
    ("create", in_jobs("PENDING", "QUEUED")),
    ("create", instead(lambda a, _: is_post(a), lambda *_: text("No.", 500))),
    ("create-location", location(lambda url: url.partition("127.0.0.1")[2][6:])),
    ("job-id", in_jobs("<uws:jobId>", "<uws:jobId>0")),
    ("chunked", instead(lambda a, _: is_chunked(a), _without_length, "warning")),
    (
        "run-id",
        in_jobs("<uws:parameters >", '<uws:parameters><uws:parameter id="runid"/>'),
    ),
    ("upload-part", in_jobs(' byReference="true"', "")),
    (
        "upload-part",
        answered(lambda a, r: a.parts[3:] == ["image"] and r.sub("A", "B")),
    ),
    ("completes", in_jobs("COMPLETED", "ERROR")),
    ("completes", in_jobs("COMPLETED", "UNKNOWN")),
    ("fails", in_jobs("ERROR<", "COMPLETED<")),
    ("abort-pending", instead(lambda a, _: is_post(a, "phase"), _nothing_found)),
    ("abort-pending", ignoring("PHASE", lambda a: is_post(a, "phase"))),
    ("run-ended", answered(_is_refused_run, "warning")),
    ("see-other", status(302, lambda a: is_post(a, "phase"))),
    ("job-schema", in_jobs("<uws:destruction>.*</uws:destruction>", "")),
    ("job-schema", in_jobs("<uws:phase>", "<uws:colour/><uws:phase>")),
    ("job-schema", in_jobs('startTime xsi:nil="true"', "startTime")),
    (
        "job-schema",
        in_jobs("executionDuration>3600<", 'executionDuration xsi:nil="1"><'),
    ),
    ("namespace", in_jobs("http://www.ivoa.net/xml/UWS/v1.0", "urn:uws")),
    ("namespace", in_jobs("xlink(:|=)", r"xl\1", "warning")),
    ("atoms", in_leaf("phase", lambda body: b"Pending")),
    ("atoms", answered(lambda a, r: a.leaf and setattr(r, "kind", "text/html"))),
    ("atoms", instead(lambda a, _: a.leaf == "owner", _nothing_found)),
    (
        "owner",
        answered(lambda a, r: (r.sub("ownerId>ada<", "ownerId><"), _no_owner(a, r))),
    ),
    ("parameters", in_leaf("parameters", lambda body: body.replace(b"outcome", b"o"))),
    ("parameter-values", in_jobs('id="outcome"', 'id="other"')),
    (
        "parameter-values",
        answered(lambda a, r: a.parts[2:3] == ["parameters"] and r.sub("well", "ill")),
    ),
    (
        "parameters-change",
        instead(lambda a, _: is_post(a, "parameters"), _nothing_found),
    ),
    ("times", in_jobs(r"(creationTime>\S+?)T", r"\1 ")),
    ("creation-time", in_jobs("<uws:creationTime>[^<]*</uws:creationTime>", "")),
    ("quote", in_leaf("quote", lambda body: b"600")),
    ("duration", in_jobs("3600<", "1 hour<")),
    ("duration-change", in_jobs(">61<", ">soon<")),
    ("destruction-change", in_jobs(r"(destruction>[^<]*)Z<", r"\1+00:00<")),
    ("destruction", answered(_never, "warning")),
    ("destruction-past", Fault(before=_gone, result="warning")),
    ("wishes-wrong", asked(_take_nonsense)),
    ("phase-filter", in_lists("(?s)<uws:jobref.*</uws:jobref>", "")),
    (
        "phase-filter-union",
        in_lists("(?s)<uws:jobref((?!jobref).)*ABORTED.*</uws:jobref>", ""),
    ),
    ("last", ignoring("LAST", is_get_list)),
    ("after-later", ignoring("AFTER", is_get_list)),
    ("wait-ended", status(500, lambda a: a.one("WAIT"))),
    ("wait-other", in_jobs("uws:job", "uws:task")),
    ("results", in_leaf("results", lambda body: body.replace(b'"out"', b'"o"'))),
    ("result-links", in_jobs("results/out", "results/in")),
    ("result-links", in_jobs("xlink:type=.simple.", 'xlink:type="votable"', "warning")),
    ("result-facts", in_jobs('size="5"', 'size="5 kB"')),
    (
        "result-facts",
        in_jobs('mime-type="text/plain"', 'mime-type="image/fits"', "warning"),
    ),
    (
        "no-error",
        instead(lambda a, _: a.leaf == "error", lambda *_: text("no"), "warning"),
    ),
    ("error-summary", in_jobs("(?s)<uws:errorSummary.*</uws:errorSummary>", "")),
    ("error-summary", in_jobs("<uws:message>.*</uws:message>", "It failed.")),
    ("error-summary", in_jobs('type="fatal"', 'type="bad"')),
    (
        "not-found",
        status(400, lambda a: a.parts[-1:] == ["uwscheck-no-such-job"], "warning"),
    ),
    ("mistakes", status(200, lambda a: a.method == "PATCH", "warning")),
    (
        "anonymous-list",
        instead(lambda a, _: "authorization" not in a.headers, _to_login),
    ),
    (
        "authenticated-name",
        answered(lambda a, r: r.headers.update({"X-VO-Authenticated": "ada"})),
    ),
    (
        "availability",
        instead(lambda a, _: a.path == "/availability", _nothing_found, "warning"),
    ),
    ("availability", at("/availability", "v1.0", "v0.9")),
    (
        "availability",
        at(
            "/availability",
            "(?s)(<a:available>.*</a:available>)(.*</a:upSince>)",
            r"\2\1",
        ),
    ),
    ("availability", at("/availability", "00Z", "00+01:00")),
    (
        "capabilities",
        instead(lambda a, _: a.path == "/capabilities", _nothing_found, "warning"),
    ),
    ("capabilities", at("/capabilities", "<(/?)capability( |>)", r"<\1v:capability\2")),
    ("capabilities", at("/capabilities", " xsi:type=.vs:ParamHTTP.", "")),
    ("capabilities", at("/capabilities", "<accessURL.*</accessURL>", "")),
    ("capabilities-security", at("/capabilities", "(<securityMethod.*?/>)", r"\1\1")),
    (
        "capabilities-security",
        at("/capabilities", " standardID=.ivo://ivoa.net/sso#BasicAA.", ""),
    ),
    ("delete", answered(_archived_list)),
    ("delete", instead(lambda a, _: a.method == "DELETE", lambda *_: text("No.", 500))),
]


@pytest.mark.parametrize(
    ("name", "fault"), OTHERS, ids=[f"{name}-{i}" for i, (name, _) in enumerate(OTHERS)]
)
def test_it_is_found_by_its_check(name, fault):
    chosen = [check for check in checks.ALL if check.id == name]
    with serving(fault.before, fault.after) as stub:
        found = examined(service_at(stub.url, patience=1), chosen)
    assert complaints(found) == {name: fault.result}, found[name].seen
