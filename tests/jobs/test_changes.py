"""What may change in a job besides its phase, and until when."""

from datetime import timedelta

import pytest

from jobs import changes, lifecycle
from jobs.descriptions.check import Value
from jobs.errors import ClosedError
from jobs.lifecycle import Input
from provenance import times
from tests import factories


def soon():
    return times.now() + timedelta(hours=1)


@pytest.mark.parametrize(
    "make", [factories.job, factories.queued, factories.executing, factories.completed]
)
def test_the_destruction_time_can_change_while_the_job_is_there(alice, make):
    job, time = make(alice), soon()
    changes.destruction(job, time)
    assert factories.reload(job).destruction == time


def test_the_destruction_time_of_an_archived_job_is_history(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    with pytest.raises(ClosedError, match="ARCHIVED: it is gone already"):
        changes.destruction(job, soon())


def test_a_pending_job_can_be_changed(alice):
    job = factories.job(alice)
    changes.execution_duration(job, 7)
    changes.run_id(job, "night 3")
    changes.values(job, [Value("text", "new", "new")])
    job = factories.reload(job)
    assert (job.execution_duration, job.run_id) == (7, "night 3")
    assert job.parameters.get().text == "new"


@pytest.mark.parametrize(
    "change",
    [
        lambda job: changes.execution_duration(job, 7),
        lambda job: changes.run_id(job, "night 3"),
        lambda job: changes.values(job, [Value("text", "new", "new")]),
    ],
    ids=["duration", "run id", "values"],
)
def test_a_job_that_was_started_keeps_what_it_was_started_with(alice, change):
    job = factories.job(alice, values={"text": "old"})
    stale = factories.reload(job)
    lifecycle.start(job, alice)
    with pytest.raises(ClosedError, match="only a PENDING job can be changed"):
        change(stale)
    now = factories.reload(job)
    assert (now.run_id, now.execution_duration) == ("", job.execution_duration)
    assert now.parameters.get().text == "old"


def test_only_a_waiting_job_has_a_reason_to_wait(alice):
    waiting, running = factories.queued(alice), factories.executing(alice)
    for job in (waiting, running):
        changes.reason(job, "Its inputs are being fetched.")
    assert factories.reload(waiting).reason == "Its inputs are being fetched."
    assert factories.reload(running).reason == ""


def test_an_input_that_arrived_is_not_replaced(alice):
    made = [factories.entity_of(factories.completed(alice)) for _ in range(2)]
    job = factories.job(alice, inputs=[Input("image", url="http://example.org/x")])
    for entity in made:
        changes.input_arrived(job, "image", entity)
    assert job.inputs.get().entity == made[0]
