"""Inputs that were fetched: entities from now on, if they are what they should be."""

from django.db import transaction

from jobs import changes, inputs
from jobs.execution import folder, media
from jobs.execution.fetch import Fetched
from jobs.models import Job
from provenance import record
from provenance.models import Entity


@transaction.atomic
def take(job: Job, fetched: Fetched) -> str:
    """Record what has arrived; a sentence if it is not of a kind that is accepted.

    Harmless when done twice.
    """
    name, _, number = fetched.name.partition(".")
    given = job.inputs.filter(name=name, number=int(number or 0)).first()
    if given is None:
        return ""
    kind = media.content_type(fetched.path)
    if given.entity_id is None:  # else somebody else has seen it arrive
        changes.input_arrived(given, _entity(job, fetched, kind))
    return _problem(job, name, fetched.path.name, kind)


def _entity(job: Job, fetched: Fetched, kind: str) -> Entity:
    return record.file(
        owner=job.owner,
        is_unlisted=job.is_anonymous,
        name=fetched.path.name,
        location=folder.relative(fetched.path),
        size=fetched.size,
        sha256=fetched.sha256,
        content_type=kind,
        origin=fetched.url,
    )


def _problem(job: Job, role: str, name: str, kind: str) -> str:
    described = {one.name: one for one in job.version.value().files}
    try:
        if used := described.get(role):
            inputs.accept(used, name, kind)
    except ValueError as error:
        return f"The input {role} cannot be used: {error}."
    return ""
