"""What the workers of django-q2 do: short things, each harmless when done twice."""

import contextlib
import logging
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from jobs import (
    arrivals,
    changes,
    claims,
    collected,
    launch,
    lifecycle,
    polling,
    queue,
    recording,
    stamping,
    uploads,
)
from jobs.errors import BackendError, PhaseError, RefusedError
from jobs.execution import backends, fetch
from jobs.execution.base import Report, State
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.phases import OVER, Phase
from provenance import times
from provenance.ingest import everything
from provenance.ingest.everything import Sources

logger = logging.getLogger(__name__)
NEVER_STARTED = timedelta(seconds=10)


def dispatch() -> None:
    """Start as many waiting jobs as this host has free slots.

    A job that is refused is tried again by the next call, not by this one.
    """
    for name in sorted(backends.names()):
        if name == backends.LOCAL or polling.answers(name):
            _fill(name)


def _fill(name: str) -> None:
    """A cluster that does not answer gets no further job until it does."""
    tried: list[int] = []
    host, slots = settings.OPUS_HOST, backends.slots(name)
    while job := claims.take(host, slots, besides=tried, backend=name):
        tried.append(job.pk)
        if not _launch(job) and name != backends.LOCAL:
            break


def _launch(job: Job) -> bool:
    """Hand a claimed job to its machine, or bring first what is large or elsewhere.

    False if the machine takes none now.
    """
    is_taken = True
    here = JobFolder(job.public_id)
    try:
        urls, copies = launch.urls(job), launch.large_copies(job)
        if urls or copies:
            _bring(job, here, urls, copies)
        else:
            backends.get(job.backend).submit(launch.prepare(job))
    except (launch.UnrunnableError, RefusedError) as error:
        _fail(job, str(error))
    except (BackendError, OSError) as error:
        is_taken = False
        logger.warning("job %s waits: %s", job.public_id, error)
        claims.release(job, reason=str(error)[:255])
    job.refresh_from_db()
    if job.phase in OVER:  # it was aborted meanwhile
        _end(job, here)
    return is_taken


def _bring(
    job: Job, here: JobFolder, urls: Mapping[str, str], copies: Mapping[Path, Path]
) -> None:
    """Inputs are brought once: what is missing after that will not come."""
    if fetch.state(here) == State.ENDED:
        raise launch.InputGoneError("Its inputs did not all arrive.")
    here.make()
    fetch.submit(here, job.token, urls, copies)
    changes.reason(job, "Its inputs are being fetched.")


def follow(job_id: int) -> None:
    """Look how a claimed job does, and do what follows from it."""
    job = Job.objects.select_related("version__activity", "owner").get(pk=job_id)
    if not _holds_slot(job) or job.host != settings.OPUS_HOST:
        return  # nobody else sees its control folder
    _follow(job, JobFolder(job.public_id))
    if not _holds_slot(job):
        dispatch()


def _holds_slot(job: Job) -> bool:
    return bool(job.token) and not job.settled


def _follow(job: Job, here: JobFolder) -> None:
    if job.phase in OVER:
        if not _is_being_launched(job, here):
            _end(job, here)
    elif backends.get(job.backend).submitted(here):
        _follow_run(job, here)
    elif fetch.submitted(here):
        _follow_fetch(job, here)
    elif _is_old(job):
        claims.release(job)


def _is_being_launched(job: Job, here: JobFolder) -> bool:
    """Another worker is about to start it, and ends it then."""
    submitted = fetch.submitted(here) or backends.get(job.backend).submitted(here)
    return not (submitted or job.start_time or _is_old(job))


def _end(job: Job, here: JobFolder) -> None:
    """The job is over for its user: end what still runs, then settle it."""
    fetch.cancel(here)
    backends.get(job.backend).cancel(here)
    states = (fetch.state(here), backends.get(job.backend).state(here))
    if State.RUNNING not in states and not job.settled:
        _finish(job, here)


