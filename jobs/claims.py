"""Who runs a job: a claim gives it a token and a host, and leaves its phase alone."""

import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from jobs import trials
from jobs.models import Job
from jobs.phases import Phase
from provenance import times


@transaction.atomic
def take(host: str, slots: int, besides: Collection[int] = ()) -> Job | None:
    """The next job for this host, if a slot is free; its phase stays QUEUED.

    `besides` are keys of jobs that are not wanted now.
    """
    if draining():
        return None
    _serialise(host)
    if unsettled(host).count() >= slots:
        return None
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="")
    job = _next(waiting.exclude(pk__in=besides))
    if job is None:
        return None
    mine: dict[str, Any] = {
        "token": secrets.token_hex(16),
        "host": host,
        "claimed_at": times.now(),
    }
    if not waiting.filter(pk=job.pk).update(**mine, reason=""):
        return None
    job.refresh_from_db()
    return job


def _next(waiting: QuerySet[Job]) -> Job | None:
    """The one that has waited longest; the portal's own checks come after people."""
    in_order = waiting.order_by("queued_at", "pk")
    return trials.without_checks(in_order).first() or in_order.first()


def _serialise(host: str) -> None:
    """Two claims of one host never count its slots at the same time.

    On SQLite every transaction is exclusive from its first statement.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [host])


def release(job: Job, reason: str = "") -> None:
    """A claim that came to nothing: the job waits for another one."""
    released = Job.objects.filter(
        pk=job.pk, phase=Phase.QUEUED, token=job.token, start_time=None
    ).update(token="", host="", claimed_at=None, reason=reason)
    if released:
        job.refresh_from_db()


def unsettled(host: str) -> QuerySet[Job]:
    """The jobs of this host that something may still run for."""
    return Job.objects.filter(host=host, settled_at=None).exclude(token="")


def drain() -> None:
    """Take no more jobs on this host, until `accept`."""
    _drain_file().parent.mkdir(parents=True, exist_ok=True)
    _drain_file().touch()


def draining() -> bool:
    """Whether this host takes no more jobs."""
    return _drain_file().exists()


def accept() -> None:
    _drain_file().unlink(missing_ok=True)


def _drain_file() -> Path:
    return Path(settings.OPUS_RUN) / "draining"
