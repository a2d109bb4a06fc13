"""Waiting for a phase to change: nobody sleeps through it, and nothing is left."""

import asyncio
import threading

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.db import connection, connections

from jobs import lifecycle, waiting
from jobs.waiting import Looker, Waiters
from tests import factories
from tests.jobs.uws import databases

pytestmark = pytest.mark.django_db(transaction=True)
LONG_SECONDS = 600
PATIENCE_SECONDS = 20
MOMENT_SECONDS = 0.3  # a few looks


@pytest.fixture(autouse=True)
def database(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3") as path:
        yield path


@pytest.fixture
def row(alice):
    return factories.job(alice)


def story(told):
    """Runs it in an event loop whose database connection is that of the test."""
    return async_to_sync(told)()


async def start(row):
    await sync_to_async(lifecycle.start)(row, row.owner)


def begin(waiters, row, phase="PENDING", seconds=LONG_SECONDS):
    return asyncio.create_task(waiters.change(row.public_id, phase, seconds))


async def soon(condition):
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


def test_who_waits_is_woken_when_the_phase_changes(row):
    @story
    async def _():
        waiter = begin(Waiters(1), row)
        await asyncio.sleep(MOMENT_SECONDS)
        assert not waiter.done()
        await start(row)
        assert await asyncio.wait_for(waiter, PATIENCE_SECONDS)


def test_all_who_wait_for_one_job_are_woken(row):
    @story
    async def _():
        waiters = Waiters(50)
        all_of_them = [begin(waiters, row) for _ in range(50)]
        await soon(lambda: waiters.count == 50)
        await start(row)
        await asyncio.wait_for(asyncio.gather(*all_of_them), PATIENCE_SECONDS)
        assert waiters.count == 0


def test_a_change_of_another_job_wakes_nobody(row, alice):
    other = factories.job(alice)

    @story
    async def _():
        waiters = Waiters(2)
        first, second = begin(waiters, row), begin(waiters, other)
        await asyncio.sleep(MOMENT_SECONDS)
        await start(other)
        await asyncio.wait_for(second, PATIENCE_SECONDS)
        await asyncio.sleep(MOMENT_SECONDS)
        assert not first.done()
        first.cancel()


def test_waiting_ends_when_its_time_is_over(row):
    @story
    async def _():
        waiters = Waiters(1)
        assert await waiters.change(row.public_id, "PENDING", 0.1)
        assert waiters.count == 0

    assert factories.reload(row).phase == "PENDING"


def test_what_changed_before_one_came_to_wait_is_not_missed(row, alice):
    """The client was told PENDING; the job was started before it asked to wait."""
    other = factories.job(alice)

    @story
    async def _():
        waiters = Waiters(2)
        somebody = begin(waiters, other)
        await start(row)
        await asyncio.sleep(MOMENT_SECONDS)  # this change was looked at already
        await asyncio.wait_for(begin(waiters, row), PATIENCE_SECONDS)
        assert not somebody.done()
        somebody.cancel()


def test_a_job_that_is_not_there_keeps_nobody(row):
    @story
    async def _():
        waiters = Waiters(1)
        gone = waiters.change("j-gone", "PENDING", LONG_SECONDS)
        await asyncio.wait_for(gone, PATIENCE_SECONDS)


def test_so_many_wait_and_no_more(row):
    @story
    async def _():
        waiters = Waiters(2)
        first, second = begin(waiters, row), begin(waiters, row)
        await soon(lambda: waiters.count == 2)
        assert not await asyncio.wait_for(begin(waiters, row), PATIENCE_SECONDS)
        first.cancel()
        await soon(lambda: waiters.count == 1)
        assert await waiters.change(row.public_id, "PENDING", 0.1)
        second.cancel()


def test_a_database_that_fails_for_a_while_is_asked_again(row, monkeypatch, caplog):
    monkeypatch.setattr(waiting, "DATABASE_SECONDS", 0.05)

    def rename(old, new):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    @story
    async def _():
        waiter = begin(Waiters(1), row)
        await asyncio.sleep(MOMENT_SECONDS)
        await sync_to_async(rename)("jobs_job", "away")
        await soon(lambda: "cannot see which jobs change" in caplog.text)
        assert not waiter.done()
        await sync_to_async(rename)("away", "jobs_job")
        await start(row)
        await asyncio.wait_for(waiter, PATIENCE_SECONDS)


@pytest.fixture
def lookers(monkeypatch):
    """Every looker that is made."""
    made = []

    def remember():
        made.append(Looker())
        return made[-1]

    monkeypatch.setattr(waiting, "Looker", remember)
    return made


def _break():
    """As when the server of the database was started again."""
    connection.connection.close()


def test_a_broken_connection_is_replaced(row, lookers, monkeypatch):
    monkeypatch.setattr(waiting, "DATABASE_SECONDS", 0.05)

    @story
    async def _():
        waiter = begin(Waiters(1), row)
        await asyncio.sleep(MOMENT_SECONDS)
        (looker,) = lookers
        looker._thread.submit(_break).result()
        await start(row)
        await asyncio.wait_for(waiter, PATIENCE_SECONDS)


def _threads():
    return [t for t in threading.enumerate() if t.name.startswith("waiting")]


def test_nothing_is_left_when_nobody_waits(row, database):
    before = databases.opened(database)

    @story
    async def _():
        waiters = Waiters(1)
        waiter = begin(waiters, row)
        await soon(lambda: databases.opened(database) > before)
        assert len(_threads()) == 1
        await start(row)
        await asyncio.wait_for(waiter, PATIENCE_SECONDS)
        await soon(lambda: waiters._notifier is None and not _threads())
        # SQLite keeps a closed file open as long as another connection has locks on it.
        await sync_to_async(connections.close_all)()
        assert databases.opened(database) == 0


def test_who_comes_later_is_woken_too(row, lookers):
    @story
    async def _():
        waiters = Waiters(1)
        await waiters.change(row.public_id, "PENDING", 0.1)
        await soon(lambda: waiters._notifier is None)
        waiter = begin(waiters, row)
        await start(row)
        await asyncio.wait_for(waiter, PATIENCE_SECONDS)

    assert len(lookers) == 2


def test_phases_are_read_only_when_something_was_written(row):
    @story
    async def _():
        looker, ids = Looker(), [row.public_id]
        assert await looker.phases(ids, fresh=False) == {row.public_id: "PENDING"}
        assert await looker.phases(ids, fresh=False) is None
        assert await looker.phases(ids, fresh=True) == {row.public_id: "PENDING"}
        await start(row)
        assert await looker.phases(ids, fresh=False) == {row.public_id: "QUEUED"}
        assert await looker.phases(ids, fresh=False) is None
        await looker.close()


def test_any_number_of_jobs_is_looked_at(alice, monkeypatch):
    monkeypatch.setattr(waiting, "LOT", 2)
    of = factories.version()
    ids = [factories.job(alice, of=of).public_id for _ in range(5)]

    @story
    async def _():
        looker = Looker()
        found = await looker.phases([*ids, "j-gone"], fresh=True)
        assert found == dict.fromkeys(ids, "PENDING")
        await looker.close()
