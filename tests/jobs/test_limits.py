"""What clients may ask for, within what the operator allows."""

from datetime import timedelta

import pytest

from jobs import limits
from provenance import times
from tests import factories

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def allowed(settings, db):
    settings.OPUS_DURATION = 60
    settings.OPUS_DURATION_MAX = 600
    settings.OPUS_DESTRUCTION_DAYS = 30
    settings.OPUS_DESTRUCTION_MAX_DAYS = 100


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
def test_an_execution_duration_stays_within_the_limit(wanted, own, given):
    version = factories.version(execution_duration=own)
    assert limits.execution_duration(wanted, version) == given


@pytest.mark.parametrize(
    ("wanted", "given"), [(None, 30), (7, 7), (100, 100), (101, 100), (-1, 0)]
)
def test_a_destruction_time_is_neither_past_nor_too_far(wanted, given):
    now = times.now()
    asked = None if wanted is None else now + wanted * DAY
    assert limits.destruction(asked, now) == now + given * DAY


def test_a_new_job_has_both_limits(alice):
    job = factories.job(alice)
    assert job.execution_duration == 60
    assert job.destruction == job.creation_time + 30 * DAY
