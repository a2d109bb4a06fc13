"""Faults of jobs: phases, documents, times, WAIT, results and deletion."""

import re
import time
from datetime import timedelta

from tests.opus.uwscheck.changes import (
    Fault,
    asked,
    ignoring,
    in_jobs,
    in_leaf,
    instead,
    is_post,
    refused,
    status,
)
from tests.opus.uwscheck.messages import Answered, text

END = r"<uws:endTime>[^<]*</uws:endTime>"
NO_END = '<uws:endTime xsi:nil="true"/>'
TRACEBACK = "Traceback (most recent call last):\n  File …"


def _to_job(stub, request, job):
    return Answered(303, headers={"Location": f"{stub.url}/{job.id}"})


def _to_list(stub, request, job):
    return Answered(303, headers={"Location": stub.url})


def _broken(stub, request, job):
    return text("It broke.", 500)


def _still_pending(stub, request, answer):
    if is_post(request, "phase") and request.one("PHASE") == "RUN":
        stub.jobs[request.parts[1]].late = True
    job = stub.jobs.get(request.parts[-1])
    if request.is_job and getattr(job, "late", False):
        answer.sub("QUEUED<", "PENDING<")


def _rises_again(stub, request, job):
    job.over, job.ended = "", None


def _hours_off(stub, request, job):
    job.shifted = True
    job.created -= timedelta(hours=3)


def _sleeping(where, seconds):
    return asked(lambda a: where(a) and time.sleep(seconds))


def _waits(request, seconds, *phases):
    """Phases may be given; none means that none was."""
    sent = request.one("PHASE")
    return request.one("WAIT") == seconds and (sent in phases if phases else not sent)


def _is_in(phase):
    return lambda request, job: job is not None and job.phase == phase


def _post_to(leaf, phase):
    is_phase = _is_in(phase)
    return lambda request, job: is_post(request, leaf) and is_phase(request, job)


def _deleting(phase):
    is_phase = _is_in(phase)
    return lambda request, job: request.method == "DELETE" and is_phase(request, job)


def _sends(leaf, name, *, value=None, part=""):
    """POST of a value to {job}/leaf."""

    def where(request, job):
        sent = request.one(name) or ""
        there = is_post(request, leaf) and sent
        return there and (sent == value if value else part in sent)

    return where


