"""Moves of the phase: who may make them, what they leave behind, who wins."""

import pytest

from jobs import lifecycle
from jobs.errors import PhaseError
from jobs.execution.base import Report
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from provenance import times
from provenance.models import Activity
from tests import factories
from tests.jobs.rivals import before_update


def moves(job):
    return [(event.source, event.target) for event in job.events.all()]


def test_a_new_job_is_pending_and_says_who_made_it(alice):
    job = factories.job(alice, values={"text": "a b"}, wishes=Wishes(run_id="night 3"))
    event = job.events.get()
    assert (job.phase, job.run_id) == ("PENDING", "night 3")
    assert (event.source, event.target, event.by) == ("", "PENDING", alice)
    assert job.parameters.get().text == "a b"


def test_every_move_leaves_one_event(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    assert moves(job) == [
        ("", "PENDING"),
        ("PENDING", "QUEUED"),
        ("QUEUED", "EXECUTING"),
        ("EXECUTING", "COMPLETED"),
        ("COMPLETED", "ARCHIVED"),
    ]


def test_an_event_says_who_moved_and_why(alice, operator):
    job = factories.executing(alice)
    lifecycle.abort(job, operator, "The disk is being replaced.")
    event = job.events.last()
    assert (event.by, event.note) == (operator, "The disk is being replaced.")
    assert factories.reload(job).error == "The disk is being replaced."


def test_all_times_are_whole_milliseconds_of_utc(alice):
    job = factories.reload(factories.completed(alice))
    stored = [event.time for event in job.events.all()]
    stored += [job.creation_time, job.queued_at, job.start_time, job.end_time]
    stored += [job.destruction, job.claimed_at, job.settled_at]
    assert all(time.microsecond % 1000 == 0 for time in stored)
    assert all(time.utcoffset().total_seconds() == 0 for time in stored)


def test_a_job_starts_only_once(alice):
    job = factories.queued(alice)
    with pytest.raises(PhaseError, match="QUEUED: only a PENDING job can be started"):
        lifecycle.start(job, alice)
    assert len(moves(job)) == 2


def test_who_starts_a_job_rings_for_a_worker(alice, rung):
    factories.queued(alice)
    assert rung == [("jobs.tasks.dispatch",)]


def test_a_stale_row_does_not_move_a_job_that_moved_on(alice):
    job = factories.executing(alice)
    stale = factories.reload(job)
    lifecycle.abort(job, alice)
    with pytest.raises(PhaseError) as refusal:
        lifecycle.abort(stale, alice)
    assert (refusal.value.phase, stale.phase) == ("ABORTED", "ABORTED")


def test_of_two_who_want_different_ends_the_quicker_one_wins(alice):
    job = factories.executing(alice)
    rival = factories.reload(job)

    def abort():
        lifecycle.abort(rival, alice)

    with before_update("jobs_job", abort), pytest.raises(PhaseError) as refusal:
        lifecycle.finish(job, Report(Phase.COMPLETED))
    assert (refusal.value.phase, refusal.value.wanted) == ("ABORTED", "COMPLETED")


def test_a_move_starts_from_the_phase_that_a_rival_left(alice):
    job = factories.claimed(alice)
    rival = factories.reload(job)

    def begin():
        lifecycle.started(rival, times.now())

    with before_update("jobs_job", begin):
        lifecycle.abort(job, alice)
    assert moves(job)[-2:] == [("QUEUED", "EXECUTING"), ("EXECUTING", "ABORTED")]


def test_a_move_that_fails_leaves_no_event(alice):
    job = factories.completed(alice)
    before = moves(job)
    with pytest.raises(PhaseError):
        lifecycle.abort(job, alice)
    assert moves(job) == before


def test_an_unknown_phase_cannot_be_stored(alice):
    job = factories.job(alice)
    job.phase = "DANCING"
    with pytest.raises(Exception, match="job_phase_is_known"):
        job.save()


def test_finishing_twice_is_finishing_once(alice):
    job = factories.completed(alice)
    before = moves(job)
    lifecycle.finish(job, Report(Phase.ERROR, "too late"))
    assert moves(job) == before
    assert factories.reload(job).phase == "COMPLETED"
    assert Activity.objects.filter(public_id=job.public_id).count() == 1


def test_an_end_that_is_seen_before_its_start_is_two_moves(alice):
    job = factories.claimed(alice)
    began, ended = times.now(), times.now()
    lifecycle.finish(job, Report(Phase.COMPLETED, started=began, ended=ended))
    assert moves(job)[-2:] == [("QUEUED", "EXECUTING"), ("EXECUTING", "COMPLETED")]
    job = factories.reload(job)
    assert (job.start_time, job.end_time) == (began, ended)


def test_results_and_provenance_come_with_the_final_phase_or_not_at_all(alice):
    job = factories.executing(alice)
    made = factories.made(job, {"out.txt": b"x"})
    with pytest.raises(Exception, match="UNIQUE"):
        lifecycle.finish(job, Report(Phase.COMPLETED, made=[*made, *made]))
    job = factories.reload(job)
    assert (job.phase, job.settled, job.results.count()) == ("EXECUTING", False, 0)
    assert not Activity.objects.filter(public_id=job.public_id).exists()


def test_a_job_is_known_by_its_public_id(alice):
    job = factories.job(alice)
    assert str(job) == job.public_id
    assert Job.objects.get(public_id=job.public_id).name == "echo"
