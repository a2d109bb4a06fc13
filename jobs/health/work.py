"""Database, queue, workers and schedulers: what runs the jobs."""

import time
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from jobs import claims, hosts, queue
from jobs.execution import backends
from jobs.execution.reports import LOST
from jobs.health.fact import Fact, absent, bad, good, warning
from jobs.models import Host, Job, Letter, Scheduler
from jobs.phases import Phase
from provenance import times

SLOW_SECONDS = 0.5
LONG_WAIT = timedelta(hours=1)
DAY = timedelta(days=1)
START = "Start `manage.py cluster`, or the portal's unit; its log says why it ended."


def look() -> Iterator[Fact]:
    """The database first: without it nothing else is known."""
    database = _database()
    yield database
    if database.state == "bad":
        return
    yield from (_workers(), *_hosts(), _queue(), _waiting(), _lost(), _letters())
    yield from _schedulers()


def _database() -> Fact:
    name = "Database"
    begun = time.monotonic()
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        Job.objects.order_by("pk").first()
    except DatabaseError as error:
        where = "OPUS_VAR" if connection.vendor == "sqlite" else "OPUS_DATABASE_URL"
        remedy = f"Look at {where}, and whether the disk is full or the server is down."
        return bad(name, f"It does not answer: {str(error).strip()[:200]}", remedy)
    took = time.monotonic() - begun
    if missing:
        found = f"{len(missing)} migrations are missing."
        return bad(name, found, "Run `manage.py migrate`.")
    found = f"{connection.display_name} answers in {1000 * took:.0f} ms."
    if took > SLOW_SECONDS:
        return warning(name, found, "Is its disk busy, or full?")
    return good(name, found)


def _workers() -> Fact:
    count = hosts.alive().count()
    if not count:
        return bad("Workers", "Nobody runs jobs: they are accepted, and wait.", START)
    if claims.draining():
        remedy = "Remove the file `draining` in OPUS_RUN, or start the workers again."
        return warning("Workers", "This host takes no further jobs.", remedy)
    return good(
        "Workers", f"{count} {'host runs' if count == 1 else 'hosts run'} jobs."
    )


def _hosts() -> Iterator[Fact]:
    seen = set(hosts.names())
    for host in Host.objects.order_by("name"):
        running = claims.unsettled(host.name).count()
        name = f"Host {host.name}"
        if host.name in seen:
            yield good(name, f"{running} of {host.slots} slots are taken.")
        elif running:
            found = f"Not seen since {host.seen_at:%Y-%m-%d %H:%M} UTC; {running} jobs."
            lost = timedelta(seconds=settings.OPUS_HOST_LOST)
            remedy = f"{START} What it ran is given up at {host.seen_at + lost:%H:%M}."
            yield bad(name, found, remedy)


def _queue() -> Fact:
    try:
        broker = queue.broker_of(settings.OPUS_HOST)
        broker.ping()
        count = int(broker.queue_size())
    except (DatabaseError, OSError, queue.BrokerError) as error:
        remedy = "Look at OPUS_REDIS_URL. Jobs go on, a few seconds late."
        return bad("Queue", f"It does not answer: {error}", remedy)
    found = f"{broker.info()}: {count} messages wait."
    if count > 10 * settings.OPUS_SLOTS + 100:
        return warning("Queue", found, "Workers are too slow, or stuck.")
    return good("Queue", found)


def _waiting() -> Fact:
    waiting = Job.objects.filter(phase=Phase.QUEUED).order_by("queued_at")
    first = waiting.first()
    if first is None or first.queued_at is None:
        return good("Waiting jobs", "No job waits.")
    found = f"{waiting.count()} wait, the first since {first.queued_at:%Y-%m-%d %H:%M}."
    if times.now() - first.queued_at > LONG_WAIT and not first.reason:
        remedy = f"See /jobs/{first.public_id} for why, or raise OPUS_SLOTS."
        return warning("Waiting jobs", found, remedy)
    return good("Waiting jobs", found)


def _lost() -> Fact:
    since = times.now() - DAY
    count = Job.objects.filter(end_time__gt=since, error__startswith=LOST[:17]).count()
    if count:
        found = f"{count} within a day."
        return warning(
            "Lost runs", found, "Was something killed? See the log of the system."
        )
    return good("Lost runs", "None within a day.")


def _letters() -> Fact:
    if not settings.OPUS_MAIL_HOST:
        return absent("Mail", "No mail is sent: OPUS_MAIL_HOST is not set.")
    late = Letter.objects.filter(sent_at=None, tries__gt=1)
    if letter := late.order_by("-pk").first():
        found = f"{late.count()} letters could not be sent: {letter.problem[:200]}"
        return bad("Mail", found, "Look at OPUS_MAIL_HOST and the other OPUS_MAIL_….")
    return good("Mail", f"{settings.OPUS_MAIL_HOST} takes what there is.")


def _schedulers() -> Iterator[Fact]:
    for name in backends.clusters():
        row = Scheduler.objects.filter(name=name).first()
        if row is None or row.answered_at is None:
            found = row.problem if row else "It has never been asked."
            yield bad(f"Cluster {name}", found, "Look at OPUS_SLURM_…, and SLURM_CONF.")
        elif row.silent_since:
            found = f"Silent since {row.silent_since:%Y-%m-%d %H:%M} UTC: {row.problem}"
            remedy = "Nothing is lost; ask its administrators."
            yield bad(f"Cluster {name}", found, remedy)
        else:
            found = f"It answered at {row.answered_at:%H:%M:%S} UTC."
            yield good(f"Cluster {name}", found)
