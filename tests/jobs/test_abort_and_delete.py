"""Ends that somebody orders: at once in the row, afterwards on the machine."""

import pytest

from jobs import lifecycle
from jobs.errors import PhaseError
from jobs.execution.base import Report
from jobs.given import Input
from jobs.phases import Phase
from provenance.models import Activity
from tests import factories


def test_an_abort_is_seen_at_once_and_settled_afterwards(alice, rung):
    job = factories.executing(alice)
    rung.clear()
    lifecycle.abort(job, alice)
    job = factories.reload(job)
    assert (job.phase, job.settled) == ("ABORTED", False)
    assert job.end_time is not None
    assert rung == [("jobs.tasks.follow", job.pk)]


def test_partial_results_of_an_aborted_job_are_kept(alice):
    job = factories.executing(alice)
    lifecycle.abort(job, alice)
    made = factories.made(job, {"out.txt": b"half"})
    lifecycle.finish(job, Report(Phase.COMPLETED, made=made))
    job = factories.reload(job)
    assert (job.phase, job.settled) == ("ABORTED", True)
    assert factories.entity_of(job).size == 4
    assert Activity.objects.get(public_id=job.public_id).status == "ABORTED"


@pytest.mark.parametrize("make", [factories.job, factories.queued])
def test_a_job_that_nobody_claimed_is_settled_with_its_abort(alice, make):
    job = make(alice)
    lifecycle.abort(job, alice)
    activity = Activity.objects.get(public_id=job.public_id)
    assert factories.reload(job).settled
    assert (activity.status, activity.start_time) == ("ABORTED", None)
    assert activity.end_time is None


def test_an_aborted_job_cannot_be_started(alice):
    job = factories.job(alice)
    lifecycle.abort(job, alice)
    with pytest.raises(PhaseError):
        lifecycle.start(job, alice)


def test_a_deleted_job_stays_as_a_record_without_bytes(alice, rung):
    job = factories.completed(alice)
    rung.clear()
    lifecycle.delete(job, alice)
    job = factories.reload(job)
    entity = factories.entity_of(job)
    assert job.phase == "ARCHIVED"
    assert entity.invalidated_at is not None
    assert (entity.location, entity.size) == ("", 5)
    assert ("jobs.tasks.remove", job.pk) in rung


def test_the_record_of_a_deleted_job_says_how_it_ended(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    assert Activity.objects.get(public_id=job.public_id).status == "COMPLETED"


@pytest.mark.parametrize("make", [factories.job, factories.queued])
def test_the_record_of_a_job_deleted_before_it_ran_says_aborted(alice, make):
    job = make(alice)
    lifecycle.delete(job, alice)
    job = factories.reload(job)
    assert (job.phase, job.settled) == ("ARCHIVED", True)
    assert Activity.objects.get(public_id=job.public_id).status == "ABORTED"


def test_a_running_job_is_aborted_before_it_is_archived(alice, rung):
    job = factories.executing(alice)
    rung.clear()
    lifecycle.delete(job, alice)
    assert [event.target for event in job.events.all()][-2:] == ["ABORTED", "ARCHIVED"]
    assert not factories.reload(job).settled
    assert rung == [("jobs.tasks.follow", job.pk)]


def test_what_a_job_deleted_while_it_ran_still_made_is_gone_at_once(alice, rung):
    job = factories.executing(alice)
    lifecycle.delete(job, alice)
    made = factories.made(job, {"out.txt": b"late"})
    lifecycle.finish(job, Report(Phase.ABORTED, made=made))
    assert factories.entity_of(job).invalidated_at is not None
    assert Activity.objects.get(public_id=job.public_id).status == "ABORTED"
    assert ("jobs.tasks.remove", job.pk) in rung


def test_a_job_is_deleted_only_once(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    with pytest.raises(PhaseError):
        lifecycle.delete(job, alice)


def test_an_input_of_another_job_survives_the_deletion(alice):
    maker = factories.completed(alice)
    user = factories.completed(
        alice,
        inputs=[Input("image", factories.entity_of(maker))],
        name="reader",
    )
    lifecycle.delete(user, alice)
    assert factories.entity_of(maker).invalidated_at is None
