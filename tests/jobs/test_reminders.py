"""Owners hear before their files are destroyed, and a link keeps them."""

import re
from datetime import timedelta

import pytest

from jobs import lifecycle, reminders, tasks
from jobs.descriptions.value import UsedEntity
from jobs.execution.folder import JobFolder
from jobs.given import Input
from jobs.models import Job, Letter
from provenance import times
from tests import factories


@pytest.fixture
def alice(alice, settings):
    settings.OPUS_URL = "https://opus.example.org"
    alice.email = "alice@example.org"
    alice.save()
    return alice


def job(owner, days, **changes):
    """A job that ended long ago, and is destroyed in so many days."""
    row = factories.completed(owner, **changes)
    now = times.now()
    Job.objects.filter(pk=row.pk).update(
        creation_time=now - timedelta(days=30),
        end_time=now - timedelta(days=29),
        destruction=now + timedelta(days=days),
    )
    return factories.reload(row)


def told():
    return list(Letter.objects.filter(subject=reminders.SUBJECT).order_by("pk"))


def link():
    return re.search(r"link=(\S+)", told()[-1].body)[1]


def test_a_week_and_a_day_before_there_is_a_letter(alice):
    row = job(alice, 6.5)
    for _ in range(3):
        reminders.remind()
    assert len(told()) == 1
    assert f"{row.public_id} (echo)" in told()[0].body
    Job.objects.update(destruction=times.now() + timedelta(hours=5))
    for _ in range(3):
        reminders.remind()
    assert len(told()) == 2


def test_one_letter_tells_of_all(alice):
    for _ in range(60):
        factories.completed(alice)
    now = times.now()
    Job.objects.update(end_time=now - timedelta(9), destruction=now + timedelta(5))
    reminders.remind()
    [letter] = told()
    assert "and 10 more" in letter.body


def test_soon_after_a_letter_there_is_no_other(alice):
    job(alice, 6.5)
    reminders.remind()
    job(alice, 6.6)
    reminders.remind()
    assert len(told()) == 1
    Letter.objects.update(written_at=times.now() - timedelta(hours=13))
    reminders.remind()
    assert len(told()) == 2


@pytest.mark.parametrize("days", [8, -1])
def test_what_is_not_due_is_not_told(alice, days):
    job(alice, days)
    reminders.remind()
    assert told() == []


def test_who_asked_for_a_short_time_needs_no_letter(alice):
    row = factories.completed(alice)
    now = times.now()
    Job.objects.filter(pk=row.pk).update(
        end_time=now, destruction=now + timedelta(hours=6)
    )
    reminders.remind()
    assert told() == []


def test_the_link_keeps_what_it_names_without_a_log_in(alice, client, bob):
    row = job(alice, 6.5)
    other = job(bob, 6.5)
    reminders.remind()
    page = client.get("/jobs/keep", {"link": link()}).content.decode()
    assert row.public_id in page
    assert other.public_id not in page
    assert factories.reload(row).destruction == row.destruction
    sent = {"link": link(), "job": [row.public_id, other.public_id]}
    assert client.post("/jobs/keep", sent).status_code == 302
    kept = factories.reload(row).destruction
    assert timedelta(days=29) < kept - times.now() < timedelta(days=31)
    assert factories.reload(other).destruction == other.destruction


def test_what_is_kept_is_told_of_again_when_it_is_due_again(alice, client):
    row = job(alice, 6.5)
    reminders.remind()
    client.post("/jobs/keep", {"link": link(), "job": row.public_id})
    Letter.objects.update(written_at=times.now() - timedelta(days=2))
    Job.objects.update(destruction=times.now() + timedelta(days=6))
    reminders.remind()
    assert len(told()) == 2


@pytest.mark.parametrize("text", ["", "x", "W10:x:y"])
def test_a_link_that_is_not_ours_opens_nothing(client, db, text):
    answer = client.get("/jobs/keep", {"link": text})
    assert answer.status_code == 410
    assert b"not valid any more" in answer.content


def test_files_are_not_pulled_from_under_a_job_that_waits_for_them(alice):
    maker = factories.run_new(alice)
    entity = factories.entity_of(maker)
    used = (UsedEntity("image"),)
    reader = factories.queued(
        alice,
        name="reader",
        used=used,
        inputs=[Input("image", entity)],
        script='cat "$image" > out.txt',
    )
    lifecycle.delete(maker, alice)
    tasks.remove(maker.pk)
    assert JobFolder(maker.public_id).out.exists()
    factories.run(reader)
    assert factories.result_text(reader) == "hello"
    tasks.remove(maker.pk)
    assert not JobFolder(maker.public_id).root.exists()
    entity.refresh_from_db()
    assert entity.invalidated_at > reader.start_time
