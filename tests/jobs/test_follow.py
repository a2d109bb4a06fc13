"""What follows from each state in which a job's work may be."""

from datetime import timedelta

import pytest

from jobs import lifecycle, tasks
from jobs.descriptions.value import GeneratedEntity
from jobs.execution.base import Report, State
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.phases import Phase
from provenance import times
from tests import factories

LATER = tasks.NEVER_STARTED + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def here(settings):
    settings.OPUS_HOST = "here"


def submitted(owner, machine):
    job = factories.queued(owner)
    tasks.dispatch()
    assert machine.submitted(JobFolder(job.public_id))
    return job


def long_ago(job):
    """The job, claimed long ago."""
    Job.objects.filter(pk=job.pk).update(claimed_at=times.now() - LATER)
    return job


def after_a_look(job):
    tasks.follow(job.pk)
    return factories.reload(job)


def test_a_job_is_executing_when_its_script_has_started(alice, machine):
    job = submitted(alice, machine)
    machine.now, machine.began = State.RUNNING, times.now()
    job = after_a_look(job)
    assert (job.phase, job.start_time) == ("EXECUTING", machine.began)


def test_a_job_whose_start_is_not_known_yet_stays_queued(alice, machine):
    job = submitted(alice, machine)
    machine.now = State.RUNNING
    assert after_a_look(job).phase == "QUEUED"


def test_looking_twice_at_a_running_script_changes_nothing(alice, machine):
    job = submitted(alice, machine)
    machine.now, machine.began = State.RUNNING, times.now()
    tasks.follow(job.pk)
    assert after_a_look(job).events.count() == 3


@pytest.mark.parametrize("state", [State.ENDED, State.LOST])
def test_a_job_whose_run_is_over_is_settled(alice, machine, state):
    job = submitted(alice, machine)
    machine.now = state
    machine.ended = Report(Phase.ERROR, "It broke.", exit_code=3)
    job = after_a_look(job)
    assert (job.phase, job.settled) == ("ERROR", True)
    assert (job.error, job.exit_code) == ("It broke.", 3)


def test_an_error_comes_with_the_last_lines_of_the_log(alice, machine):
    job = submitted(alice, machine)
    folder = JobFolder(job.public_id)
    folder.stderr.write_text("Traceback\nno such star\n")
    machine.now, machine.ended = State.ENDED, Report(Phase.ERROR, "It broke.")
    assert after_a_look(job).error_detail == "Traceback\nno such star"


def test_success_has_no_error_detail(alice, machine):
    job = submitted(alice, machine)
    JobFolder(job.public_id).stderr.write_text("a warning\n")
    machine.now = State.ENDED
    machine.ended = Report(Phase.COMPLETED, started=times.now())
    assert after_a_look(job).error_detail == ""


def test_a_result_that_is_not_what_the_report_says_makes_an_error(alice, machine):
    job = submitted(alice, machine)
    [made] = factories.made(job, {"out.txt": b"hello"})
    (JobFolder(job.public_id).out / "out.txt").write_bytes(b"changed")
    machine.now = State.ENDED
    machine.ended = Report(Phase.COMPLETED, started=times.now(), made=[made])
    job = after_a_look(job)
    assert (job.phase, job.results.count()) == ("ERROR", 0)
    assert job.error == "A result was changed after the run: out.txt."


def test_a_job_that_has_just_been_submitted_is_given_time(alice, machine):
    job = submitted(alice, machine)
    token = factories.reload(job).token
    assert after_a_look(job).token == token != ""


def test_work_that_never_started_is_given_to_somebody_else(alice, machine):
    token = factories.reload(submitted(alice, machine)).token
    job = after_a_look(long_ago(Job.objects.get()))
    assert job.phase == "QUEUED"
    assert job.token not in ("", token)


def test_work_that_starts_at_the_last_moment_is_not_given_away(alice, machine):
    job = long_ago(submitted(alice, machine))
    machine.may_withdraw = False
    assert after_a_look(job).token


def test_a_claim_whose_worker_died_is_released_after_a_while(alice, machine):
    job = factories.claimed(alice)
    token = after_a_look(job).token
    assert token
    assert after_a_look(long_ago(job)).token != token


def test_whoever_finishes_a_job_starts_the_next_one(alice, machine, settings):
    settings.OPUS_SLOTS = 1
    first, second = submitted(alice, machine), factories.queued(alice)
    assert after_a_look(second).token == ""
    machine.now, machine.began = State.RUNNING, times.now()
    machine.now, machine.ended = State.ENDED, Report(Phase.ERROR, "no")
    assert after_a_look(first).settled
    assert factories.reload(second).token


def test_an_aborted_job_is_ended_on_its_machine_and_then_settled(alice, machine):
    job = submitted(alice, machine)
    lifecycle.abort(job, alice)
    machine.now = State.RUNNING
    assert not after_a_look(job).settled
    assert machine.cancelled == [job.public_id]
    machine.now = State.ENDED
    job = after_a_look(job)
    assert (job.phase, job.settled) == ("ABORTED", True)


def test_what_the_machine_says_does_not_change_an_abort(alice, machine):
    job = submitted(alice, machine)
    lifecycle.abort(job, alice, "Not needed.")
    machine.now, machine.ended = State.ENDED, Report(Phase.COMPLETED, exit_code=0)
    job = after_a_look(job)
    assert (job.phase, job.error) == ("ABORTED", "Not needed.")


@pytest.mark.parametrize("make", [factories.job, factories.queued, factories.completed])
def test_nobody_looks_after_a_job_that_nobody_runs(alice, machine, make):
    job = make(alice)
    before = job.events.count()
    assert after_a_look(job).events.count() == before
    assert machine.cancelled == []


def test_more_results_than_may_be_are_an_error_and_the_first_are_kept(
    alice, machine, settings
):
    settings.OPUS_JOB_FILES = 2
    job = factories.queued(alice, generated=(GeneratedEntity("out", "*.txt"),))
    tasks.dispatch()
    files = {f"{number}.txt": b"x" for number in range(3)}
    machine.now = State.ENDED
    machine.ended = Report(Phase.COMPLETED, made=factories.made(job, files))
    job = after_a_look(job)
    assert job.phase == "ERROR"
    assert job.error.startswith("The script left 3 results; 2 are kept at most:")
    assert job.results.count() == 2
