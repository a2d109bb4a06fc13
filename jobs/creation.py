"""New jobs: from what somebody gave, or like one that did not succeed."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from jobs import lifecycle, limits
from jobs.descriptions.check import Value
from jobs.errors import PhaseError
from jobs.given import Input, Wishes
from jobs.models import Job, JobEvent, JobInput, JobParameter, Version
from jobs.phases import Phase
from provenance import times

NO_WISHES = Wishes()


@transaction.atomic
def create(
    version: Version,
    owner: User | None,
    values: Sequence[Value],
    inputs: Sequence[Input] = (),
    wishes: Wishes = NO_WISHES,
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
    job.backend = version.value().backend or settings.OPUS_BACKEND
    job.destruction = limits.destruction(job, wishes.destruction, now)
    wanted = wishes.execution_duration
    job.execution_duration = limits.execution_duration(job, wanted)
    job.save(force_insert=True)
    return job


def retry(job: Job, by: User | None) -> Job:
    """A new job like one that failed or was aborted, QUEUED. Raises LimitError."""
    with transaction.atomic():
        if job.phase not in (Phase.ERROR, Phase.ABORTED):
            raise PhaseError(Phase(job.phase), Phase.QUEUED)
        again = create(
            job.version,
            job.owner,
            [
                Value(row.name, row.text, row.typed, row.is_default, row.given)
                for row in job.parameters.all()
            ],
            [_input(row) for row in job.inputs.select_related("entity")],
            Wishes(
                run_id=job.run_id,
                execution_duration=job.execution_duration,
                notify=job.notify,
                resources=job.resources,
            ),
        )
        Job.objects.filter(pk=again.pk).update(retry_of=job, priority=job.priority)
        lifecycle.start(again, by)
    return again


def _input(row: JobInput) -> Input:
    """What it was given: a file that was fetched need not be fetched again."""
    return Input(
        name=row.name,
        entity=row.entity,
        url=row.url,
        matched_by=row.matched_by,
        is_default=row.is_default,
        number=row.number,
        identifier=row.identifier,
    )
