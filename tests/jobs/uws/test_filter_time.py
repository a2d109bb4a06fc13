"""AFTER and LAST in the job list: jobs created later than, and the newest ones."""

from datetime import timedelta

import pytest

from jobs.models import Job
from jobs.phases import Phase
from provenance import times
from tests import factories
from tests.jobs.uws import rest

NOON = times.parse("2026-03-04T12:00:00Z")
SECOND = timedelta(seconds=1)


def _created(owner, *moments):
    """The id of a job for each moment at which it was created."""
    of = factories.version()
    rows = [factories.job(owner, of=of) for _ in moments]
    for row, moment in zip(rows, moments, strict=True):
        Job.objects.filter(pk=row.pk).update(creation_time=moment)
    return [row.public_id for row in rows]


@pytest.fixture
def days(alice):
    """Jobs of four days, the oldest first."""
    return _created(alice, *(NOON + timedelta(days=day) for day in range(4)))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("2026-03-05T12:00:00.000Z", 2),
        ("2026-03-05T12:00:00Z", 2),
        ("2026-03-05T12:00:00", 2),
        ("2026-03-05T12:00", 2),
        ("2026-03-05 12:00", 2),
        ("2026-03-05T11:59:59.999", 1),
        ("2026-03-05T11:59:59.999999Z", 1),
        ("2026-03-05", 1),
        ("20260305", 1),
        (" 2026-03-05 ", 1),
        ("2026", 0),
        ("2027", 4),
        ("2015-10-26T09:15:35", 0),
        ("2015-10-26 09:00", 0),
        ("20151026", 0),
    ],
)
def test_only_jobs_that_were_created_later_are_listed(text, first, days, as_program):
    answer = as_program.get("/rest/echo", {"AFTER": text})
    found = [one.get("id") for one in rest.valid(answer.getvalue())]
    assert found == days[: first - 1 if first else None : -1]


@pytest.mark.parametrize(
    "text",
    [
        "2015-26-10",
        "sometext",
        "2015-10-26T09:00 01:00",
        "2015-10-26T09:00+01:00",
        "2015-10-26T25:00",
        "0000",
        "٢٠١٥",
        "201",
        "",
        "\x00",
        "9" * 5000,
    ],
)
def test_what_is_no_utc_time_is_a_400(text, days, as_program):
    sentence = rest.said(as_program.get("/rest/echo", {"AFTER": text}), 400)
    assert sentence.startswith("AFTER: “")
    assert sentence.endswith("like 2026-03-04T05:06:07Z, or shorter, down to the year")


def test_a_plus_that_arrives_as_a_blank_is_a_400(days, as_program):
    answer = as_program.get("/rest/echo?AFTER=2015-10-26T09:00+01:00")
    assert rest.said(answer, 400).startswith("AFTER: ")


@pytest.mark.parametrize("year", ["0001", "9999", "9999-12-31T23:59:59.999Z"])
def test_the_ends_of_time_are_times(year, days, as_program):
    assert len(rest.ids(as_program, f"AFTER={year}")) == (4 if year == "0001" else 0)


def test_the_time_that_a_job_shows_is_not_later_than_itself(alice, as_program):
    ids = [factories.job(alice).public_id for _ in range(3)]
    for position, reference in enumerate(rest.listed(as_program)):
        shown = rest.text(reference, "uws:creationTime")
        found = rest.ids(as_program, f"AFTER={shown}")
        assert reference.get("id") not in found
        assert set(found) <= set(ids[: -position - 1 : -1])


def test_of_jobs_of_one_moment_none_is_later_than_another(alice, as_program):
    old, *_, new = _created(alice, NOON, NOON, NOON, NOON + timedelta(milliseconds=1))
    assert rest.ids(as_program, f"AFTER={times.uws(NOON)}") == [new]
    assert old not in rest.ids(as_program, "LAST=1")


@pytest.mark.parametrize("count", [1, 2, 4, 5, 120, 999_999_999])
def test_the_last_ones_are_the_newest_first(count, days, as_program):
    assert rest.ids(as_program, f"LAST={count}") == days[::-1][:count]


def test_jobs_of_one_moment_are_listed_in_the_order_of_their_making(alice, as_program):
    made = _created(alice, *[NOON] * 5)
    assert rest.ids(as_program, "LAST=3") == made[:1:-1]


def test_the_last_created_counts_and_not_the_last_started(alice, as_program):
    old, new = _created(alice, NOON, NOON + SECOND)
    Job.objects.filter(public_id=old).update(start_time=NOON + 2 * SECOND)
    assert rest.ids(as_program, "LAST=1") == [new]


@pytest.mark.parametrize(
    "text",
    ["0", "-1", "-254", "sometext", "1.5", "+1", "1e3", "", "٣", "9" * 5000],
)
def test_what_is_no_number_of_jobs_is_a_400(text, days, as_program):
    sentence = rest.said(as_program.get("/rest/echo", {"LAST": text}), 400)
    assert sentence.startswith("LAST: “")
    assert sentence.endswith("is not a number of jobs: 1 or more")


@pytest.mark.parametrize("name", ["AFTER", "LAST"])
def test_two_different_values_are_a_400(name, days, as_program):
    answer = as_program.get(f"/rest/echo?{name}=2026&{name.lower()}=2025")
    assert rest.said(answer, 400) == f"{name}: given 2 times: give it once"


def test_every_filter_holds_and_the_last_are_counted_among_what_is_left(
    days, as_program
):
    Job.objects.filter(public_id__in=days[:3]).update(phase=Phase.COMPLETED)
    query = "PHASE=COMPLETED&AFTER=2026-03-04T12:00:00Z"
    assert rest.ids(as_program, query) == [days[2], days[1]]
    assert rest.ids(as_program, f"{query}&LAST=1") == [days[2]]
    assert rest.ids(as_program, f"{query}&LAST=5&PHASE=PENDING") == days[:0:-1]
