"""The workers: django-q2's cluster, with the watcher in its otherwise idle process."""

import contextlib
import logging
import multiprocessing
import os
import signal
import time
from multiprocessing import util
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error as DatabaseError
from django.db import close_old_connections, connections
from django_q.brokers import get_broker
from django_q.cluster import Cluster
from django_q.scheduler import scheduler
from django_q.signals import post_execute_in_worker
from django_q.status import Stat

from jobs import claims, hosts, lifecycle, queue
from jobs.errors import PhaseError
from jobs.execution import backends
from jobs.execution.nursery import Nursery
from jobs.reconcile import (
    end_what_was_given_up,
    give_up_lost_hosts,
    reconcile,
)
from jobs.watcher import Watcher
from opus import processes
from opus.accounts.sweep import sweep

logger = logging.getLogger(__name__)
SCHEDULER_SECONDS = 5
LOOK_SECONDS = 1
SWEEP_SECONDS = 3600
TIDY_SECONDS = 60
ABORT_SECONDS, STOP_SECONDS = 4, 4
# A worker that was killed at the wrong moment blocks the pool for ever (django-q2
# issue 23). Nothing finished for this long, although tasks wait: start again.
STUCK_SECONDS = 90
SENTINEL_DIED, POOL_STUCK, RUNNING_ALREADY, FAILED = 3, 4, 5, 6


class Command(BaseCommand):
    help = "Runs the workers that start, follow and finish jobs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--stop-jobs",
            action="store_true",
            help="abort running jobs when stopped; else they go on without the portal",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        processes.hide_memory()
        util.register_after_fork(self, _bind_to_parent)
        try:
            watcher = Watcher()
        except OSError as error:
            raise CommandError(
                f"The workers of {settings.OPUS_RUN} are running already.",
                returncode=RUNNING_ALREADY,
            ) from error
        parent = os.getpid()
        nursery = Nursery(lambda: processes.die_with_parent(parent))
        nursery.open()
        claims.accept()
        hosts.start()
        queue.plan()
        connections.close_all()
        try:
            _Workers(watcher, nursery, stop_jobs=options["stop_jobs"]).run()
        except Exception:
            # Not by itself: Python would wait for the pool, for ever.
            logger.critical("the workers ended", exc_info=True)
            os._exit(FAILED)


def _bind_to_parent(_: object) -> None:
    """No process of the pool goes on without the one that guards it."""
    if parent := multiprocessing.parent_process():
        processes.die_with_parent(parent.pid or 0, signal.SIGKILL)


class _Workers:
    """The pool and what its main process does every now and then."""

    def __init__(self, watcher: Watcher, nursery: Nursery, *, stop_jobs: bool) -> None:
        self.watcher = watcher
        self.nursery = nursery
        self.stop_jobs = stop_jobs
        self.cluster = Cluster()
        self.broker = get_broker()
        self.stopping = False
        self.finished = multiprocessing.Value("d", time.monotonic(), lock=False)
        self.due = {
            self._tidy: 0.0,
            self._reconcile: 0.0,
            self._poll: 0.0,
            self._schedule: 0.0,
            self._look: 0.0,
            self._sweep: 0.0,
        }

    def run(self) -> None:
        # Not in the handler: stopping there can deadlock (django-q2 issue 346).
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        post_execute_in_worker.connect(self._mark, weak=False)
        try:
            self.cluster.start()
        except RuntimeError:
            if not self.stopping:  # else its sentinel was told to stop as well
                raise
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        while not self.stopping:
            self.watcher.wait(min(self.due.values()) - time.monotonic())
            self._tick()
        self._stop()

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _mark(self, **_: object) -> None:
        self.finished.value = time.monotonic()

    def _tick(self) -> None:
        now = time.monotonic()
        for action, due in list(self.due.items()):
            if now < due or self.stopping:
                continue
            try:
                close_old_connections()
                self.due[action] = now + action()
            except (DatabaseError, OSError, queue.BrokerError) as error:
                logger.warning("database or queue do not answer: %s", error)
                self.due[action] = now + LOOK_SECONDS

    def _reconcile(self) -> float:
        hosts.beat()
        reconcile()
        return float(settings.OPUS_RECONCILE_SECONDS)

    def _tidy(self) -> float:
        end_what_was_given_up()
        give_up_lost_hosts()
        return min(TIDY_SECONDS, settings.OPUS_HOST_LOST / 2)

    def _poll(self) -> float:
        if backends.clusters():
            queue.poll()
        return float(settings.OPUS_SLURM_POLL_SECONDS)

    def _schedule(self) -> float:
        scheduler(broker=self.broker)
        return SCHEDULER_SECONDS

    def _sweep(self) -> float:
        sweep()
        return SWEEP_SECONDS

    def _look(self) -> float:
        """The health of nursery and pool. Their processes die with their parents."""
        self.nursery.look()
        if not self.cluster.sentinel.is_alive():
            logger.critical("the sentinel died")
            os._exit(SENTINEL_DIED)
        status = Stat.get(
            pid=self.cluster.pid, cluster_id=self.cluster.cluster_id, broker=self.broker
        )
        if not getattr(status, "task_q_size", 0):
            self.finished.value = time.monotonic()
        elif time.monotonic() - self.finished.value > STUCK_SECONDS:
            logger.critical("tasks wait and none ends: starting again")
            os.kill(self.cluster.sentinel.pid, signal.SIGKILL)
            os._exit(POOL_STUCK)
        return LOOK_SECONDS

    def _abort_all(self) -> None:
        claims.drain()
        try:
            for job in claims.unsettled(settings.OPUS_HOST):
                with contextlib.suppress(PhaseError):
                    lifecycle.abort(job, None, "The portal was shut down.")
            deadline = time.monotonic() + ABORT_SECONDS
            while (
                claims.unsettled(settings.OPUS_HOST).exists()
                and time.monotonic() < deadline
            ):
                self.watcher.wait(0.1)
        except DatabaseError as error:
            logger.warning("running jobs were not aborted: %s", error)

    def _stop(self) -> None:
        """Tasks are short: the pool is given a moment, scripts go on."""
        if self.stop_jobs:
            self._abort_all()
        self.watcher.close()
        with contextlib.suppress(DatabaseError):
            hosts.stop()
        # A sentinel that was killed may hold the event's lock for ever.
        Thread(target=self.cluster.stop_event.set, daemon=True).start()
        self.cluster.sentinel.join(STOP_SECONDS)
        if self.cluster.sentinel.is_alive():
            logger.warning("the pool did not stop in %d s", STOP_SECONDS)
            os.kill(self.cluster.sentinel.pid, signal.SIGKILL)
        self.nursery.close()
        os._exit(0)
