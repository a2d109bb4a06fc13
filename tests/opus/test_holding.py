"""Clients that wait are held, by a promise alone, until the job has changed."""

import asyncio
import threading
import time

import pytest
from django.db import connections

from jobs import lifecycle
from jobs.phases import Phase
from jobs.uws import wait
from opus.holding import HoldingHandler
from opus.threads import THREADS
from tests import factories
from tests.jobs.uws import databases, served
from tests.jobs.uws.served import Asked
from tests.jobs.uws.test_documents_valid import in_phase

pytestmark = pytest.mark.django_db(transaction=True)
NOT_BLOCKING = [
    Phase.COMPLETED,
    Phase.ERROR,
    Phase.ABORTED,
    Phase.ARCHIVED,
    Phase.HELD,
    Phase.SUSPENDED,
    Phase.UNKNOWN,
]


@pytest.fixture(autouse=True)
def _on_disk(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3"):
        yield


@pytest.fixture
def row(alice):
    return factories.job(alice)


async def begin(portal, row, query="WAIT=-1", **request):
    return await Asked(portal, f"{served.path(row)}?{query}", **request).send()


@pytest.mark.parametrize("query", ["WAIT=600", "wait=-1", "WAIT=-1&PHASE=PENDING"])
def test_it_is_answered_when_the_phase_changes(query, row, alice):
    @served.story
    async def _(portal):
        asked = await begin(portal, row, query)
        await served.held(portal)
        assert await asked.is_held()
        await served.do(lifecycle.start, row, alice)
        assert served.phase(await asked.answer()) == "QUEUED"
        assert portal.waiters.count == 0


@pytest.mark.parametrize("make", [factories.queued, factories.executing])
def test_a_job_that_waits_or_runs_is_waited_for_too(make, alice):
    row = make(alice)

    @served.story
    async def _(portal):
        asked = await begin(portal, row)
        await served.held(portal)
        await served.do(lifecycle.abort, row, alice)
        assert served.phase(await asked.answer()) == "ABORTED"


def test_it_is_answered_when_its_time_is_over_and_not_before(row):
    @served.story
    async def _(portal):
        began = time.monotonic()
        asked = await begin(portal, row, "WAIT=1")
        assert served.phase(await asked.answer()) == "PENDING"
        assert time.monotonic() - began >= 1


@pytest.mark.parametrize("query", ["WAIT=-1", "WAIT=999999999"])
def test_for_ever_is_as_long_as_connections_may_be_silent(query, row, monkeypatch):
    monkeypatch.setattr(wait, "LONGEST_SECONDS", 1)

    @served.story
    async def _(portal):
        began = time.monotonic()
        asked = await begin(portal, row, query)
        assert served.phase(await asked.answer()) == "PENDING"
        assert time.monotonic() - began >= 1


@pytest.mark.parametrize("name", NOT_BLOCKING)
def test_in_another_phase_it_is_answered_at_once(name, alice):
    row = in_phase(name, alice)

    @served.story
    async def _(portal):
        portal.waiters.change = None  # nobody comes to wait
        assert served.phase(await (await begin(portal, row)).answer()) == name


@pytest.mark.parametrize("name", [*NOT_BLOCKING, Phase.QUEUED, Phase.EXECUTING])
def test_a_phase_that_is_past_is_not_waited_for(name, row):
    @served.story
    async def _(portal):
        portal.waiters.change = None
        asked = await begin(portal, row, f"WAIT=600&PHASE={name}")
        assert served.phase(await asked.answer()) == "PENDING"


@pytest.mark.parametrize("query", ["WAIT=0", "PHASE=PENDING", ""])
def test_who_does_not_want_to_wait_does_not(query, row):
    @served.story
    async def _(portal):
        portal.waiters.change = None
        assert (
            served.phase(await (await begin(portal, row, query)).answer()) == "PENDING"
        )


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("WAIT=", "WAIT"),
        ("WAIT=-2", "WAIT"),
        ("WAIT=soon", "WAIT"),
        ("WAIT=1.5", "WAIT"),
        ("WAIT=1&WAIT=2", "WAIT"),
        (f"WAIT={'9' * 5000}", "WAIT"),
        ("WAIT=1&PHASE=DONE", "PHASE"),
    ],
)
def test_a_wait_that_means_nothing_is_a_400(query, field, row):
    @served.story
    async def _(portal):
        status, headers, body = await (await begin(portal, row, query)).answer()
        assert status == 400
        assert headers["content-type"] == "text/plain; charset=utf-8"
        assert body.startswith(f"{field}: ".encode())


def test_only_the_job_itself_is_waited_for(row):
    @served.story
    async def _(portal):
        for leaf in ("phase", "parameters"):
            status, *_ = await served.ask(portal, f"{served.path(row, leaf)}?WAIT=-1")
            assert status == 200


def test_a_client_that_hangs_up_leaves_nothing(row):
    @served.story
    async def _(portal):
        asked = await begin(portal, row)
        await served.held(portal)
        assert portal.waiters.count == 1
        await asked.hang_up()
        assert await asked.portal.receive_nothing()
        assert (portal.waiters.count, portal.waiters._waiting) == (0, {})


def test_somebody_elses_job_is_not_waited_for(row, bob):
    @served.story
    async def _(portal):
        asked = await begin(portal, row, user="bob")
        status, *_ = await asked.answer()
        assert status == 403


def test_who_waits_gets_an_answer_of_their_own(row, alice, operator):
    """Clients that ask alike share one; what another user may see is another."""

    @served.story
    async def _(portal):
        names = ["alice", "alice", "olga"]
        asked = [await begin(portal, row, user=name) for name in names]
        await served.held(portal, len(names))
        await served.do(lifecycle.start, row, alice)
        for name, one in zip(names, asked, strict=True):
            answer = await one.answer()
            assert served.phase(answer) == "QUEUED"
            assert answer[1]["x-vo-authenticated"] == name


def _start(row):
    lifecycle.start(row, row.owner)
    connections.close_all()  # of this thread


def test_more_wait_than_there_are_threads_and_others_are_answered(row):
    """Whoever held one would leave none to the next client."""
    many = THREADS + 18

    async def told(portal):
        before = threading.active_count()
        asked = [await begin(portal, row) for _ in range(many)]
        await served.held(portal, many)
        status, *_ = await served.ask(portal, served.path(row))
        assert (status, portal.waiters.count) == (200, many)
        assert threading.active_count() <= before + THREADS + 1
        await asyncio.to_thread(_start, row)
        for one in asked:
            assert served.phase(await one.answer()) == "QUEUED"

    asyncio.run(told(HoldingHandler()))  # requests get threads as in a web server


def test_where_no_room_is_left_it_is_answered_at_once(row, settings):
    settings.OPUS_WAITERS = 0

    @served.story
    async def _(portal):
        assert served.phase(await (await begin(portal, row)).answer()) == "PENDING"


def test_a_body_that_came_with_the_request_is_not_asked_for_again(row):
    @served.story
    async def _(portal):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        asked = Asked(portal, f"{served.path(row)}?WAIT=1", headers=form)
        await asked.send(b"a=1", b"&b=2")
        assert served.phase(await asked.answer()) == "PENDING"
        assert asked.portal.input_queue.empty()


def test_nothing_waits_after_the_loop_has_gone(row):
    """Each wait is a task of its own; none outlives its request."""

    @served.story
    async def _(portal):
        asked = await begin(portal, row)
        await served.held(portal)
        await asked.hang_up()
        names = {task.get_coro().__qualname__ for task in asyncio.all_tasks()}
        assert not {name for name in names if "_hang_up" in name or "change" in name}
