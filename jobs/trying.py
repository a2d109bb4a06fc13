"""Runs an example of a draft, as its editor, or of a published version, as a check."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from jobs import access, drafts, lifecycle, publishing, submission
from jobs.access import Person
from jobs.descriptions import json_format, proof
from jobs.descriptions.value import Description, Example
from jobs.drafts import Action
from jobs.errors import DescriptionError, LimitError
from jobs.given import Wishes
from jobs.models import Job, Trial, Version
from jobs.submission import LONGEST_RUN_ID, Submission
from jobs.uploads import HashedUpload
from provenance import times

Purpose = Trial.Purpose
# What users read, and what is said of errors, keeps nothing from running.
HARMLESS = frozenset(
    """
    title description type subtype version documentation citation quote contact
    contact_name contact_email known_errors
    """.split()
)


@dataclass(frozen=True, slots=True)
class Run:
    """An example as `by` runs it; without a name it is one of other values.

    `uploads` and `hosts` are those of a submission.
    """

    example: Example
    by: User
    uploads: Mapping[str, Sequence[HashedUpload]] = field(default_factory=dict)
    hosts: Collection[str] = ()


def may_try(person: Person) -> bool:
    """Whether one may run a draft: nothing keeps its script from this host."""
    return access.may_run_drafts(person)


def obstacles(description: Description, example: Example) -> dict[str, str]:
    """Why the example cannot be run of this description, by field."""
    own = [
        f"examples.{index}"
        for index, one in enumerate(description.examples)
        if one == example
    ]
    return {
        path: sentence
        for path, sentence in publishing.obstacles(description).items()
        if _matters(path, own)
    }


def _matters(path: str, own: Collection[str]) -> bool:
    head, _, rest = path.partition(".")
    if head == "examples":
        return f"{head}.{rest.partition('.')[0]}" in own
    return head not in HARMLESS


def draft(version: Version, run: Run) -> Job:
    """A job of a copy of the draft, as it is now.

    Raises DescriptionError if it cannot run, ValuesError, LimitError.
    """
    description = version.value()
    if problems := obstacles(description, run.example):
        raise DescriptionError(problems)
    job = _start(_copy(version, description, run.by), run, Purpose.DRAFT)
    drafts.tell(version, Action.TRIED, run.by, f"{job.run_id}: {job.public_id}")
    return job


@transaction.atomic
def _copy(version: Version, description: Description, by: User) -> Version:
    """What the draft is now; it stays so, whatever becomes of the draft."""
    same = Version.objects.filter(
        activity=version.activity_id,
        number=version.number,
        state=Version.State.TRIAL,
        digest=json_format.digest(description),
    )
    if known := same.select_related("activity").first():
        return known
    copy = Version(
        activity=version.activity,
        number=version.number,
        state=Version.State.TRIAL,
        created_by=by,
        changed_by=by,
    )
    drafts.store(copy, description)
    return copy


def check(version: Version, run: Run) -> Job:
    """A job of the published version, to see whether it still works.

    Raises ValuesError, LimitError.
    """
    return _start(version, run, Purpose.CHECK)


def _start(version: Version, run: Run, purpose: Purpose) -> Job:
    """The job is queued together with its trial, or not at all."""
    days = timedelta(days=settings.OPUS_TRIAL_DAYS)
    wishes = Wishes(_name(run, purpose), destruction=times.now() + days)
    sent = Submission(run.by, run.example.given(), run.uploads, run.hosts, wishes)
    job = submission.submit(version, sent, run=False)
    try:
        with transaction.atomic():
            record(version, run.example, purpose, job=job)
            lifecycle.start(job, run.by)
    except LimitError:
        lifecycle.delete(job, run.by)
        raise
    return job


def _name(run: Run, purpose: Purpose) -> str:
    word = "check" if purpose == Purpose.CHECK else "trial"
    return f"{word} of {run.example.name or 'other values'}"[:LONGEST_RUN_ID]


def record(
    version: Version,
    example: Example,
    purpose: Purpose,
    *,
    job: Job | None = None,
) -> Trial:
    return Trial.objects.create(
        version=version,
        job=job,
        purpose=purpose,
        example=example.name,
        digest=proof.digest(version.value(), example),
        started_at=times.now(),
    )