COMPLETED = r"(?s)^(.*COMPLETED.*)"
STARTING = {
    "run": Fault(after=_still_pending),
    "completes": in_jobs(
        f"{COMPLETED}<uws:startTime>[^<]*</uws:startTime>",
        r'\1<uws:startTime xsi:nil="true"/>',
    ),
    "fails": in_jobs(f"(ERROR<.*){END}", rf"\1{NO_END}"),
    "active-phases": in_jobs(
        r"EXECUTING(<.*seconds.>0\.2<)", r"SUSPENDED\1", "warning"
    ),
    "abort-pending": in_jobs(
        f"(ABORTED<.*startTime xsi:nil[^>]*>){END}", rf"\1{NO_END}"
    ),
    "abort-running": in_jobs(f"(ABORTED<.*startTime>){END}", rf"\1{NO_END}"),
    "phase-in-query": asked(lambda a: is_post(a, "phase") and setattr(a, "query", [])),
    "phase-unknown": instead(_sends("phase", "PHASE", value="NONSENSE"), _to_job),
    "run-ended": instead(
        lambda a, job: _post_to("phase", "ABORTED")(a, job) and a.one("PHASE") == "RUN",
        _rises_again,
    ),
    "see-other": status(
        200,
        lambda a: (
            is_post(a, "executionduration") and a.one("EXECUTIONDURATION") == "3600"
        ),
    ),
}
JOBS = {
    "job-version": in_jobs(' version="1.1"', ""),
    "job-schema": in_jobs(
        r"(<uws:ownerId>.*?</uws:ownerId>)(<uws:phase>.*?</uws:phase>)", r"\2\1"
    ),
    "namespace": in_jobs(r"\buws(:|=)", r"u\1", "warning"),
    "words": in_jobs("It was told to fail.", "None"),
    "job-info": in_jobs("s:host", "s:phase", "warning"),
    "atoms": in_leaf("phase", lambda body: body + b"\r\n"),
    "owner": in_leaf("owner", lambda body: b"somebody"),
    "parameters": in_leaf(
        "parameters",
        lambda body: re.sub(b"(<uws:parameter .*?</uws:parameter>)", rb"\1\1", body),
    ),
    "parameter-values": in_jobs(">well<", ">WELL<"),
    "parameters-change": instead(_post_to("parameters", "PENDING"), _to_job),
    "parameters-locked": instead(_post_to("parameters", "ABORTED"), _to_job, "warning"),
}
TIMES = {
    "times": in_jobs(r"(endTime>[^<]+)Z<", r"\1+00:00<"),
    "creation-time": instead(
        lambda a, job: a.is_job and job and not hasattr(job, "shifted"), _hours_off
    ),
    "quote": in_jobs("<uws:quote[^>]*>", "<uws:quote>600</uws:quote>"),
    "duration": in_leaf("executionduration", lambda body: body + b".0"),
    "duration-change": instead(
        _sends("executionduration", "EXECUTIONDURATION", value="61"), _to_job, "warning"
    ),
    "destruction": in_leaf("destruction", lambda body: b""),
    "destruction-change": instead(
        _sends("destruction", "DESTRUCTION", part="."), refused
    ),
    "destruction-past": instead(
        _sends("destruction", "DESTRUCTION", part="2001"), _broken
    ),
    "wishes-wrong": instead(
        _sends("destruction", "DESTRUCTION", value="nonsense"), _to_job
    ),
}
WAIT = {
    "wait-other": ignoring("PHASE", lambda a: _waits(a, "2", "HELD")),
    "wait-ended": _sleeping(lambda a: _waits(a, "100"), 3),
    "wait-zero": _sleeping(lambda a: _waits(a, "0"), 1.5),
    "wait-wrong": ignoring(
        "WAIT", lambda a: a.one("WAIT") in ("sometext", "-7"), "warning"
    ),
    "wait": ignoring("WAIT", lambda a: _waits(a, "2")),
    "wait-same": ignoring("WAIT", lambda a: _waits(a, "2", "PENDING")),
    "wait-forever": ignoring("WAIT", lambda a: _waits(a, "-1")),
    "wait-wakes": _sleeping(lambda a: _waits(a, "5", "PENDING"), 3),
    "wait-through": ignoring("WAIT", lambda a: a.one("WAIT") == "30", "warning"),
}
RESULTS = {
    "results": in_leaf(
        "results", lambda body: re.sub(b"(<uws:result .*?/>)", rb"\1\1", body)
    ),
    "result-links": in_jobs(r'(<uws:result .*?xlink:href=")http://[^/]*', r"\1"),
    "result-facts": in_jobs(r'size="5"', 'size="6"'),
    "no-error": in_jobs(
        "(COMPLETED<.*)<uws:jobInfo>",
        r'\1<uws:errorSummary type="fatal" hasDetail="false">'
        "<uws:message>no</uws:message></uws:errorSummary><uws:jobInfo>",
    ),
    "error-summary": in_jobs(' hasDetail="true"', ""),
    "error-document": instead(
        lambda a, job: a.leaf == "error" and job.phase == "ERROR", _broken
    ),
    "not-found": status(200, lambda a: a.parts[-1:] == ["uwscheck-no-such-job"]),
    "mistakes": instead(
        lambda a, _: a.method == "PATCH", lambda *_: text(TRACEBACK, 500)
    ),
}
DELETION = {
    "delete": instead(_deleting("PENDING"), _to_list),
    "delete-by-post": instead(lambda a, _: a.is_job and a.one("ACTION"), refused),
    "delete-twice": instead(_deleting("ARCHIVED"), _broken),
    "delete-running": instead(_deleting("EXECUTING"), _to_list),
    "delete-results": instead(
        lambda a, job: a.parts[2:] == ["results", "out"] and job.phase == "ARCHIVED",
        lambda *_: text("hello"),
    ),
}
