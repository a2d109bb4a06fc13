"""The life of a job, as functions: the only code that writes a phase.

A move is one UPDATE that names the phases it may start from, and one event, in one
transaction. Of two callers that want different ends exactly one wins; the other gets
PhaseError.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from jobs import endings, fairness, limits, queue, recording
from jobs.errors import PhaseError
from jobs.execution.base import Report
from jobs.models import Job, JobEvent
from jobs.phases import ACTIVE, Phase, sources
from provenance import times
from provenance.recorded import NOTHING, Recorded


def start(job: Job, by: User | None) -> None:
    """PHASE=RUN: the job is QUEUED when this returns.

    Raises PhaseError, or LimitError if its owner has as many as one may have.
    """
    with transaction.atomic():
        limits.queue(job)
        _move(job, Phase.QUEUED, by=by, queued_at=times.now())
        if not _others_wait(job):
            queue.dispatch()


def _others_wait(job: Job) -> bool:
    """Whoever starts those, or ends what they wait for, goes on to this one."""
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="")
    return waiting.exclude(pk=job.pk).exists()


def hold(job: Job, by: User | None) -> None:
    """HELD: it does not start by itself; `start` lets it go on. Raises PhaseError.

    One that has been handed to a machine is taken back; if it has started by then,
    it goes on.
    """
    with transaction.atomic():
        job.refresh_from_db()
        if job.phase not in (Phase.PENDING, Phase.QUEUED):
            raise PhaseError(Phase(job.phase), Phase.HELD)
        _move(job, Phase.HELD, by=by, reason="")
        if job.token:
            queue.follow(job.pk, job.host)


def suspend(job: Job, by: User | None) -> None:
    """SUSPENDED: its processes stand still; that time does not count.

    Raises PhaseError unless it runs.
    """
    with transaction.atomic():
        _move(job, Phase.SUSPENDED, by=by)
        queue.follow(job.pk, job.host)


def resume(job: Job, by: User | None) -> None:
    """EXECUTING again. Raises PhaseError unless it is SUSPENDED."""
    with transaction.atomic():
        job.refresh_from_db()
        if job.phase != Phase.SUSPENDED:
            raise PhaseError(Phase(job.phase), Phase.EXECUTING)
        _move(job, Phase.EXECUTING, by=by)
        queue.follow(job.pk, job.host)


def abort(job: Job, by: User | None, note: str = "The job was aborted.") -> None:
    """ABORTED at once; what runs is ended afterwards, and then the job is settled."""
    with transaction.atomic():
        _move(job, Phase.ABORTED, by=by, error=note, end_time=times.now())
        _settle_or_follow(job)


def delete(job: Job, by: User | None, note: str = "Deleted.") -> None:
    """ARCHIVED: the bytes go, the record stays. A job that is not over is aborted."""
    with transaction.atomic():
        job.refresh_from_db()
        if job.phase in ACTIVE:
            now = times.now()
            _move(job, Phase.ABORTED, by=by, error=note, end_time=now)
        _move(job, Phase.ARCHIVED, by=by, note=note)
        _settle_or_follow(job)
        if job.settled:
            _remove_bytes(job)


def _settle_or_follow(job: Job) -> None:
    """A job that nobody has claimed has nothing left to wait for."""
    job.refresh_from_db()
    if job.settled:
        return
    if job.token:
        queue.follow(job.pk, job.host)
    else:
        _settle(job, Report(Phase(job.phase)))


def started(job: Job, time: datetime) -> None:
    """The script runs."""
    with transaction.atomic():
        _move(job, Phase.EXECUTING, time=time, start_time=time, reason="")


@transaction.atomic
def finish(job: Job, report: Report, recorded: Recorded = NOTHING) -> None:
    """Final phase, results and provenance at once; harmless when it is done already.

    `recorded` is what the script recorded of its inside.
    """
    _lock(job)
    if job.settled:
        return
    if job.phase in (Phase.QUEUED, Phase.HELD) and report.started:
        started(job, report.started)
    if job.phase == Phase.SUSPENDED and report.phase == Phase.COMPLETED:
        _move(job, Phase.EXECUTING, time=report.ended)
    if job.phase in ACTIVE:
        ended = report.ended or times.now()
        _move(
            job,
            report.phase,
            time=ended,
            end_time=ended,
            error=report.message,
            error_detail=report.detail,
            advice=report.advice,
            exit_code=report.exit_code,
        )
    _settle(job, report, recorded)


def _lock(job: Job) -> None:
    """Of two workers that finish it one waits; SQLite has let in only one anyway."""
    rows = Job.objects.select_for_update(of=("self",)).filter(pk=job.pk)
    rows.values_list("pk").get()
    job.refresh_from_db()


def _settle(job: Job, report: Report, recorded: Recorded = NOTHING) -> None:
    now = times.now()
    recording.record(job, report, recorded)
    warnings = [*report.warnings, *recorded.warnings]
    usage = asdict(report.usage) if report.usage else None
    Job.objects.filter(pk=job.pk).update(
        settled_at=now,
        warnings=warnings,
        usage=usage,
        disk_bytes=report.usage.disk if report.usage else 0,
        batch_id=report.batch_id or job.batch_id,
    )
    job.settled_at, job.warnings, job.usage = now, warnings, usage
    if report.usage:
        fairness.spend(job.owner_id, report.usage.wall)
    endings.settled(job)
    if job.phase == Phase.ARCHIVED:  # deleted while it ran
        _remove_bytes(job)


def _remove_bytes(job: Job) -> None:
    """Not from under a job that waits to read them: they go once it has begun."""
    if not recording.is_needed(job):
        recording.invalidate(job, times.now())
    queue.remove(job.pk)


def _move(
    job: Job,
    to: Phase,
    *,
    time: datetime | None = None,
    by: User | None = None,
    note: str = "",
    **changes: Any,
) -> None:
    """The one place where a phase is written. Raises PhaseError."""
    source = _leave(job, to, changes)
    JobEvent.objects.create(
        job=job,
        time=time or times.now(),
        source=source,
        target=to,
        by=by,
        note=note or changes.get("error", ""),
    )
    for name, value in {"phase": to, **changes}.items():
        setattr(job, name, value)


def _leave(job: Job, to: Phase, changes: dict[str, Any]) -> Phase:
    """Write the phase if it may be written; returns the one that was left."""
    row = Job.objects.filter(pk=job.pk)
    while True:
        source = Phase(row.values_list("phase", flat=True).get())
        if source not in sources(to):
            job.phase = source
            raise PhaseError(source, to)
        if row.filter(phase=source).update(phase=to, **changes):
            return source
