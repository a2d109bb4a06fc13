"""Clients that wait for a job's phase to change: any number, with one look for all.

Each process has one notifier. It holds one database connection, and only as long as
somebody waits. On SQLite it asks every 50 ms whether anything at all was written, which
costs microseconds; only then it reads the phases of the jobs that are waited for.
"""

import asyncio
import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import Error as DatabaseError
from django.db import connection, connections

from jobs.models import Job

logger = logging.getLogger(__name__)
LOOK_SECONDS = 0.05
DATABASE_SECONDS = 1.0  # until the next try when the database does not answer
LOT = 500  # jobs in one query


class Looker:
    """Reads phases in a thread of its own, which holds the only connection."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="waiting")
        self._version: int | None = None

    async def phases(self, ids: Sequence[str], *, fresh: bool) -> dict[str, str] | None:
        """The phase of each job; None if nothing was written since the last look.

        With `fresh` it is read in any case. Jobs that are not there are left out.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._read, ids, fresh)

    async def close(self) -> None:
        """Give the connection back."""
        loop = asyncio.get_running_loop()
        # Not `connection.close`: that would be the connection of this thread.
        await loop.run_in_executor(self._thread, connections.close_all)
        self._thread.shutdown(wait=False)

    def _read(self, ids: Sequence[str], fresh: bool) -> dict[str, str] | None:  # noqa: FBT001 - run_in_executor takes no names
        try:
            return self._changed(ids, fresh=fresh)
        except DatabaseError:
            connection.close()  # a broken one stays broken: the next look opens another
            raise

    def _changed(self, ids: Sequence[str], *, fresh: bool) -> dict[str, str] | None:
        version = _written()
        if version is not None and version == self._version and not fresh:
            return None
        found: dict[str, str] = {}
        for start in range(0, len(ids), LOT):
            rows = Job.objects.filter(public_id__in=ids[start : start + LOT])
            found.update(rows.values_list("public_id", "phase"))
        # Only now: what is written meanwhile makes the next look read again.
        self._version = version
        return found


def _written() -> int | None:
    """A number that changes when another connection commits; None if none is known."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


class Waiters:
    """Everybody of this process who waits; use it from one event loop."""

    def __init__(self, most: int) -> None:
        """`most` clients wait at the same time; further ones are not held."""
        self.most = most
        self.count = 0
        self._waiting: dict[str, dict[asyncio.Future[None], str]] = {}
        self._fresh = False
        self._notifier: asyncio.Task[None] | None = None

    async def change(self, public_id: str, phase: str, seconds: float) -> bool:
        """Returns when the job has left the phase, after that time at the latest.

        False if too many wait already; then it returns at once.
        """
        if self.count >= self.most:
            return False
        changed = asyncio.get_running_loop().create_future()
        self.count += 1
        self._waiting.setdefault(public_id, {})[changed] = phase
        self._fresh = True  # it may have changed since the client was told
        if self._notifier is None:
            self._notifier = asyncio.create_task(self._notify())
        try:
            await asyncio.wait([changed], timeout=seconds)
            return True
        finally:
            self.count -= 1
            waiting = self._waiting[public_id]
            del waiting[changed]
            if not waiting:
                del self._waiting[public_id]

    async def _notify(self) -> None:
        looker = Looker()
        try:
            while self._waiting:
                pause = LOOK_SECONDS
                try:
                    await self._look(looker)
                except DatabaseError as error:
                    logger.warning("cannot see which jobs change: %s", error)
                    self._fresh, pause = True, DATABASE_SECONDS
                await asyncio.sleep(pause)
        finally:
            self._notifier = None  # before anybody else can come to wait
            await looker.close()

    async def _look(self, looker: Looker) -> None:
        ids, fresh = list(self._waiting), self._fresh
        self._fresh = False
        phases = await looker.phases(ids, fresh=fresh)
        if phases is None:
            return
        for public_id in ids:
            for changed, phase in self._waiting.get(public_id, {}).items():
                if phases.get(public_id) != phase and not changed.done():
                    changed.set_result(None)
