"""Execution duration and destruction: what a client may ask, and what it gets."""

from datetime import timedelta

import pytest

from provenance import times
from tests import factories
from tests.jobs.uws import rest

DAY = timedelta(days=1)


def _asked(client, row, leaf, text):
    """What the portal says after it was asked."""
    response = client.post(rest.path(row, leaf), {leaf.upper(): text})
    assert (response.status_code, response.get("Location")) == (303, rest.url(row)), (
        response.content
    )
    return client.get(rest.path(row, leaf)).content.decode()


def test_seconds_are_set(alice, as_program):
    row = factories.job(alice)
    assert _asked(as_program, row, "executionduration", "77") == "77"


@pytest.mark.parametrize("wanted", ["0", "999999999"])
def test_more_than_allowed_becomes_the_limit(wanted, alice, as_program, settings):
    settings.OPUS_DURATION_MAX = 100
    row = factories.job(alice)
    assert _asked(as_program, row, "executionduration", wanted) == "100"


@pytest.mark.parametrize("text", ["", "1.5", "-3", "1e3", "٣", "9" * 5000])
def test_what_is_no_number_of_seconds_is_a_400(text, alice, as_program):
    row = factories.job(alice)
    answer = as_program.post(
        rest.path(row, "executionduration"), {"EXECUTIONDURATION": text}
    )
    assert rest.said(answer, 400).startswith("EXECUTIONDURATION: ")


def test_a_started_job_keeps_its_seconds(alice, as_program):
    row = factories.queued(alice)
    answer = as_program.post(
        rest.path(row, "executionduration"), {"executionduration": "5"}
    )
    assert "QUEUED" in rest.said(answer, 403)


@pytest.mark.parametrize(
    ("spelt", "shown"),
    [
        ("{:%Y-%m-%dT%H:%M:%S}Z", "{:%Y-%m-%dT%H:%M:%S}.000Z"),
        ("{:%Y-%m-%dT%H:%M:%S}", "{:%Y-%m-%dT%H:%M:%S}.000Z"),
        ("{:%Y-%m-%dT%H:%M:%S}.25Z", "{:%Y-%m-%dT%H:%M:%S}.250Z"),
        ("{:%Y-%m-%dT%H:%M:%S}+00:00", "{:%Y-%m-%dT%H:%M:%S}.000Z"),
        ("{:%Y-%m-%d}", "{:%Y-%m-%d}T00:00:00.000Z"),
    ],
)
def test_a_destruction_time_is_taken_in_these_spellings(
    spelt, shown, alice, as_program
):
    row, moment = factories.completed(alice), times.now() + 9 * DAY
    asked = _asked(as_program, row, "destruction", spelt.format(moment))
    assert asked == shown.format(moment)


def test_a_past_destruction_is_now_and_a_far_one_the_latest_allowed(
    alice, as_program, settings
):
    settings.OPUS_DESTRUCTION_MAX_DAYS = 2
    row, before = factories.job(alice), times.now()
    past = times.parse(_asked(as_program, row, "destruction", "1999-01-01"))
    far = times.parse(_asked(as_program, row, "destruction", "9999-12-31T23:59:59Z"))
    assert before <= past <= times.now()
    assert before + 2 * DAY <= far <= times.now() + 2 * DAY


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "2030-01-01T00:00:00+02:00"]
)
def test_what_is_no_utc_time_is_a_400(text, alice, as_program):
    row = factories.job(alice)
    answer = as_program.post(rest.path(row, "destruction"), {"DESTRUCTION": text})
    assert rest.said(answer, 400).startswith("DESTRUCTION: ")


def test_a_destroyed_job_keeps_its_time(alice, as_program):
    row = factories.completed(alice)
    as_program.delete(rest.path(row))
    answer = as_program.post(
        rest.path(row, "destruction"), {"DESTRUCTION": "2030-01-01"}
    )
    assert "ARCHIVED" in rest.said(answer, 403)
