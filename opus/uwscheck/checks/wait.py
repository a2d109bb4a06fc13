"""WAIT: a job that answers when its phase changes (UWS 1.1, section 2.2.2.2)."""

import contextlib
import threading
import time

from opus.uwscheck.bodies import Values
from opus.uwscheck.client import LateError, NoAnswerError
from opus.uwscheck.documents import FINAL, JobDocument, read
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Failed, Warned, advise, demand

theme = Theme("WAIT")
OTHER_PHASES = (
    *("COMPLETED", "ERROR", "ABORTED", "ARCHIVED", "HELD", "SUSPENDED", "UNKNOWN"),
    *("EXECUTING", "QUEUED"),
)
MOST_REQUESTS = 20
CLAUSE = (
    "UWS 1.1 §2.2.2.2: GET {job}?WAIT=n answers after n seconds or when the phase "
    "changes, whichever is first"
)
BLOCK = "Block the request while the job is PENDING, QUEUED or EXECUTING"


def _named(query: Values) -> str:
    return "&".join(f"{name}={value}" for name, value in query)


def _at_once(service: Service, url: str, query: Values) -> JobDocument:
    """The job, which must come without any waiting. Raises Failed."""
    most = service.plan.at_once
    try:
        answer = service.get(url, query, most + 1)
    except LateError as late:
        raise Failed(f"{_named(query)}: no answer within {most + 1:g} s") from late
    demand(answer.seconds < most, f"{_named(query)}: {answer.seconds:.1f} s")
    return JobDocument(read(answer, "job"))


def _blocks(service: Service, query: Values) -> str:
    """A PENDING job is not answered before the time is over, and soon afterwards."""
    wait, at_once = service.plan.wait_seconds, service.plan.at_once
    answer = service.get(service.new(), query, wait + service.client.seconds)
    read(answer, "job")
    seen = f"{_named(query)}: answered after {answer.seconds:.1f} s"
    demand(answer.seconds >= min(at_once, wait / 2), seen)
    demand(answer.seconds < wait + at_once, seen)
    advise(answer.seconds > wait - 0.1, seen)
    return seen


def _abort(service: Service, url: str) -> None:
    """In a thread of its own; that it failed is seen in the job's phase."""
    with contextlib.suppress(NoAnswerError):
        service.abort(url)


def _seconds(service: Service) -> tuple[str, str]:
    return ("WAIT", str(service.plan.wait_seconds))


@theme.check(
    "wait-other",
    "WAIT=n&PHASE=… of another phase answers at once",
    clause=f"{CLAUSE}; if the phase differs from PHASE, it has changed already.",
    mend="Answer at once if PHASE is not the phase that the job has.",
)
def wait_other(service: Service) -> str:
    url = service.idle()
    for phase in OTHER_PHASES:
        _at_once(service, url, (_seconds(service), ("PHASE", phase)))
    return f"{len(OTHER_PHASES)} phases"


@theme.check(
    "wait-ended",
    "WAIT answers at once when the job is over",
    clause=f"{CLAUSE}; a job that is over will not change.",
    mend="Answer at once unless the job is PENDING, QUEUED or EXECUTING.",
)
def wait_ended(service: Service) -> str:
    _at_once(service, service.aborted(), (("WAIT", "100"),))
    return "WAIT=100 for an ABORTED job"


@theme.check(
    "wait-zero",
    "WAIT=0 answers at once",
    clause=f"{CLAUSE}: after no second at all.",
    mend="Take WAIT=0 for a plain GET, not for waiting without end.",
)
def wait_zero(service: Service) -> str:
    _at_once(service, service.idle(), (("WAIT", "0"),))
    return "at once"


@theme.check(
    "wait-wrong",
    "A WAIT that is no number of seconds is refused",
    clause="UWS 1.1 §2.2.2.2: WAIT is a number of seconds, or -1.",
    mend="Answer 400 for a WAIT that is no integer or less than -1.",
)
def wait_wrong(service: Service) -> str:
    url = service.idle()
    for value in ("sometext", "-7"):
        try:
            answer = service.get(url, (("WAIT", value),), service.plan.at_once + 1)
        except LateError as late:
            raise Warned(f"WAIT={value} waits") from late
        demand(answer.ok or answer.refused, answer.brief)
        advise(answer.refused, f"{answer}, expected 400")
    return "sometext and -7 are refused"


