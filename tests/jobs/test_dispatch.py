"""What becomes of waiting jobs when a worker is told to look for some."""

import pytest

from jobs import lifecycle, tasks
from jobs.execution.folder import JobFolder
from jobs.given import Input
from jobs.models import Job
from provenance import times
from tests import factories


@pytest.fixture(autouse=True)
def here(settings):
    settings.OPUS_HOST = "here"
    settings.OPUS_SLOTS = 2


def test_dispatch_starts_as_many_jobs_as_there_are_slots(alice, machine):
    jobs = [factories.queued(alice) for _ in range(3)]
    tasks.dispatch()
    assert list(machine.works) == [job.public_id for job in jobs[:2]]
    assert [factories.reload(job).host for job in jobs] == ["here", "here", ""]


def test_dispatching_twice_starts_nothing_twice(alice, machine):
    factories.queued(alice)
    tasks.dispatch()
    token = Job.objects.get().token
    tasks.dispatch()
    assert Job.objects.get().token == token


def test_a_job_that_the_machine_refuses_waits_and_says_why(alice, machine):
    machine.refused = {"*"}
    job = factories.queued(alice)
    tasks.dispatch()
    job = factories.reload(job)
    assert (job.phase, job.token) == ("QUEUED", "")
    assert job.reason == "This machine is full."


def test_a_refused_job_does_not_keep_others_from_running(alice, machine):
    bad, good = factories.queued(alice), factories.queued(alice)
    machine.refused = {bad.public_id}
    tasks.dispatch()
    assert list(machine.works) == [good.public_id]


def test_a_job_that_was_refused_once_is_tried_again(alice, machine):
    machine.refused = {"*"}
    job = factories.queued(alice)
    tasks.dispatch()
    machine.refused = set()
    tasks.dispatch()
    assert machine.submitted(JobFolder(job.public_id))
    assert factories.reload(job).reason == ""


def test_a_job_whose_input_is_gone_ends_with_a_sentence(alice, machine):
    used = factories.completed(alice)
    given = Input("image", factories.entity_of(used))
    job = factories.job(alice, inputs=[given], name="reader")
    lifecycle.delete(used, alice)
    lifecycle.start(job, alice)
    tasks.dispatch()
    job = factories.reload(job)
    assert (job.phase, job.settled) == ("ERROR", True)
    assert job.error.startswith("The input image (out.txt) was destroyed at ")
    assert not machine.works


def test_a_job_aborted_while_it_is_launched_is_ended_after_that_and_settled(
    alice, machine
):
    job = factories.queued(alice)
    rival = factories.reload(job)
    submit, settled = machine.submit, []

    def submit_slowly(work):
        lifecycle.abort(rival, alice)
        tasks.follow(job.pk)
        settled.append(factories.reload(job).settled)
        submit(work)

    machine.submit = submit_slowly
    tasks.dispatch()
    assert settled == [False]
    assert machine.cancelled == [job.public_id]
    assert factories.reload(job).settled


def test_a_job_aborted_before_its_launch_that_never_came_is_settled(alice, machine):
    job = factories.claimed(alice)
    lifecycle.abort(job, alice)
    tasks.follow(job.pk)
    assert not factories.reload(job).settled
    long_ago = times.now() - 2 * tasks.NEVER_STARTED
    Job.objects.filter(pk=job.pk).update(claimed_at=long_ago)
    tasks.follow(job.pk)
    assert factories.reload(job).settled
