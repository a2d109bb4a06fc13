"""What clients may ask for, within what the operator allows.

UWS lets a service give less than was asked; it shows what it gives. How many jobs there
may be at once is counted when one is made or started: by an index, and at most as many
rows as the limit.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import QuerySet, Sum

from jobs import allowances, amounts
from jobs.descriptions.rules.head import LOCAL
from jobs.descriptions.value import Description
from jobs.errors import LimitError
from jobs.execution.base import Limits
from jobs.models import Job
from jobs.phases import ACTIVE, Phase
from provenance import times
from provenance.models import Entity

WAITS_OR_RUNS = (Phase.QUEUED, Phase.HELD, Phase.EXECUTING, Phase.SUSPENDED)
A_DAY = 50  # anonymous jobs in a day, and files, for each job that may be under way


def execution_duration(job: Job, wanted: int | None) -> int:
    """The wanted seconds within the operator's limit; 0 asks for as long as allowed.

    An anonymous job gets no more than is usual for its activity.
    """
    usual: int = job.version.execution_duration or settings.OPUS_DURATION
    most: int = _least(job.version.longest_duration, settings.OPUS_DURATION_MAX)
    longest = min(usual, most) if job.is_anonymous else most
    if wanted is None:
        wanted = usual
    return min(wanted, longest) if wanted else longest


def output_bytes(description: Description) -> int:
    """What a job may write."""
    return _least(description.output_bytes, settings.OPUS_JOB_BYTES)


def of(job: Job, description: Description) -> Limits:
    """What its script may use: its own word or the usual, within the ceiling.

    The memory and the processes of a cluster's node are not those of this host.
    """
    asked = int(job.resources.get("memory", 0))
    here = job.backend == LOCAL
    return Limits(
        seconds=job.execution_duration,
        bytes=output_bytes(description),
        memory=_within("MEMORY", asked or description.memory, usual=here),
        processes=_within("PROCESSES", description.processes, usual=here),
        cpu=_within("CPU_SECONDS", description.cpu_time),
        open_files=_within("OPEN_FILES", description.open_files),
    )


def _within(name: str, own: int, *, usual: bool = True) -> int:
    """0 is any amount, for the ceiling as well."""
    wanted = own or (int(getattr(settings, f"OPUS_JOB_{name}")) if usual else 0)
    most = int(getattr(settings, f"OPUS_JOB_{name}_MAX")) if usual else 0
    return min(wanted, most) if wanted and most else wanted or most


def output_files(description: Description) -> int:
    """How many results a job may leave."""
    return _least(description.output_files, settings.OPUS_JOB_FILES)


def _least(own: int, portal: int) -> int:
    """The description's own limit, if it has one, within that of the portal."""
    return min(own, portal) if own else portal


def destruction(job: Job, wanted: datetime | None, now: datetime) -> datetime:
    """The wanted time for the job, not in the past and not beyond the limit.

    The last day of an anonymous job counts from its creation: nobody keeps one for
    ever by asking again and again.
    """
    usual = timedelta(days=settings.OPUS_DESTRUCTION_DAYS)
    latest = now + timedelta(days=settings.OPUS_DESTRUCTION_MAX_DAYS)
    if job.is_anonymous:
        short = timedelta(days=settings.OPUS_ANONYMOUS_DAYS)
        latest = min(latest, job.creation_time + short)
    return max(now, min(wanted or now + usual, latest))


def admit(owner: User | None) -> None:
    """Room for one more job. Raises LimitError.

    Of people whom we know, only what waits or runs is counted, when it starts.
    """
    if owner is not None:
        return
    most: int = settings.OPUS_ANONYMOUS_JOBS
    count = Job.objects.filter(owner=None, phase__in=ACTIVE).count()
    if count >= most:
        raise LimitError("OPUS_ANONYMOUS_JOBS", most, count, _anonymous(count, most))
    since = times.now() - timedelta(days=1)
    made = Job.objects.filter(owner=None, creation_time__gt=since)
    _leave_room(made.count(), "jobs")


def admit_file(owner: User | None) -> None:
    """Room for one more upload. Raises LimitError; of people we know, any number."""
    if owner is not None:
        return
    uploads = Entity.objects.filter(owner=None, is_unlisted=True, origin="upload")
    _leave_room(uploads.filter(invalidated_at=None).count(), "files")


def _leave_room(count: int, what: str) -> None:
    """Who has not logged in fills neither disk nor database, with whatever patience.

    Uploads that are not needed stay for a day, and the record of a job for ever.
    """
    most = A_DAY * int(settings.OPUS_ANONYMOUS_JOBS)
    if count >= most:
        sentence = (
            f"{count:,} {what} came within a day from people who did not log in; "
            f"{_allowed(most)}: log in, or try again tomorrow."
        )
        raise LimitError("OPUS_ANONYMOUS_JOBS", most, count, sentence)


def queue(job: Job) -> None:
    """Room for the job beside those of its owner. Raises LimitError.

    An anonymous job was counted when it was made.
    """
    if job.is_anonymous:
        return
    allowed = allowances.of(job.owner_id)
    most = allowed.jobs
    others = Job.objects.filter(owner=job.owner_id, phase__in=WAITS_OR_RUNS)
    count = others.exclude(pk=job.pk).count()
    if most and count >= most:
        raise LimitError("OPUS_USER_JOBS", most, count, _of_one(count, most))
    _leave_disk(job, allowed.disk)


def _leave_disk(job: Job, most: int) -> None:
    """Room on disk for what its owner wants to run. Raises LimitError."""
    if not most:
        return
    used: int = disk(Job.objects.filter(owner=job.owner_id))
    if used >= most:
        sentence = (
            f"Your jobs hold {amounts.about(used)}; {amounts.about(most)} are "
            "allowed: delete some that you do not need."
        )
        raise LimitError("OPUS_USER_BYTES", most, used, sentence)


def disk(rows: QuerySet[Job]) -> int:
    """Bytes that the folders of these jobs hold."""
    return rows.aggregate(total=Sum("disk_bytes"))["total"] or 0


def _of_one(count: int, most: int) -> str:
    jobs = "job that waits or runs" if count == 1 else "jobs that wait or run"
    return (
        f"You have {count} {jobs}; {_allowed(most)} at once: wait for one to end, or "
        "abort one."
    )


def _anonymous(count: int, most: int) -> str:
    jobs = "job is" if count == 1 else "jobs are"
    return (
        f"{count} {jobs} under way that people made without logging in; "
        f"{_allowed(most)} at once: log in, or wait for one to end."
    )


def _allowed(most: int) -> str:
    return f"{most} {'is' if most == 1 else 'are'} allowed"
