"""RESPONSEFORMAT: the form of an answer as a word in the query (DALI 1.1, 3.4.3)."""

import json

import pytest

from jobs.models import Job
from tests import factories
from tests.jobs.uws import rest, schemas

BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8"


@pytest.mark.parametrize("name", ["RESPONSEFORMAT", "responseformat", "ResponseFormat"])
@pytest.mark.parametrize("word", ["json", "JSON", "application/json", " json "])
@pytest.mark.parametrize("accept", ["*/*", "application/xml", BROWSER])
def test_it_counts_more_than_the_header(name, word, accept, alice, as_program):
    row = factories.job(alice)
    for path in (rest.path(row), "/rest/echo", rest.path(row, "phase")):
        answer = as_program.get(path, {name: word}, headers={"Accept": accept})
        assert answer["Content-Type"] == "application/json"
        json.loads(answer.getvalue())


@pytest.mark.parametrize("word", ["xml", "text/xml", "application/xml"])
def test_a_browser_gets_xml_by_it_and_no_page(word, alice, as_program):
    row = factories.job(alice)
    for path in (rest.path(row), "/rest/echo"):
        headers = {"Accept": BROWSER}
        answer = as_program.get(path, {"RESPONSEFORMAT": word}, headers=headers)
        rest.valid(answer.getvalue())


def test_an_error_comes_in_its_form(as_program):
    factories.version()
    answer = as_program.get("/rest/echo/j-none?RESPONSEFORMAT=votable")
    assert answer.status_code == 404
    (info,) = schemas.votable(answer.content).iter("{*}INFO")
    assert info.text == "There is no job j-none of echo."


@pytest.mark.parametrize("word", ["fits", "html", "<b>", "x" * 500])
@pytest.mark.parametrize("verb", ["get", "post"])
def test_another_word_is_a_400_and_nothing_is_made(verb, word, as_program):
    factories.version()
    query = {"RESPONSEFORMAT": word}
    answer = getattr(as_program, verb)("/rest/echo", query_params=query)
    assert rest.said(answer, 400).startswith("RESPONSEFORMAT: “")
    assert not Job.objects.exists()


def test_it_is_no_parameter_of_the_activity(as_program):
    factories.version()
    row = rest.created(as_program.post("/rest/echo?RESPONSEFORMAT=json"))
    assert [value.name for value in row.parameters.all()] == ["text"]
