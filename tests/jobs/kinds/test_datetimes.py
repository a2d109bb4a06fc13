"""A moment, however it is written, reaches the script in one form, in UTC."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.descriptions.kinds import datetimes
from tests.jobs.kinds.checking import problem, value

NOON = "2023-02-25T12:00:00"


@pytest.mark.parametrize(
    "text",
    [
        NOON,
        "2023-02-25 12:00",
        "2023-02-25T12:00:00Z",
        "2023-02-25T14:00:00+02:00",
        "2023-02-25 12:00:00.000 UTC",
        "60000.5",
        "MJD 60000.5",
        "mjd60000.5",
        "2460001.0",
        "JD 2460001",
    ],
)
def test_all_spellings_are_one_moment(text):
    assert value("datetime", text).text == NOON


def test_a_date_is_its_beginning():
    assert value("datetime", "2023-02-25").text == "2023-02-25T00:00:00"


@pytest.mark.parametrize(("form", "text"), [("mjd", "60000.5"), ("jd", "2460001")])
def test_the_script_gets_the_form_that_its_author_wants(form, text):
    found = value("datetime", NOON, time_format=form)
    assert (found.text, found.typed, found.given) == (text, float(text), (NOON,))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("yesterday", "write it like 2026-03-04T05:06:07"),
        ("2023-02-30", "day is out of range"),
        ("9999999", "out of range"),
        ("1" * 1000, "write it like"),
        ("2026W101", "write it like"),
    ],
)
def test_what_is_no_moment_says_what_would_be_right(text, right):
    assert right in problem("datetime", text)


def test_limits_may_be_in_any_of_the_forms():
    limits = {"minimum": "MJD 60000", "maximum": "2023-03-01"}
    assert "too early" in problem("datetime", "2023-02-24T23:59", **limits)
    assert "not after 2023-03-01" in problem("datetime", "2023-03-02", **limits)
    assert value("datetime", NOON, **limits).text == NOON


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))  # noqa: DTZ001 - texts without a zone
def test_any_moment_comes_back_from_each_form(moment):
    time = moment.replace(tzinfo=UTC)
    assert datetimes.parse(datetimes.write(time, "iso")) == time
    for form in ("mjd", "jd"):
        back = datetimes.parse(datetimes.write(time, form))
        assert abs(back - time) < timedelta(milliseconds=1)
