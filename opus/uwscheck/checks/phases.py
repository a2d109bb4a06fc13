"""Starting, aborting, and how jobs end."""

from opus.uwscheck.answer import SEE_OTHER
from opus.uwscheck.documents import FINAL, text
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Run, Service
from opus.uwscheck.verdicts import advise, demand

theme = Theme("Phases")
STARTED = ("QUEUED", "EXECUTING", "COMPLETED")
STALLED = frozenset({"HELD", "SUSPENDED", "UNKNOWN"})


@theme.check(
    "run",
    "PHASE=RUN starts a job",
    clause="UWS 1.1 §2.2.3.5: after it the job is QUEUED or further; some clients "
    "read the phase at once and give up on PENDING.",
    mend="Store QUEUED before the answer to PHASE=RUN is sent.",
)
def run(service: Service) -> str:
    url = service.new(service.given("run"))
    answer = service.start(url)
    demand(answer.fine, answer.brief)
    phase = service.job(url).phase
    demand(phase in STARTED, f"right after PHASE=RUN the job is {phase}")
    return f"{phase} right after {answer}"


@theme.check(
    "completes",
    "A job runs to COMPLETED, with its times",
    clause="UWS 1.1 §2.1.3, §2.2.2.2: a job that succeeded is COMPLETED and has "
    "startTime and endTime.",
    mend="Set startTime when the job begins to execute and endTime when it ends.",
    waits=True,
)
def completes(service: Service) -> str:
    found = service.run("run")
    demand(found.phase == "COMPLETED", f"--run ended otherwise: {_said(found)}")
    return _times(found)


@theme.check(
    "fails",
    "A job that fails becomes ERROR, with its times",
    clause="UWS 1.1 §2.1.3, §2.2.2.2: a job that failed is ERROR and has startTime "
    "and endTime.",
    mend="Write ERROR, startTime and endTime also when the job could not be begun.",
    waits=True,
)
def fails(service: Service) -> str:
    found = service.run("fail")
    demand(found.phase == "ERROR", f"--fail ended otherwise: {_said(found)}")
    return _times(found)


def _said(run: Run) -> str:
    summary = run.job.child("errorSummary")
    words = "" if summary is None else (text(summary, "message") or "")
    late = "" if run.phase in FINAL else " (see --patience)"
    return f"{' → '.join(run.phases)}{late} {words}".strip()


def _times(run: Run) -> str:
    begun, ended = run.job.time("startTime"), run.job.time("endTime")
    demand(begun, f"startTime: {run.job.text('startTime') or 'none'}")
    demand(ended, f"endTime: {run.job.text('endTime') or 'none'}")
    demand(begun and ended and begun <= ended, "endTime is before startTime")
    return f"{' → '.join(run.phases)}, {run.job.text('endTime')}"


@theme.check(
    "active-phases",
    "A job that goes its way is never HELD, SUSPENDED or UNKNOWN",
    clause="UWS 1.1 §2.1.3 allows them; pyvo, Firefly and astroquery take them for "
    "the end and give up.",
    mend="Keep QUEUED or EXECUTING while the scheduler decides, and say more in "
    "jobInfo.",
)
def active_phases(service: Service) -> str:
    phases = service.run("run").phases
    advise(not STALLED & set(phases), " → ".join(phases))
    return " → ".join(phases)


@theme.check(
    "abort-pending",
    "PHASE=ABORT ends a PENDING job at once",
    clause="UWS 1.1 §2.2.3.6: the job is ABORTED when the client reads it next, and "
    "has its endTime.",
    mend="Write ABORTED and endTime before the answer; stop processes afterwards.",
)
def abort_pending(service: Service) -> str:
    return _aborted(service, service.new())


@theme.check(
    "abort-running",
    "PHASE=ABORT ends a running job at once",
    clause="UWS 1.1 §2.2.3.6: the job is ABORTED when the client reads it next, and "
    "has its endTime.",
    mend="Write ABORTED and endTime before the answer; stop processes afterwards.",
    waits=True,
)
def abort_running(service: Service) -> str:
    return _aborted(service, service.running())


def _aborted(service: Service, url: str) -> str:
    answer = service.abort(url)
    demand(answer.fine, answer.brief)
    job = service.job(url)
    demand(job.phase == "ABORTED", f"right after PHASE=ABORT the job is {job.phase}")
    demand(job.time("endTime"), f"endTime: {job.text('endTime') or 'none'}")
    return f"ABORTED, endTime {job.text('endTime')}"


@theme.check(
    "phase-in-query",
    "PHASE is read from the query of a POST, too",
    clause="In practice clients send POST {job}/phase?PHASE=ABORT with an empty body.",
    mend="Read parameters from query and body alike.",
)
def phase_in_query(service: Service) -> str:
    url = service.new()
    answer = service.post(f"{url}/phase", query=(("PHASE", "ABORT"),))
    phase = service.job(url).phase
    demand(phase == "ABORTED", f"{answer}: the job is {phase}")
    return str(answer)


@theme.check(
    "phase-unknown",
    "A wish that is neither RUN nor ABORT is refused",
    clause="UWS 1.1 §2.2.3.5 and §2.2.3.6 know RUN and ABORT; DALI 1.1 §4.2: a "
    "client's mistake is a 4xx.",
    mend="Answer 400 and say which words are known.",
)
def phase_unknown(service: Service) -> str:
    url = service.idle()
    answer = service.post(f"{url}/phase", (("PHASE", "NONSENSE"),))
    demand(answer.refused, f"{answer.brief}, expected 400")
    phase = service.job(url).phase
    demand(phase == "PENDING", f"the job is {phase} after PHASE=NONSENSE")
    return answer.brief


@theme.check(
    "run-ended",
    "A job that is over cannot be run again",
    clause="UWS 1.1 §2.1.3: no way leads from ABORTED, COMPLETED or ERROR back to "
    "QUEUED; the answer is 403.",
    mend="Answer 403 to PHASE=RUN unless the job is PENDING or HELD.",
)
def run_ended(service: Service) -> str:
    url = service.new_aborted()
    answer = service.start(url)
    phase = service.job(url).phase
    demand(phase == "ABORTED", f"PHASE=RUN made an ABORTED job {phase}")
    demand(answer.status < 500, answer.brief)  # noqa: PLR2004
    advise(answer.refused, f"{answer}: ignored without a word, expected 403")
    return answer.brief


@theme.check(
    "see-other",
    "Every change is answered with exactly 303",
    clause="UWS 1.1 §2.2.3: each request that changes a job answers 303 with its "
    "address; TOPCAT takes any other status for a failure.",
    mend="Answer 303 with Location to POST on phase, executionduration and "
    "destruction, and to DELETE.",
)
def see_other(service: Service) -> str:
    url = service.new()
    job = service.job(url)
    duration = job.text("executionDuration") or "60"
    destruction = job.text("destruction") or "2099-01-01T00:00:00Z"
    answers = [
        service.post(f"{url}/executionduration", (("EXECUTIONDURATION", duration),)),
        service.post(f"{url}/destruction", (("DESTRUCTION", destruction),)),
        service.abort(url),
        service.delete(url),
    ]
    for answer in answers:
        demand(answer.status == SEE_OTHER or answer.refused, f"{answer}, expected 303")
        if answer.status == SEE_OTHER:
            demand(answer.header("Location"), f"{answer} without Location")
    return ", ".join(str(answer.status) for answer in answers)
