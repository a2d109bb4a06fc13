"""What may change in a job besides its phase."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from jobs import limits
from jobs.descriptions.check import Value
from jobs.errors import ClosedError, ValuesError
from jobs.given import Input
from jobs.models import Job, JobInput, JobParameter
from jobs.phases import ACTIVE, FINAL, Phase
from provenance import times
from provenance.models import Entity

WAITS = (Phase.PENDING, Phase.QUEUED, Phase.HELD)


def destruction(job: Job, wanted: datetime) -> None:
    """Raises ClosedError once the job is archived."""
    time = limits.destruction(job, wanted, times.now())
    changed = Job.objects.filter(pk=job.pk, phase__in=ACTIVE | FINAL)
    if not changed.update(destruction=time):
        job.refresh_from_db()
        raise ClosedError(Phase(job.phase), "it is gone already")
    job.refresh_from_db()


def execution_duration(job: Job, wanted: int) -> None:
    """Raises ClosedError unless the job is PENDING."""
    seconds = limits.execution_duration(job, wanted)
    _while_pending(job, execution_duration=seconds)


def run_id(job: Job, wanted: str) -> None:
    """Raises ClosedError unless the job is PENDING."""
    _while_pending(job, run_id=wanted)


def resources(job: Job, asked: Mapping[str, int | str]) -> None:
    """Raises ClosedError unless the job is PENDING."""
    _while_pending(job, resources={**job.resources, **asked})


def priority(job: Job, wanted: int, most: int) -> None:
    """What is higher runs first. Raises ClosedError or ValuesError."""
    if abs(wanted) > most:
        raise ValuesError({"priority": f"say a number from {-most} to {most}"})
    waits = Job.objects.filter(pk=job.pk, phase__in=WAITS)
    if not waits.update(priority=wanted):
        job.refresh_from_db()
        raise ClosedError(Phase(job.phase), "it does not wait any more")
    job.refresh_from_db()


def _while_pending(job: Job, **changes: Any) -> None:
    pending = Job.objects.filter(pk=job.pk, phase=Phase.PENDING)
    if not pending.update(**changes):
        job.refresh_from_db()
        raise ClosedError(Phase(job.phase), "only a PENDING job can be changed")
    job.refresh_from_db()


def pending(job: Job) -> None:
    """Raises ClosedError unless the job is PENDING."""
    _while_pending(job, reason="")


@transaction.atomic
def given(
    job: Job,
    values: Sequence[Value],
    files: Sequence[Input],
    taken_away: Collection[str] = (),
) -> None:
    """Other parameters, all of them, some other files, and without those named last.

    Raises ClosedError unless the job is PENDING.
    """
    pending(job)
    for value in values:
        JobParameter.objects.filter(job=job, name=value.name).update(
            text=value.text,
            typed=value.typed,
            given=value.given,
            is_default=value.is_default,
        )
    for name in {*taken_away, *(file.name for file in files)}:
        job.inputs.filter(name__iexact=name).delete()
    count = job.inputs.count()
    JobInput.objects.bulk_create(
        JobInput(
            job=job,
            position=count + index,
            name=file.name,
            number=file.number,
            entity=file.entity,
            url=file.url,
            identifier=file.identifier,
            matched_by=file.matched_by,
            is_default=file.is_default,
        )
        for index, file in enumerate(files)
    )


def reason(job: Job, text: str) -> None:
    """Why the job waits, as a sentence for its owner."""
    Job.objects.filter(pk=job.pk, phase=Phase.QUEUED).update(reason=text)


def waiting(job: Job, reason: str, batch_id: str) -> None:
    """What a scheduler says of a job that it has."""
    if (job.reason, job.batch_id) != (reason, batch_id):
        known = Job.objects.filter(pk=job.pk, phase__in=ACTIVE)
        known.update(reason=reason[:255], batch_id=batch_id[:64])
        job.reason, job.batch_id = reason[:255], batch_id[:64]


def input_arrived(given: JobInput, entity: Entity) -> None:
    """A URL that was fetched is an entity from now on."""
    JobInput.objects.filter(pk=given.pk, entity=None).update(entity=entity)


def removed(job: Job) -> None:
    """Nothing of the job is on disk any more."""
    Job.objects.filter(pk=job.pk).update(removed_at=times.now(), disk_bytes=0)
