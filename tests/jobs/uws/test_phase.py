"""The phase: read, RUN and ABORT."""

import pytest

from tests import factories
from tests.jobs.uws import rest


def test_the_phase_is_bare_text(alice, as_program):
    response = as_program.get(rest.path(factories.queued(alice), "phase"))
    assert response.content == b"QUEUED"
    assert response["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("given", [{"PHASE": "RUN"}, {"phase": "run"}])
def test_run_queues_the_job_before_the_answer_is_given(given, alice, as_program):
    row = factories.job(alice)
    response = as_program.post(rest.path(row, "phase"), given)
    assert rest.created(response).phase == "QUEUED"
    assert response["Location"] == rest.url(row)


def test_run_is_understood_at_the_job_itself(alice, as_program):
    response = as_program.post(rest.path(factories.job(alice)), {"PHASE": "RUN"})
    assert rest.created(response).phase == "QUEUED"


@pytest.mark.parametrize("make", [factories.job, factories.queued, factories.executing])
def test_abort_is_done_when_the_answer_comes(make, alice, as_program):
    response = as_program.post(rest.path(make(alice), "phase"), {"PHASE": "ABORT"})
    assert rest.created(response).phase == "ABORTED"


@pytest.mark.parametrize(
    ("make", "word", "sentence"),
    [
        (
            factories.queued,
            "RUN",
            "The job is QUEUED: only a PENDING job can be started.",
        ),
        (
            factories.completed,
            "RUN",
            "The job is COMPLETED: only a PENDING job can be started.",
        ),
        (
            factories.completed,
            "ABORT",
            "The job is COMPLETED: it is over already.",
        ),
    ],
)
def test_what_the_phase_does_not_allow_is_a_403(
    make, word, sentence, alice, as_program
):
    row = make(alice)
    before = row.phase
    answer = as_program.post(rest.path(row, "phase"), {"PHASE": word})
    assert rest.said(answer, 403) == sentence
    assert factories.reload(row).phase == before


@pytest.mark.parametrize("word", ["", "HOLDS", "COMPLETED", "<b>", "x" * 500])
def test_an_unknown_phase_is_a_400_that_says_what_is_known(word, alice, as_program):
    row = factories.job(alice)
    sentence = rest.said(as_program.post(rest.path(row, "phase"), {"PHASE": word}), 400)
    assert sentence.startswith("PHASE: ")
    assert sentence.endswith("say RUN, HOLD or ABORT")
    assert len(sentence) < 100


def test_put_is_not_a_verb_of_the_phase(alice, as_program):
    response = as_program.put(rest.path(factories.job(alice), "phase"))
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize(
    ("leaf", "name"),
    [
        ("phase", "PHASE"),
        ("executionduration", "EXECUTIONDURATION"),
        ("destruction", "DESTRUCTION"),
    ],
)
def test_a_word_that_is_missing_is_named(leaf, name, alice, as_program):
    answer = as_program.post(rest.path(factories.job(alice), leaf))
    assert rest.said(answer, 400).startswith(f"{name}: is missing: ")
