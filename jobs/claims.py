"""Who runs a job: a claim gives it a token and a host, and leaves its phase alone."""

import secrets
from collections.abc import Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Min, QuerySet

from jobs import fairness, trials
from jobs.descriptions.rules.head import LOCAL
from jobs.fairness import Running
from jobs.models import Job, Version
from jobs.phases import Phase
from provenance import times

MOST_OF_OWNER = 10  # what is above comes before all others: operators only
WAITS = (Phase.QUEUED, Phase.HELD)
IN_ORDER = ("-priority", "queued_at", "pk")


@transaction.atomic
def take(
    host: str, slots: int, besides: Collection[int] = (), backend: str = LOCAL
) -> Job | None:
    """The next job for this host, if a slot is free; its phase stays QUEUED.

    `besides` are keys of jobs that are not wanted now; `backend` is the machine that
    it is for, whose slots are counted apart.
    """
    if draining():
        return None
    _serialise(host)
    if unsettled(host).filter(backend=backend).count() >= slots:
        return None
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="", backend=backend)
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
    """What an operator put first, then in turn; the portal's own checks come last."""
    urgent = waiting.filter(priority__gt=MOST_OF_OWNER).order_by(*IN_ORDER).first()
    if urgent:
        return urgent
    running = fairness.running()
    people = trials.without_checks(waiting)
    return _in_turn(people, running) or _in_turn(waiting, running)


def _in_turn(waiting: QuerySet[Job], running: Running) -> Job | None:
    """Of the person who is next the job that they want first."""
    owners = waiting.order_by().values_list("owner").annotate(Min("queued_at"))
    allowed = waiting.exclude(version__activity__in=_full(running))
    for owner, _ in fairness.in_turn(owners, running):
        if job := allowed.filter(owner=owner).order_by(*IN_ORDER).first():
            return job
    return None


def _full(running: Running) -> list[int]:
    """Activities of which as many jobs run as their newest running version allows."""
    versions = Version.objects.filter(pk__in=running.versions).order_by("number")
    most = {one.activity_id: one.value().most_running for one in versions}
    return [
        activity
        for activity, count in running.by_activity.items()
        if 0 < most[activity] <= count
    ]


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
        pk=job.pk, phase__in=WAITS, token=job.token, start_time=None
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