@theme.check(
    "wait",
    "WAIT=n holds the answer back for n seconds",
    clause=f"{CLAUSE}; less is allowed, and makes clients ask more often.",
    mend=f"{BLOCK}, for the time that was asked.",
    waits=True,
)
def wait(service: Service) -> str:
    return _blocks(service, (_seconds(service),))


@theme.check(
    "wait-same",
    "WAIT=n&PHASE=PENDING waits while the job is PENDING",
    clause=f"{CLAUSE}; with PHASE it waits only if that is the phase now.",
    mend=f"{BLOCK}, if PHASE is the phase that it has.",
    waits=True,
)
def wait_same(service: Service) -> str:
    return _blocks(service, (_seconds(service), ("PHASE", "PENDING")))


@theme.check(
    "wait-forever",
    "WAIT=-1 waits for the change, as long as the service likes",
    clause="UWS 1.1 §2.2.2.2: -1 is no limit of the client's; the service may answer "
    "earlier.",
    mend=f"{BLOCK}; answer 200 after 50 s or so, before a proxy gives up.",
    waits=True,
)
def wait_forever(service: Service) -> str:
    most = service.plan.wait_seconds
    try:
        answer = service.get(service.new(), (("WAIT", "-1"),), most)
    except LateError:
        return f"WAIT=-1: still waiting after {most} s"
    read(answer, "job")
    seen = f"WAIT=-1: answered after {answer.seconds:.1f} s"
    demand(answer.seconds >= min(service.plan.at_once, most / 2), seen)
    return seen


@theme.check(
    "wait-wakes",
    "A change of the phase ends WAIT",
    clause=f"{CLAUSE}.",
    mend="Look at the phase at least once a second while a request waits.",
    waits=True,
)
def wait_wakes(service: Service) -> str:
    url, plan = service.new(), service.plan
    long = plan.wait_seconds + 3 * plan.at_once
    abort = threading.Timer(plan.at_once / 2, _abort, [service, url])
    begun = time.monotonic()
    abort.start()
    try:
        query = (("WAIT", str(round(long))), ("PHASE", "PENDING"))
        answer = service.get(url, query, long + service.client.seconds)
    finally:
        abort.join()
    spent = time.monotonic() - begun
    phase = JobDocument(read(answer, "job")).phase
    seen = f"{phase} after {spent:.1f} s, aborted after {plan.at_once / 2:.1f} s"
    demand(phase == "ABORTED" and spent < plan.at_once * 3 / 2 + 0.5, seen)
    return seen


@theme.check(
    "wait-through",
    "A client follows a job to its end with WAIT and PHASE",
    clause=f"{CLAUSE}; this is how pyvo and TOPCAT wait.",
    mend="Show EXECUTING while a job executes, and wake those who wait at each change.",
    waits=True,
)
def wait_through(service: Service) -> str:
    url = service.new(service.given("run"))
    service.start(url)
    seen, requests, job = [service.job(url).phase], 0, service.job(url)
    deadline = time.monotonic() + service.plan.patience
    while job.phase not in FINAL and time.monotonic() < deadline:
        query = (("WAIT", "30"), ("PHASE", job.phase))
        answer = service.get(url, query, 30 + service.client.seconds)
        job, requests = JobDocument(read(answer, "job")), requests + 1
        if job.phase != seen[-1]:
            seen.append(job.phase)
        advise(requests <= MOST_REQUESTS, f"{requests} requests, {' → '.join(seen)}")
    _is_complete(service, job, seen)
    return f"{' → '.join(seen)} with {requests} requests"


def _is_complete(service: Service, job: JobDocument, seen: list[str]) -> None:
    demand(job.phase == "COMPLETED", " → ".join(seen))
    begun, ended = job.time("startTime"), job.time("endTime")
    if begun and ended:
        spent = (ended - begun).total_seconds()
        hidden = spent > 2 * service.plan.at_once and "EXECUTING" not in seen
        demand(not hidden, f"{' → '.join(seen)}, although it ran for {spent:.1f} s")
