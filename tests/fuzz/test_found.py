"""What fuzzing found once, as plain requests."""

from django.test import Client

from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest


def _client():
    return Client(headers=rest.basic("alice"))


def test_a_job_is_not_destroyed_by_a_request_that_says_two_things(alice):
    row = factories.job(alice)
    answer = _client().post(rest.path(row), {"ACTION": "DELETE", "PHASE": "RUN"})
    assert rest.said(answer, 400).startswith("ACTION: say one of ACTION and PHASE")
    assert factories.reload(row).phase == Phase.PENDING


def test_a_phase_that_is_none_is_refused_without_wait_too(alice):
    row = factories.job(alice)
    answer = _client().get(rest.path(row), {"PHASE": "RUNNING"})
    assert rest.said(answer, 400).startswith("PHASE: “RUNNING” is not a phase")
    assert _client().get(rest.path(row), {"PHASE": "PENDING"}).status_code == 200


def test_a_range_beyond_a_result_is_refused_in_words(alice):
    row = factories.completed(alice)
    beyond = {"Range": "bytes=100-"}
    answer = _client().get(rest.path(row, "results", "out"), headers=beyond)
    assert rest.said(answer, 416) == "The file has 5 bytes: ask for a range of these."
