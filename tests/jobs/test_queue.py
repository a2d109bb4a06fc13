"""Messages to workers are doorbells: an id at most, and only after the commit."""

import threading
import time

import pytest
from django.db import OperationalError, transaction
from django.utils.module_loading import import_string
from django_q.conf import Conf
from django_q.models import OrmQ, Schedule
from django_q.signing import SignedPackage

from jobs import queue
from tests.jobs.waiting import PATIENCE_SECONDS


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def broker(db, monkeypatch):
    monkeypatch.setattr(Conf, "POLL", 0)
    broker = queue.DoorbellBroker(list_key=Conf.PREFIX)
    yield broker
    if broker._bell:
        broker._bell.close()


def messages():
    """(task, arguments) of what lies in the queue."""
    tasks = [SignedPackage.loads(row.payload) for row in OrmQ.objects.order_by("pk")]
    return [(task["func"], task["args"]) for task in tasks]


@pytest.mark.parametrize(
    "name",
    [queue.DISPATCH, queue.FOLLOW, queue.REMOVE, queue.DESTROY, queue.CHECK],
)
def test_every_task_that_is_rung_for_exists(name):
    assert callable(import_string(name))


def test_a_message_carries_no_more_than_the_id_of_a_job(db, commit):
    with commit():
        queue.dispatch()
        queue.follow(7, "here")
        queue.remove(8)
    assert messages() == [
        ("jobs.tasks.dispatch", ()),
        ("jobs.tasks.follow", (7,)),
        ("jobs.tasks.remove", (8,)),
    ]


def test_nobody_is_rung_for_before_the_commit_or_after_a_rollback(db, commit):
    with commit():
        with transaction.atomic():
            queue.dispatch()
            transaction.set_rollback(True)
        queue.follow(7, "here")
        assert messages() == []
    assert messages() == [("jobs.tasks.follow", (7,))]


def test_a_bell_that_cannot_be_rung_breaks_nothing(db, commit, monkeypatch, caplog):
    def refuse(*_, **__):
        raise OperationalError("database is locked")

    monkeypatch.setattr(queue, "async_task", refuse)
    with commit():
        queue.dispatch()
    assert "jobs.tasks.dispatch was not rung" in caplog.text


def test_what_is_due_is_looked_for_every_minute(db):
    queue.plan()
    queue.plan()
    planned = Schedule.objects.values_list("func", "minutes", "schedule_type")
    assert sorted(planned) == [
        ("jobs.checks.run", 1, Schedule.MINUTES),
        ("jobs.posting.post", 1, Schedule.MINUTES),
        ("jobs.reminders.remind", 1, Schedule.MINUTES),
        ("jobs.tasks.destroy", 1, Schedule.MINUTES),
    ]


def test_the_portal_uses_this_broker(settings):
    name = settings.Q_CLUSTER["broker_class"]
    assert import_string(name) is queue.DoorbellBroker


def test_a_message_is_delivered_to_one_worker(broker):
    key = broker.enqueue("payload")
    assert broker.dequeue() == [(key, "payload")]
    assert not broker.dequeue()


def test_an_empty_queue_gives_nothing(broker):
    assert not broker.dequeue()
    assert not broker.dequeue()


def test_the_time_between_two_looks_is_left_as_it_was(broker, monkeypatch):
    monkeypatch.setattr(Conf, "POLL", 0.01)
    broker.dequeue()
    assert Conf.POLL == 0.01


def test_a_ring_wakes_a_worker_at_once(broker, monkeypatch):
    broker.dequeue()  # now there is a bell
    monkeypatch.setattr(Conf, "POLL", PATIENCE_SECONDS)
    begin = time.monotonic()
    ring = threading.Timer(0.05, broker._bell.sendto, (b"", queue._address()))
    ring.start()
    assert not broker.dequeue()
    ring.join()
    assert time.monotonic() - begin < PATIENCE_SECONDS / 2


def test_a_message_that_came_just_before_there_was_a_bell_is_not_missed(
    broker, monkeypatch
):
    monkeypatch.setattr(Conf, "POLL", PATIENCE_SECONDS)
    take = broker._take

    def take_too_early():
        broker._take = take
        found = take()
        queue.DoorbellBroker(list_key=Conf.PREFIX).enqueue("payload")
        return found

    broker._take = take_too_early
    begin = time.monotonic()
    [(_, payload)] = broker.dequeue()
    assert payload == "payload"
    assert time.monotonic() - begin < PATIENCE_SECONDS / 2


def test_many_rings_wake_once(broker):
    broker.dequeue()
    for number in range(5):
        broker.enqueue(str(number))
    found = [broker.dequeue() for _ in range(6)]
    assert [rows[0][1] for rows in found[:5]] == ["0", "1", "2", "3", "4"]
    assert not found[5]


def test_a_message_without_anybody_to_hear_it_lies_in_the_queue(broker):
    broker.enqueue("payload")
    assert OrmQ.objects.count() == 1
