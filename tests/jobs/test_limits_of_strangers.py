"""Who has not logged in leaves only so much behind, and nothing when refused."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobs import lifecycle, limits
from jobs.descriptions.value import UsedEntity
from jobs.errors import LimitError
from jobs.models import Job
from provenance import times
from provenance.models import Entity
from tests import factories


@pytest.fixture(autouse=True)
def reader(settings, monkeypatch, db, rung):
    """An activity that is open to all, with one file and little room."""
    settings.OPUS_ANONYMOUS_JOBS = 1
    monkeypatch.setattr(limits, "A_DAY", 2)
    return factories.open_version(name="reader", used=(UsedEntity("image"),))


def send(address):
    file = SimpleUploadedFile("m13.fits", b"SIMPLE  =")
    return Client().post(address, {"text": "a", "image": file})


def test_a_file_for_a_job_that_is_refused_is_not_kept(settings):
    """Only a form comes back with it."""
    factories.queued(None)
    before = Entity.objects.count()
    assert send("/rest/reader").status_code == 429
    assert Entity.objects.count() == before
    assert not list((settings.OPUS_JOBS / "uploads").glob("e-*"))


@pytest.mark.parametrize("address", ["/rest/reader", "/activities/reader/run"])
def test_no_more_files_are_kept_than_there_is_room_for(address):
    for _ in range(2):
        factories.uploaded(None)
    answer = send(address)
    assert answer.status_code == 429
    assert "2 files came within a day from people who did not log in" in answer.text
    assert Entity.objects.count() == 2
    assert not Job.objects.exists()


def test_forms_with_mistakes_do_not_fill_the_disk():
    file = {"image": SimpleUploadedFile("m13.fits", b"SIMPLE  =")}
    for expected in (400, 400, 429):
        file["image"].seek(0)
        answer = Client().post("/activities/reader/run", {"RUNID": "x" * 65, **file})
        assert answer.status_code == expected
    assert Entity.objects.count() == 2


def test_short_jobs_one_after_the_other_do_not_fill_the_disk():
    for _ in range(2):
        factories.completed(None)
    with pytest.raises(LimitError, match="2 jobs came within a day") as refused:
        limits.admit(None)
    error = refused.value
    assert (error.limit, error.most, error.count) == ("OPUS_ANONYMOUS_JOBS", 2, 2)


def test_jobs_that_are_made_and_deleted_do_not_fill_the_database():
    for _ in range(2):
        lifecycle.delete(factories.job(None), None)
    with pytest.raises(LimitError):
        factories.job(None)
    Job.objects.update(creation_time=times.now() - timedelta(days=1))
    assert factories.job(None).is_anonymous


def test_what_is_destroyed_makes_room_again():
    for _ in range(2):
        factories.uploaded(None)
    Entity.objects.update(invalidated_at="2026-01-01T00:00:00Z")
    limits.admit_file(None)


def test_people_whom_we_know_have_room_beside_them(alice):
    for _ in range(2):
        factories.uploaded(None)
    assert factories.uploaded(alice).owner == alice
