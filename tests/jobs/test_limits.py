"""What clients may ask for, within what the operator allows."""

from datetime import timedelta

import pytest

from jobs import lifecycle, limits
from jobs.errors import LimitError, PhaseError
from jobs.models import Job
from jobs.phases import Phase
from provenance import times
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def allowed(settings, db):
    settings.OPUS_DURATION = 60
    settings.OPUS_DURATION_MAX = 600
    settings.OPUS_DESTRUCTION_DAYS = 30
    settings.OPUS_DESTRUCTION_MAX_DAYS = 100
    settings.OPUS_ANONYMOUS_DAYS = 3
    settings.OPUS_ANONYMOUS_JOBS = 2
    settings.OPUS_USER_JOBS = 2


@pytest.mark.parametrize(
    ("wanted", "own", "given"),
    [
        (None, 0, 60),  # the portal's default
        (None, 120, 120),  # the description's
        (5, 120, 5),
        (500, 120, 500),
        (601, 0, 600),
        (0, 120, 600),  # as long as allowed
    ],
)
def test_an_execution_duration_stays_within_the_limit(wanted, own, given, alice):
    row = Job(owner=alice, version=factories.version(execution_duration=own))
    assert limits.execution_duration(row, wanted) == given


@pytest.mark.parametrize(
    ("wanted", "own", "given"),
    [(None, 0, 60), (500, 0, 60), (0, 120, 120), (5, 120, 5)],
)
def test_an_anonymous_job_gets_no_more_than_is_usual(wanted, own, given):
    row = Job(owner=None, version=factories.version(execution_duration=own))
    assert limits.execution_duration(row, wanted) == given


@pytest.mark.parametrize(
    ("wanted", "given"), [(None, 30), (7, 7), (100, 100), (101, 100), (-1, 0)]
)
def test_a_destruction_time_is_neither_past_nor_too_far(wanted, given, alice):
    now = times.now()
    asked = None if wanted is None else now + wanted * DAY
    row = Job(owner=alice, creation_time=now - 90 * DAY)
    assert limits.destruction(row, asked, now) == now + given * DAY


@pytest.mark.parametrize(
    ("wanted", "given"), [(None, 2), (1, 1), (2, 2), (30, 2), (-1, 0)]
)
def test_an_anonymous_job_has_few_days_from_its_creation_on(wanted, given):
    now = times.now()
    asked = None if wanted is None else now + wanted * DAY
    row = Job(owner=None, creation_time=now - DAY)
    assert limits.destruction(row, asked, now) == now + given * DAY


def test_the_days_of_an_anonymous_job_are_never_more_than_those_of_others(settings):
    settings.OPUS_ANONYMOUS_DAYS = 7
    settings.OPUS_DESTRUCTION_DAYS, settings.OPUS_DESTRUCTION_MAX_DAYS = 1, 5
    now = times.now()
    row = Job(owner=None, creation_time=now)
    assert limits.destruction(row, None, now) == now + DAY
    assert limits.destruction(row, now + 6 * DAY, now) == now + 5 * DAY


def test_a_new_job_has_both_limits(alice):
    job = factories.job(alice)
    assert job.execution_duration == 60
    assert job.destruction == job.creation_time + 30 * DAY


def test_one_user_has_so_many_jobs_that_wait_or_run(alice):
    factories.executing(alice)
    factories.queued(alice)
    late = factories.job(alice)
    with pytest.raises(LimitError) as refused:
        lifecycle.start(late, alice)
    assert str(refused.value) == (
        "You have 2 jobs that wait or run; 2 are allowed at once: wait for one to end, "
        "or abort one."
    )
    error = refused.value
    assert (error.limit, error.most, error.count) == ("OPUS_USER_JOBS", 2, 2)
    assert factories.reload(late).phase == Phase.PENDING
    assert late.events.count() == 1


def test_the_sentence_of_a_limit_of_one_counts_well(alice, settings):
    settings.OPUS_USER_JOBS = 1
    factories.queued(alice)
    with pytest.raises(LimitError, match=r"1 job that waits or runs; 1 is allowed"):
        factories.queued(alice)


def test_jobs_that_are_over_and_those_of_others_do_not_count(alice, bob):
    for owner in (alice, alice, bob, bob):
        factories.job(owner)
    factories.completed(alice)
    factories.completed(alice)
    for _ in range(2):
        factories.queued(bob)
    assert factories.queued(alice).phase == Phase.QUEUED
    assert factories.queued(alice).phase == Phase.QUEUED


def test_a_job_whose_start_was_refused_starts_when_there_is_room(alice):
    first, _ = factories.queued(alice), factories.queued(alice)
    late = factories.job(alice)
    with pytest.raises(LimitError):
        lifecycle.start(late, alice)
    lifecycle.abort(first, alice)
    lifecycle.start(late, alice)
    assert factories.reload(late).phase == Phase.QUEUED


def test_to_start_twice_is_a_matter_of_the_phase_also_at_the_limit(alice):
    first, _ = factories.queued(alice), factories.queued(alice)
    with pytest.raises(PhaseError):
        lifecycle.start(first, alice)


def test_all_anonymous_people_have_so_many_jobs_together(db, rung):
    factories.job(None)  # also one that nobody started
    running = factories.executing(None)
    with pytest.raises(LimitError) as refused:
        factories.job(None)
    assert str(refused.value) == (
        "2 jobs are under way that people made without logging in; 2 are allowed at "
        "once: log in, or wait for one to end."
    )
    assert (refused.value.limit, refused.value.most) == ("OPUS_ANONYMOUS_JOBS", 2)
    assert Job.objects.count() == 2
    lifecycle.abort(running, None)
    assert factories.queued(None).phase == Phase.QUEUED


def test_anonymous_jobs_take_no_room_from_users_and_the_other_way_round(alice):
    for owner in (None, None, alice, alice):
        assert factories.queued(owner).phase == Phase.QUEUED


def test_counting_jobs_uses_an_index_and_one_query(alice, django_assert_num_queries):
    row = factories.job(alice)
    others = Job.objects.filter(owner=alice.pk, phase__in=limits.WAITS_OR_RUNS)
    assert "(owner_id=? AND phase=?)" in others.exclude(pk=row.pk).explain()
    with django_assert_num_queries(2):  # and what groups allow
        limits.queue(row)
    with django_assert_num_queries(2):
        limits.admit(None)
    with django_assert_num_queries(0):
        limits.admit(alice)