def _follow_fetch(job: Job, here: JobFolder) -> None:
    match fetch.state(here):
        case State.ENDED | State.LOST:
            _fetched(job, fetch.outcome(here))
        case State.ABSENT if _is_old(job) and fetch.withdraw(here):
            claims.release(job)
        case _:
            pass


def _fetched(job: Job, outcome: fetch.Outcome) -> None:
    problem = outcome.problem and f"Cannot fetch {outcome.problem}."
    for fetched in outcome.fetched:
        problem = arrivals.take(job, fetched) or problem
    if problem:
        _fail(job, problem)
    else:
        _launch(job)


def _fail(job: Job, message: str) -> None:
    lifecycle.finish(job, Report(Phase.ERROR, message))
    JobFolder(job.public_id).remove_control()


def _follow_run(job: Job, here: JobFolder) -> None:
    backend = backends.get(job.backend)
    match backend.state(here):
        case State.RUNNING:
            _follow_running(job, here)
        case State.WAITING:
            _follow_waiting(job, here)
        case State.ENDED | State.LOST:
            _finish(job, here)
        case State.ABSENT if _is_unwanted(job) and backend.withdraw(here):
            claims.release(job)
        case State.ABSENT:
            pass


def _follow_waiting(job: Job, here: JobFolder) -> None:
    """A scheduler has it: take it back if it is held, else say why it waits."""
    backend = backends.get(job.backend)
    if job.phase == Phase.HELD and backend.withdraw(here):
        claims.release(job)
    else:
        changes.waiting(job, backend.waits_for(here), backend.batch_id(here))


def _is_unwanted(job: Job) -> bool:
    """It should have started by now, or its owner holds it."""
    return _is_old(job) or job.phase == Phase.HELD


def _follow_running(job: Job, here: JobFolder) -> None:
    """Say when it has started; let it stand still, or go on, as its phase says."""
    backend = backends.get(job.backend)
    started = backend.started(here)
    if number := backend.batch_id(here):
        changes.waiting(job, "", number)
    if started and job.phase in (Phase.QUEUED, Phase.HELD):
        with contextlib.suppress(PhaseError):  # another worker saw it first
            lifecycle.started(job, started)
    elif job.phase in (Phase.EXECUTING, Phase.SUSPENDED):
        backend.suspend(here, suspended=job.phase == Phase.SUSPENDED)


def _is_old(job: Job) -> bool:
    """Soon after the claim it is normal that nothing runs."""
    return job.claimed_at is not None and times.now() - job.claimed_at > NEVER_STARTED


def _finish(job: Job, here: JobFolder) -> None:
    report = collected.report(job, here)
    recorded = everything.read(Sources(here.recorded, here.work, here.out))
    lifecycle.finish(job, stamping.stamped(job, here, report), recorded)
    here.remove_control()


def poll() -> None:
    """Ask each scheduler once for all its jobs, and follow those that moved."""
    for name in backends.clusters():
        for job_id in polling.poll(name):
            queue.follow(job_id, settings.OPUS_HOST)  # for all workers to share
        if polling.answers(name):
            _fill(name)


def remove(job_id: int) -> None:
    """Remove the files of an archived job, unless another one waits to read them."""
    job = Job.objects.get(pk=job_id)
    if recording.is_needed(job):
        return
    if job.phase == Phase.ARCHIVED and job.settled and not job.removed_at:
        recording.invalidate(job, times.now())
        JobFolder(job.public_id).remove()
        changes.removed(job)


def destroy() -> None:
    """Archive what has reached its destruction time (UWS 1.1, section 2.1.4).

    Uploads that no job needs any more go, too.
    """
    due = Job.objects.filter(destruction__lte=times.now()).exclude(phase=Phase.ARCHIVED)
    for job in due.iterator():
        with contextlib.suppress(PhaseError):  # somebody has just deleted it
            lifecycle.delete(job, None, "Its destruction time was reached.")
    uploads.sweep()
