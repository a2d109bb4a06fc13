"""Asks a scheduler for all jobs at once, and says which of them are to be looked at."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from jobs import claims
from jobs.execution import backends
from jobs.execution.batch.machine import Batch
from jobs.execution.batch.snapshot import Snapshot
from jobs.execution.folder import JobFolder
from jobs.models import Scheduler
from provenance import times

LOOK_AGAIN = timedelta(seconds=60)  # at each, whether anything moved or not


def poll(name: str) -> list[int]:
    """The keys of jobs that moved. Nobody waits for another who asks already."""
    machine = backends.cluster(name)
    with _alone(name) as mine:
        if not mine:
            return []
        jobs = list(claims.unsettled(settings.OPUS_HOST).filter(backend=name))
        handed = [job for job in jobs if machine.submitted(JobFolder(job.public_id))]
        before = machine.look()
        now = machine.poll([JobFolder(job.public_id) for job in handed])
    _tell(name, now)
    is_round = _is_due(name)
    return [
        job.pk
        for job in jobs
        if is_round or _moved(machine, JobFolder(job.public_id), before, now)
    ]


def _moved(machine: Batch, folder: JobFolder, before: Snapshot, now: Snapshot) -> bool:
    """Whether the scheduler, or the runner, says something else than last time."""
    name = machine.named(folder)
    changed = before.jobs.get(name) != now.jobs.get(name)
    return changed or name in now.missing or machine.has_news(folder)


def answers(name: str) -> bool:
    """Whether the scheduler answered when it was last asked."""
    return not Scheduler.objects.filter(name=name, silent_since__isnull=False).exists()


def _tell(name: str, now: Snapshot) -> None:
    """Pages say since when it is silent; nothing else follows from it."""
    Scheduler.objects.update_or_create(
        name=name,
        defaults={
            "asked_at": times.now(),
            "answered_at": _time(now.answered),
            "silent_since": _time(now.silent_since),
            "problem": now.problem,
        },
    )


def _time(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _is_due(name: str) -> bool:
    """Once a minute all are looked at: a file may be seen late on a shared disk."""
    mark = Path(settings.OPUS_RUN) / f"{name}.round"
    try:
        last = datetime.fromtimestamp(mark.stat().st_mtime, UTC)
    except FileNotFoundError:
        last = None
    if last and times.now() - last < LOOK_AGAIN:
        return False
    mark.touch()
    return True


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    place = Path(settings.OPUS_RUN)
    place.mkdir(parents=True, exist_ok=True)
    with (place / f"{name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
