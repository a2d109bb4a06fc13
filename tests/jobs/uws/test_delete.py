"""Deleting a job: the bytes go, the record stays."""

import pytest

from provenance.models import Activity
from tests import factories
from tests.jobs.uws import rest

MAKERS = [factories.job, factories.queued, factories.executing, factories.completed]


@pytest.mark.parametrize("make", MAKERS)
def test_delete_archives_and_leads_back_to_the_list(make, alice, as_program):
    row = make(alice)
    response = as_program.delete(rest.path(row))
    assert (response.status_code, response["Location"]) == (
        303,
        rest.PORTAL + "/rest/echo",
    )
    assert factories.reload(row).phase == "ARCHIVED"


@pytest.mark.parametrize("given", [{"ACTION": "DELETE"}, {"action": "delete"}])
def test_a_post_can_say_delete(given, alice, as_program):
    row = factories.completed(alice)
    assert as_program.post(rest.path(row), given).status_code == 303
    assert factories.reload(row).phase == "ARCHIVED"


def test_deleting_twice_is_as_good_as_once(alice, as_program):
    row = factories.completed(alice)
    for _ in range(2):
        assert as_program.delete(rest.path(row)).status_code == 303


def test_a_deleted_job_can_be_read_and_its_results_cannot(alice, as_program):
    row = factories.completed(alice)
    as_program.delete(rest.path(row))
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:phase") == "ARCHIVED"
    assert rest.results(root) == {}
    sentence = rest.said(as_program.get(rest.path(row, "results", "out")), 404)
    assert sentence == "out.txt was destroyed: only its record is left."


def test_its_provenance_stays(alice, as_program):
    row = factories.completed(alice)
    as_program.delete(rest.path(row))
    assert Activity.objects.filter(public_id=row.public_id).exists()
    assert as_program.get(rest.path(row, "provjson")).status_code == 200


@pytest.mark.parametrize("given", [{}, {"ACTION": "EAT"}, {"text": "b"}])
def test_another_action_is_a_400_that_says_what_is_known(given, alice, as_program):
    row = factories.job(alice)
    sentence = rest.said(as_program.post(rest.path(row), given), 400)
    assert sentence.startswith("ACTION: ")
    assert "say DELETE" in sentence
    assert factories.reload(row).phase == "PENDING"
