"""The only import of django-q2: rings doorbells for its workers.

A message carries a job's id, never a fact: losing one is harmless because `reconcile`
looks at the rows, and so is delivering one twice.
"""

import contextlib
import hashlib
import logging
import os
import select
import socket
from collections.abc import Sequence
from functools import cache

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.db.models import QuerySet
from django_q.brokers import Broker, get_broker
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task
from redis.exceptions import RedisError

from jobs import hosts

logger = logging.getLogger(__name__)
BrokerError = RedisError
LONGEST_NAME = 100  # of a queue, in the database

DISPATCH = "jobs.tasks.dispatch"
FOLLOW = "jobs.tasks.follow"
REMOVE = "jobs.tasks.remove"
DESTROY = "jobs.tasks.destroy"
CHECK = "jobs.checks.run"
POST = "jobs.posting.post"
POLL = "jobs.tasks.poll"
REMIND = "jobs.reminders.remind"


def dispatch() -> None:
    """Once this transaction is committed, every host looks for jobs to run."""
    _later(DISPATCH)


def follow(job_id: int, host: str) -> None:
    """Once this transaction is committed, its host looks how the job does."""
    _later(FOLLOW, job_id, host=host)


def remove(job_id: int) -> None:
    """Once this transaction is committed, somebody removes the job's files."""
    _later(REMOVE, job_id)


def post() -> None:
    """Once this transaction is committed, somebody sends the letters."""
    _later(POST)


def poll() -> None:
    """The schedulers of this host are asked, once one of its workers is free."""
    _later(POLL, host=settings.OPUS_HOST)


def _later(task: str, *arguments: int, host: str = "") -> None:
    transaction.on_commit(lambda: _tell(task, *arguments, host=host))


def _tell(task: str, *arguments: int, host: str) -> None:
    """The host that is named, or all for what any can do, else the first that is."""
    found = [host] if host else _hosts()
    for one in found if task == DISPATCH else found[:1]:
        _ring(one, task, *arguments)


def _hosts() -> list[str]:
    try:
        return hosts.names()
    except DatabaseError:
        return [settings.OPUS_HOST]


def _ring(host: str, task: str, *arguments: int) -> None:
    try:
        async_task(task, *arguments, broker=broker_of(host))
    except (DatabaseError, OSError, RedisError) as error:
        logger.warning("%s was not rung: %s", task, error)


def name_of(host: str) -> str:
    """The queue of a host: what its workers, and no others, take from."""
    return f"opus-{host}"[:LONGEST_NAME]


@cache
def broker_of(host: str) -> Broker:
    """Kept, because one for Redis connects; a process that was forked has its own."""
    return get_broker(name_of(host))


os.register_at_fork(after_in_child=broker_of.cache_clear)


def plan() -> None:
    """Make sure that every minute somebody looks what is due."""
    for task in (DESTROY, CHECK, POST, REMIND):
        Schedule.objects.get_or_create(
            name=task,
            defaults={"func": task, "schedule_type": Schedule.MINUTES, "minutes": 1},
        )


class DoorbellBroker(ORM):  # type: ignore[misc]  # django-q2 has no types
    """django-q2's queue in the database, woken by a datagram instead of by polling.

    A message reaches a worker in 2 ms instead of half the poll time, and an idle
    cluster looks at the database once a second only.
    """

    _bell: socket.socket | None = None

    @staticmethod
    def get_connection(list_key: str | None = None) -> QuerySet[OrmQ]:  # noqa: ARG004 - as its parent
        """The queue; unlike its parent it leaves the connection open."""
        waiting: QuerySet[OrmQ] = OrmQ.objects.using(Conf.ORM)
        return waiting

    def enqueue(self, task: str) -> int:
        key: int = super().enqueue(task)
        kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
        with socket.socket(socket.AF_UNIX, kind) as knock:
            try:
                knock.sendto(b"", _address())
            except OSError as error:  # no cluster, or one that is awake anyway
                logger.debug("nobody heard the bell: %s", error)
        return key

    def dequeue(self) -> Sequence[tuple[int, str]] | None:
        found = self._take()
        if found is None:
            self._wait()
            found = self._take()
        return found

    def _take(self) -> Sequence[tuple[int, str]] | None:
        """What lies in the queue, without the pause of the parent's method."""
        poll, Conf.POLL = Conf.POLL, 0
        try:
            found: Sequence[tuple[int, str]] | None = super().dequeue()
        finally:
            Conf.POLL = poll
        return found

    def _wait(self) -> None:
        if self._bell is None:
            kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
            self._bell = socket.socket(socket.AF_UNIX, kind)
            self._bell.bind(_address())
            return  # somebody may have rung before there was a bell
        select.select([self._bell], [], [], Conf.POLL)
        with contextlib.suppress(BlockingIOError):
            while True:  # many rings are one
                self._bell.recv(16)


def _address() -> str:
    name = hashlib.sha256(os.fsencode(settings.OPUS_RUN)).hexdigest()[:32]
    return f"\0opus-bell-{name}"
