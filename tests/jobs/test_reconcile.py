"""What was missed is made up for: each row that needs somebody is rung for."""

import pytest

from jobs import lifecycle
from jobs.models import Job
from jobs.reconcile import reconcile
from tests import factories


@pytest.fixture(autouse=True)
def here(settings, rung):
    settings.OPUS_HOST = "here"
    settings.OPUS_SLOTS = 2


def test_each_claimed_job_of_this_host_is_followed(alice, rung):
    mine = [factories.claimed(alice), factories.executing(alice)]
    factories.claimed(alice, host="there")
    rung.clear()
    reconcile()
    assert rung == [("jobs.tasks.follow", job.pk) for job in mine]


def test_a_waiting_job_gets_a_worker_while_a_slot_is_free(alice, rung):
    factories.claimed(alice)
    factories.queued(alice)
    rung.clear()
    reconcile()
    assert ("jobs.tasks.dispatch",) in rung


def test_nobody_is_called_for_a_waiting_job_while_all_slots_are_taken(alice, rung):
    for _ in range(2):
        factories.claimed(alice)
    factories.queued(alice)
    rung.clear()
    reconcile()
    assert ("jobs.tasks.dispatch",) not in rung


def test_files_of_an_archived_job_that_are_still_there_are_removed(alice, rung):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    rung.clear()
    reconcile()
    assert rung == [("jobs.tasks.remove", job.pk)]
    Job.objects.filter(pk=job.pk).update(removed_at=job.settled_at)
    rung.clear()
    reconcile()
    assert rung == []


def test_files_of_a_job_that_something_still_runs_for_are_left_alone(alice, rung):
    job = factories.executing(alice)
    lifecycle.delete(job, alice)
    rung.clear()
    reconcile()
    assert rung == [("jobs.tasks.follow", job.pk)]


def test_a_quiet_portal_rings_for_nobody(alice, rung):
    factories.completed(alice)
    factories.job(alice)
    rung.clear()
    reconcile()
    assert rung == []
