"""Destruction is carried out: bytes go, records stay; harmless when done twice."""

from datetime import timedelta

import pytest

from jobs import changes, lifecycle, tasks, uploads
from jobs.execution.folder import JobFolder
from jobs.models import Job
from provenance import times
from provenance.models import Entity
from tests import factories
from tests.jobs.rivals import before_update


def due(job):
    """The job, with its destruction time reached."""
    past = times.now() - timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(destruction=past)
    return job


def test_files_of_an_archived_job_are_removed(alice):
    job = factories.completed(alice)
    here = JobFolder(job.public_id)
    assert here.out.exists()
    lifecycle.delete(job, alice)
    tasks.remove(job.pk)
    assert not here.root.exists()
    assert factories.reload(job).removed_at is not None


def test_removing_twice_is_removing_once(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    tasks.remove(job.pk)
    removed_at = factories.reload(job).removed_at
    tasks.remove(job.pk)
    assert factories.reload(job).removed_at == removed_at


@pytest.mark.parametrize("deleted", [False, True])
def test_files_of_a_job_that_is_not_done_with_are_not_removed(alice, deleted):
    job = factories.executing(alice)
    JobFolder(job.public_id).make()
    if deleted:
        lifecycle.delete(job, alice)
    tasks.remove(job.pk)
    assert JobFolder(job.public_id).root.exists()
    assert factories.reload(job).removed_at is None


def test_a_job_is_archived_when_its_destruction_time_is_reached(alice):
    job, other = due(factories.completed(alice)), factories.completed(alice)
    tasks.destroy()
    event = job.events.last()
    assert (event.target, event.by) == ("ARCHIVED", None)
    assert event.note == "Its destruction time was reached."
    assert factories.entity_of(job).invalidated_at is not None
    assert factories.reload(other).phase == "COMPLETED"


def test_its_files_go_and_its_record_stays(alice, rung):
    job = due(factories.completed(alice))
    rung.clear()
    tasks.destroy()
    for name, *arguments in set(rung):
        if name == "jobs.tasks.remove":
            tasks.remove(*arguments)
    assert not JobFolder(job.public_id).root.exists()
    assert factories.entity_of(job).sha256


@pytest.mark.parametrize(
    "make", [factories.job, factories.queued, factories.claimed, factories.executing]
)
def test_a_job_that_is_not_over_is_destroyed_all_the_same(alice, make):
    job = due(make(alice))
    tasks.destroy()
    assert [event.target for event in job.events.all()][-2:] == ["ABORTED", "ARCHIVED"]


def test_destroying_twice_is_destroying_once(alice):
    job = due(factories.completed(alice))
    tasks.destroy()
    before = job.events.count()
    tasks.destroy()
    assert job.events.count() == before


def test_a_job_that_somebody_deletes_meanwhile_does_not_spare_the_others(alice):
    first, second = due(factories.completed(alice)), due(factories.completed(alice))
    rival = factories.reload(first)
    with before_update("jobs_job", lambda: lifecycle.delete(rival, alice)):
        tasks.destroy()
    assert factories.reload(second).phase == "ARCHIVED"


def test_a_changed_destruction_time_is_the_one_that_counts(alice):
    job = due(factories.completed(alice))
    changes.destruction(job, times.now() + timedelta(hours=1))
    tasks.destroy()
    assert factories.reload(job).phase == "COMPLETED"


def test_uploads_that_no_job_needs_any_more_go_too(alice):
    entity = factories.uploaded(alice)
    Entity.objects.update(recorded_at=times.now() - 2 * uploads.KEPT)
    tasks.destroy()
    entity.refresh_from_db()
    assert entity.invalidated_at is not None


def test_entities_of_what_is_destroyed_are_never_deleted(alice):
    due(factories.completed(alice))
    before = Entity.objects.count()
    tasks.destroy()
    assert Entity.objects.count() == before
