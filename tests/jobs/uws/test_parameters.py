"""Parameters of a job that is there: read them, and change them while it is PENDING."""

import pytest

from jobs.descriptions.value import Parameter
from tests import factories
from tests.jobs.uws import rest

N = Parameter("n", "integer", default="1")


def _job(owner, **changes):
    return factories.job(owner, parameters=(factories.TEXT, N), **changes)


def test_all_are_listed_with_their_values(alice, as_program):
    row = _job(alice, values={"text": "a & b"})
    root = rest.valid(as_program.get(rest.path(row, "parameters")).content)
    assert rest.parameters(root) == {"text": "a & b", "n": "1"}


@pytest.mark.parametrize("name", ["text", "TEXT"])
def test_one_is_bare_text(name, alice, as_program):
    row = _job(alice, values={"text": " a <b>\n"})
    response = as_program.get(rest.path(row, "parameters", name))
    assert response.content == b" a <b>\n"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_one_that_is_not_there_is_a_404_with_its_name(alice, as_program):
    response = as_program.get(rest.path(_job(alice), "parameters", "m"))
    assert rest.said(response, 404) == "The job has no parameter m; it has: text, n."


def test_a_change_leaves_the_others_as_they_are(alice, as_program):
    row = _job(alice, values={"text": "mine"})
    response = as_program.post(rest.path(row, "parameters"), {"N": "5"})
    assert response["Location"] == rest.url(row)
    assert rest.created(response) == row
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.parameters(root) == {"text": "mine", "n": "5"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"n": "x"}, "n"),
        ({"m": "1"}, "m"),
        ({"text": "a", "TEXT": "b"}, "text"),
        ({"text": "a\x1fb"}, "text"),
    ],
)
def test_a_wrong_value_changes_nothing_and_is_named(given, field, alice, as_program):
    row = _job(alice, values={"text": "mine"})
    answer = as_program.post(rest.path(row, "parameters"), given)
    assert rest.said(answer, 400).startswith(f"{field}: ")
    assert [value.text for value in row.parameters.all()] == ["mine", "1"]


def test_a_job_that_was_started_is_closed(alice, as_program):
    row = factories.queued(alice)
    answer = as_program.post(rest.path(row, "parameters"), {"text": "b"})
    sentence = rest.said(answer, 403)
    assert sentence == "The job is QUEUED: only a PENDING job can be changed."


def test_a_wrong_run_name_beside_right_values_changes_nothing(alice, as_program):
    row = _job(alice, values={"text": "mine"})
    given = {"text": "other", "RUNID": "x" * 65}
    answer = as_program.post(rest.path(row, "parameters"), given)
    assert rest.said(answer, 400).startswith("RUNID: has 65 characters")
    assert row.parameters.get(name="text").text == "mine"


def test_a_run_name_is_changed_beside_values(alice, as_program):
    row = _job(alice, values={"text": "mine"})
    rest.created(as_program.post(rest.path(row, "parameters"), {"RUNID": "M13"}))
    assert factories.reload(row).run_id == "M13"
    rest.created(as_program.post(rest.path(row, "parameters"), {"text": "other"}))
    assert factories.reload(row).run_id == "M13"
