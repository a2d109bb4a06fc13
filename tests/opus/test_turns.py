"""One place does not take all: the others go on."""

import asyncio
import threading

import pytest

from jobs.models import Version
from jobs.uws import activities
from opus.holding import HoldingHandler
from opus.threads import THREADS
from opus.turns import Room, Turns, half
from tests import factories
from tests.jobs.uws import databases, served
from tests.jobs.uws.served import Asked

HERE, THERE = ("192.0.2.1", 1), ("192.0.2.2", 1)


@pytest.fixture
def _on_disk(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3"):
        yield


@pytest.fixture
def row(_on_disk, alice):
    return factories.job(alice)


class From(Asked):
    """A request from this address."""

    def __init__(self, portal, path, client):
        async def placed(scope, receive, send):
            await portal({**scope, "client": client}, receive, send)

        super().__init__(placed, path)


def test_half_is_never_nothing_where_there_is_something():
    assert [half(number) for number in (0, 1, 2, 3, 32)] == [0, 1, 1, 2, 16]


def test_the_room_of_one_place_is_not_that_of_another():
    room = Room(1)
    with room.at("here") as first, room.at("here") as second, room.at("there") as third:
        assert (first, second, third) == (True, False, True)
    with room.at("here") as again:
        assert again


def test_a_turn_comes_when_another_one_ends():
    async def story():
        turns, order = Turns(1), []

        async def take(place, name, until=None):
            async with turns.of(place):
                order.append(name)
                if until:
                    await until.wait()

        ends = asyncio.Event()
        tasks = [
            asyncio.create_task(take("here", "first", ends)),
            asyncio.create_task(take("here", "second")),
            asyncio.create_task(take("there", "third")),
        ]
        await asyncio.sleep(0.01)
        assert order == ["first", "third"]
        ends.set()
        await asyncio.gather(*tasks)
        assert order == ["first", "third", "second"]

    asyncio.run(story())


def test_who_waits_with_many_connections_leaves_room_to_others(row, settings):
    settings.OPUS_WAITERS = 2

    @served.story
    async def _(portal):
        path = f"{served.path(row)}?WAIT=-1"
        first = await From(portal, path, HERE).send()
        await served.held(portal)
        second = await From(portal, path, HERE).send()
        assert served.phase(await second.answer()) == "PENDING"
        other = await From(portal, path, THERE).send()
        await served.held(portal, 2)
        assert await other.is_held()
        await first.hang_up()
        await other.hang_up()


@pytest.mark.usefixtures("_on_disk")
def test_slow_requests_from_one_place_leave_threads_to_others(monkeypatch, alice):
    goes_on = threading.Event()

    def published(_person):
        goes_on.wait(20)
        return Version.objects.none()

    monkeypatch.setattr(activities.access, "published", published)

    async def story():
        portal = HoldingHandler()
        many = [await From(portal, "/rest", HERE).send() for _ in range(2 * THREADS)]
        other = await From(portal, "/availability", THERE).send()
        try:
            status, *_ = await other.answer()
        finally:
            goes_on.set()
        assert status == 200
        for one in many:
            assert (await one.answer())[0] == 200

    asyncio.run(story())
