"""The error of a job that failed, in the form that is asked for (DALI 1.1, 4.2)."""

import pytest

from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest, schemas
from tests.jobs.uws.test_documents_valid import in_phase

VOTABLE = "application/x-votable+xml"
TEXT = "text/plain; charset=utf-8"


@pytest.fixture
def failed(alice):
    return in_phase(Phase.ERROR, alice)


def _error(client, row, form="", accept="*/*"):
    query = {"RESPONSEFORMAT": form} if form else {}
    return client.get(rest.path(row, "error"), query, headers={"Accept": accept})


@pytest.mark.parametrize("form", ["votable", "VOTable", VOTABLE])
def test_as_a_votable_it_is_valid_and_says_error(form, failed, as_program):
    answer = _error(as_program, failed, form)
    assert (answer.status_code, answer["Content-Type"]) == (200, VOTABLE)
    (info,) = schemas.votable(answer.content).iter("{*}INFO")
    assert (info.get("name"), info.get("value")) == ("QUERY_STATUS", "ERROR")
    assert info.text.startswith(failed.error)
    assert info.text.endswith(failed.error_detail)


@pytest.mark.parametrize("form", ["json", "application/json"])
def test_as_json_the_sentence_and_the_detail_are_apart(form, failed, as_program):
    found = _error(as_program, failed, form).json()
    assert found == {"message": failed.error, "detail": failed.error_detail}


@pytest.mark.parametrize("form", ["text", "text/plain", ""])
def test_as_a_text_it_is_the_sentence_and_the_detail(form, failed, as_program):
    answer = _error(as_program, failed, form)
    assert (answer.status_code, answer["Content-Type"]) == (200, TEXT)
    lines = answer.content.decode().splitlines()
    assert (lines[0], lines[2]) == (failed.error, "The end of stderr:")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [("application/json", "application/json"), (VOTABLE, VOTABLE), ("*/*", TEXT)],
)
def test_without_the_word_it_is_what_the_header_accepts(
    accept, kind, failed, as_program
):
    assert _error(as_program, failed, accept=accept)["Content-Type"] == kind


def test_the_word_counts_more_than_the_header(failed, as_program):
    answer = _error(as_program, failed, "votable", "application/json")
    assert answer["Content-Type"] == VOTABLE


@pytest.mark.parametrize("form", ["fits", "html", "<b>", "x" * 500])
def test_another_word_is_a_400_that_says_what_is_known(form, failed, as_program):
    sentence = rest.said(_error(as_program, failed, form), 400)
    assert sentence.startswith("RESPONSEFORMAT: “")
    assert sentence.endswith("is not written here; say one of xml, text, json, votable")
    assert len(sentence) < 160


def test_a_job_without_an_error_has_none_in_any_form(alice, as_program):
    row = factories.job(alice)
    for form in ("text", "json", "votable"):
        assert _error(as_program, row, form).status_code == 404
