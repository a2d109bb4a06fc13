"""The life of a job, as functions: the only code that writes a phase.

A move is one UPDATE that names the phases it may start from, and one event, in one
transaction. Of two callers that want different ends exactly one wins; the other gets
PhaseError.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from jobs import endings, limits, queue, recording
from jobs.descriptions.check import Value
from jobs.descriptions.rules.head import LOCAL
from jobs.errors import PhaseError
from jobs.execution.base import Report
from jobs.models import Job, JobEvent, JobInput, JobParameter, Version
from jobs.phases import ACTIVE, Phase, sources
from provenance import times
from provenance.models import Entity
from provenance.recorded import NOTHING, Recorded


@dataclass(frozen=True, slots=True)
class Input:
    """What a used entity is: one that the portal has, or a URL to fetch.

    `matched_by` says how it was recognised: upload, entity, result, url. `number`
    counts those of one name; `identifier` is what was given for a template of a URL.
    """

    name: str
    entity: Entity | None = None
    url: str = ""
    matched_by: str = ""
    is_default: bool = False
    number: int = 0
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client may ask of a job besides its parameters; None is the default."""

    run_id: str = ""
    execution_duration: int | None = None
    destruction: datetime | None = None
    notify: bool = False
    resources: Mapping[str, int | str] = field(default_factory=dict)


@transaction.atomic
def create(
    version: Version,
    owner: User | None,
    values: Sequence[Value],
    inputs: Sequence[Input] = (),
    wishes: Wishes = Wishes(),
) -> Job:
    """A PENDING job with checked values; without an owner it is an anonymous one.

    Raises LimitError if there are as many anonymous jobs as there may be.
    """
    limits.admit(owner)
    job = _new(version, owner, wishes)
    JobParameter.objects.bulk_create(
        JobParameter(
            job=job,
            position=position,
            name=value.name,
            text=value.text,
            typed=value.typed,
            given=value.given,
            is_default=value.is_default,
        )
        for position, value in enumerate(values)
    )
    JobInput.objects.bulk_create(
        JobInput(
            job=job,
            position=position,
            name=given.name,
            entity=given.entity,
            url=given.url,
            matched_by=given.matched_by,
            is_default=given.is_default,
            number=given.number,
            identifier=given.identifier,
        )
        for position, given in enumerate(inputs)
    )
    JobEvent.objects.create(
        job=job, time=job.creation_time, target=Phase.PENDING, by=owner
    )
    return job


def _new(version: Version, owner: User | None, wishes: Wishes) -> Job:
    now = times.now()
    job = Job(version=version, owner=owner, run_id=wishes.run_id, creation_time=now)
    job.notify = wishes.notify and owner is not None
    job.resources = dict(wishes.resources)
    job.backend = version.value().backend or LOCAL
    job.destruction = limits.destruction(job, wishes.destruction, now)
    wanted = wishes.execution_duration
    job.execution_duration = limits.execution_duration(job, wanted)
    job.save(force_insert=True)
    return job


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
            recording.invalidate(job, times.now())
            queue.remove(job.pk)


def _settle_or_follow(job: Job) -> None:
    """A job that nobody has claimed has nothing left to wait for."""
    job.refresh_from_db()
    if job.settled:
        return
    if job.token:
        queue.follow(job.pk)
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
    job.refresh_from_db()
    if job.settled:
        return
    if job.phase == Phase.QUEUED and report.started:
        started(job, report.started)
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
    )
    job.settled_at, job.warnings, job.usage = now, warnings, usage
    endings.settled(job)
    if job.phase == Phase.ARCHIVED:  # deleted while it ran
        recording.invalidate(job, now)
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
