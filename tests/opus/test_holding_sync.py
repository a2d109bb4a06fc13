"""A synchronous call is held until its job is over."""

import time

import pytest

from jobs import lifecycle
from jobs.execution.base import Report
from jobs.phases import Phase
from jobs.uws import sync
from provenance import times
from tests import factories
from tests.jobs.uws import databases, rest, served
from tests.jobs.uws.served import Asked

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _on_disk(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3"):
        yield


def _complete(row):
    report = Report(Phase.COMPLETED, made=factories.made(row, {"out.txt": b"hello"}))
    lifecycle.finish(row, report)


def _sync(row):
    return f"/rest/echo/sync/{row.public_id}"


def test_a_synchronous_call_is_held_until_the_job_is_over(alice):
    row = factories.claimed(alice)

    @served.story
    async def _(portal):
        asked = await Asked(portal, _sync(row)).send()
        await served.held(portal)
        assert await asked.is_held()
        await served.do(lifecycle.started, row, times.now())
        assert await asked.is_held()
        await served.do(_complete, row)
        status, headers, _ = await asked.answer()
        assert (status, headers["location"]) == (
            303,
            rest.PORTAL + served.path(row, "results", "out"),
        )


def test_it_is_told_when_the_job_is_aborted(alice):
    row = factories.queued(alice)

    @served.story
    async def _(portal):
        asked = await Asked(portal, _sync(row)).send()
        await served.held(portal)
        await served.do(lifecycle.abort, row, alice)
        status, _, body = await asked.answer()
        assert (status, body) == (409, b"The job was aborted.")


def test_it_leads_to_itself_before_a_connection_is_silent_too_long(alice, monkeypatch):
    monkeypatch.setattr(sync, "LONGEST_SECONDS", 1)
    row = factories.queued(alice)

    @served.story
    async def _(portal):
        began = time.monotonic()
        status, headers, _ = await served.ask(portal, _sync(row))
        assert (status, headers["location"]) == (303, rest.PORTAL + _sync(row))
        assert time.monotonic() - began >= 1


def test_where_no_room_is_left_it_is_told_where_the_job_is(alice, settings):
    settings.OPUS_WAITERS = 0
    row = factories.queued(alice)

    @served.story
    async def _(portal):
        status, headers, body = await served.ask(portal, _sync(row))
        assert (status, "retry-after" in headers) == (503, True)
        assert rest.PORTAL + served.path(row) in body.decode()
