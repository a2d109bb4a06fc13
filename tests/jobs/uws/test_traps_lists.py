"""What real clients trip over: the list of jobs. And whether all traps are tested."""

import re
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.http import StreamingHttpResponse
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from jobs.uws import filters
from provenance import times
from tests import factories
from tests.jobs.uws import (
    rest,
    test_traps_documents,
    test_traps_requests,
    test_traps_running,
)

trap = pytest.mark.trap
KNOWN = range(1, 35)
DOCUMENT = Path(__file__).parents[3] / "docs" / "traps.md"
MODULES = (test_traps_requests, test_traps_documents, test_traps_running)


@trap(22)
def test_a_list_of_any_length_begins_at_once(alice, as_program, monkeypatch):
    """Services that gather the whole list first seem to hang, also after a deletion."""
    monkeypatch.setattr(filters, "LOT", 2)
    of = factories.version()
    made = [factories.job(alice, of=of).public_id for _ in range(5)]
    answer = as_program.get("/rest/echo")
    assert isinstance(answer, StreamingHttpResponse)
    with CaptureQueriesContext(connection) as found:
        pieces = iter(answer)
        next(pieces), next(pieces)
    assert len(found) == 1
    answer.close()
    assert rest.ids(as_program, "LAST=2") == made[:2:-1]


@trap(22)
def test_it_is_read_through_an_index(alice, as_program):
    factories.job(alice)
    with CaptureQueriesContext(connection) as found:
        rest.ids(as_program, "AFTER=2020")
    asked = [one["sql"] for one in found]
    (sql,) = [one for one in asked if one.startswith('SELECT "jobs_job"')]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "USING INDEX" in plan
    assert "SCAN jobs_job" not in plan


@trap(22)
def test_the_newest_is_first_and_filters_are_by_creation(alice, as_program):
    of = factories.version()
    rows = [factories.job(alice, of=of) for _ in range(3)]
    moments = ["2026-01-02", "2026-01-03", "2026-01-01"]
    for row, moment in zip(rows, moments, strict=True):
        Job.objects.filter(pk=row.pk).update(creation_time=times.parse(moment))
    middle, newest, oldest = (row.public_id for row in rows)
    assert rest.ids(as_program) == [newest, middle, oldest]
    assert rest.ids(as_program, "LAST=2") == [newest, middle]
    assert rest.ids(as_program, "AFTER=2026-01-02") == [newest]


@trap(23)
def test_nobody_lists_the_jobs_of_others(
    alice, bob, as_program, as_program_of_operator, visitor
):
    of = factories.open_version()
    own = factories.job(alice, of=of)
    factories.job(bob, of=of)
    factories.job(None, of=of)
    assert rest.ids(as_program) == [own.public_id]
    assert rest.ids(as_program_of_operator) == []
    assert rest.ids(visitor) == []


@trap(23)
def test_an_anonymous_job_is_found_by_its_id_only(visitor):
    row = factories.job(None, of=factories.open_version())
    assert visitor.get(rest.path(row)).status_code == 200
    assert len(row.public_id) == len("j-") + 26


@trap(23)
def test_without_logging_in_there_is_no_list_of_what_is_not_open(visitor):
    factories.version()
    rest.said(visitor.get("/rest/echo"), 401)


def _tests():
    """Each test of a trap, with its numbers."""
    for module in (*MODULES, sys.modules[__name__]):
        for name, test in vars(module).items():
            marks = getattr(test, "pytestmark", []) if name.startswith("test_") else []
            yield name, {n for mark in marks if mark.name == "trap" for n in mark.args}


def test_every_trap_has_its_test():
    assert set().union(*(numbers for _, numbers in _tests())) == set(KNOWN)


def test_every_test_of_a_trap_is_in_the_document_and_there():
    """docs/traps.md: a row for each number, with the tests that carry it."""
    rows = re.findall(r"^\| (\d+) \|(.*)$", DOCUMENT.read_text(), re.MULTILINE)
    named = {int(n): set(re.findall(r"`(test_\w+)`", text)) for n, text in rows}
    assert sorted(named) == sorted(KNOWN)
    for number, names in named.items():
        assert names, number
        assert names <= {name for name, numbers in _tests() if number in numbers}
