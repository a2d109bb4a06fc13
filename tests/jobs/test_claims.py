"""Claims: one winner each, no more than the host has slots, and given back whole."""

from jobs import claims, lifecycle
from jobs.execution.base import Report
from jobs.phases import Phase
from provenance import times
from tests import factories
from tests.jobs.rivals import before_update


def test_a_claim_gives_a_token_and_a_host_and_leaves_the_phase_alone(alice):
    job = factories.queued(alice)
    taken = claims.take("here", 1)
    assert (taken.pk, taken.phase, taken.host) == (job.pk, "QUEUED", "here")
    assert len(taken.token) == 32
    assert taken.claimed_at is not None


def test_a_job_is_claimed_once(alice):
    factories.queued(alice)
    assert claims.take("here", 10)
    assert claims.take("there", 10) is None


def test_of_two_workers_that_saw_the_same_job_one_gets_it(alice):
    job = factories.queued(alice)
    quicker = []
    with before_update("jobs_job", lambda: quicker.append(claims.take("there", 1))):
        slower = claims.take("here", 1)
    assert slower is None
    assert factories.reload(job).token == quicker[0].token


def test_a_job_that_is_aborted_while_it_is_claimed_is_not_claimed(alice):
    job = factories.queued(alice)
    with before_update("jobs_job", lambda: lifecycle.abort(job, alice)):
        assert claims.take("here", 1) is None


def test_who_waits_longest_is_next(alice):
    first, second = factories.queued(alice), factories.queued(alice)
    assert claims.take("here", 10).pk == first.pk
    assert claims.take("here", 10).pk == second.pk


def test_a_host_takes_no_more_than_it_has_slots(alice):
    for _ in range(3):
        factories.queued(alice)
    taken = [claims.take("here", 2) for _ in range(3)]
    assert [bool(job) for job in taken] == [True, True, False]


def test_the_slots_of_another_host_are_its_own(alice):
    factories.claimed(alice, host="there")
    factories.queued(alice)
    assert claims.take("here", 1) is not None


def test_an_aborted_job_holds_its_slot_until_it_is_settled(alice):
    job = factories.executing(alice)
    factories.queued(alice)
    lifecycle.abort(job, alice)
    assert claims.take("here", 1) is None
    lifecycle.finish(job, Report(Phase.ABORTED))
    assert claims.take("here", 1) is not None


def test_a_job_that_is_not_wanted_now_is_passed_over(alice):
    first, second = factories.queued(alice), factories.queued(alice)
    assert claims.take("here", 10, besides=[first.pk]).pk == second.pk


def test_a_released_job_waits_for_anybody_and_says_why(alice):
    job = factories.claimed(alice)
    claims.release(job, "The host is full.")
    assert (job.token, job.host, job.reason) == ("", "", "The host is full.")
    assert claims.take("there", 1).pk == job.pk


def test_a_new_claim_forgets_why_the_job_waited(alice):
    job = factories.claimed(alice)
    claims.release(job, "The host is full.")
    assert claims.take("there", 1).reason == ""


def test_a_job_whose_script_runs_is_not_released(alice):
    job = factories.executing(alice)
    claims.release(job)
    assert factories.reload(job).token == job.token != ""


def test_a_claim_that_somebody_else_has_meanwhile_is_not_released(alice):
    job = factories.claimed(alice)
    stale = factories.reload(job)
    claims.release(job)
    theirs = claims.take("there", 1)
    claims.release(stale)
    assert factories.reload(job).token == theirs.token


def test_a_draining_host_takes_nothing_until_it_accepts_again(alice):
    factories.queued(alice)
    claims.drain()
    assert claims.take("here", 1) is None
    claims.accept()
    assert claims.take("here", 1) is not None


def test_only_claimed_jobs_that_are_not_settled_count_for_a_host(alice):
    factories.completed(alice)
    mine = factories.claimed(alice)
    factories.claimed(alice, host="there")
    factories.queued(alice)
    assert [job.pk for job in claims.unsettled("here")] == [mine.pk]


def test_the_time_of_a_claim_is_kept(alice):
    before = times.now()
    assert before <= factories.claimed(alice).claimed_at <= times.now()
