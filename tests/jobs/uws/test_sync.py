"""The synchronous façade: one request that ends in the result."""

import pytest

from jobs import lifecycle
from jobs.descriptions.value import GeneratedEntity, Parameter
from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest, schemas
from tests.jobs.uws.test_documents_valid import in_phase

N = Parameter("n", "integer", default="1")


@pytest.fixture
def echo(db):
    return factories.version(parameters=(factories.TEXT, N))


def _sync(row):
    return f"/rest/echo/sync/{row.public_id}"


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_job_is_made_and_started_whatever_the_verb(verb, echo, as_program):
    answer = getattr(as_program, verb)("/rest/echo/sync", {"TEXT": "a", "runid": "M"})
    row = rest.created(answer)
    assert (row.phase, row.run_id, row.owner.username) == ("QUEUED", "M", "alice")
    assert row.parameters.get(name="text").text == "a"
    assert answer["Location"] == rest.PORTAL + _sync(row)


def test_phase_run_may_be_said_and_no_other(echo, as_program):
    assert rest.created(as_program.post("/rest/echo/sync", {"PHASE": "RUN"}))
    rest.said(as_program.post("/rest/echo/sync", {"PHASE": "ABORT"}), 400)


def test_it_leads_to_the_result_and_its_bytes(echo, as_program):
    made = as_program.post("/rest/echo/sync", {"text": "synchronous"})
    row = factories.run(rest.created(made))
    answer = as_program.get(_sync(row))
    assert (answer.status_code, answer["Location"]) == (
        303,
        rest.url(row, "results", "out"),
    )
    result = as_program.get(answer["Location"])
    assert result.getvalue() == b"synchronous"


@pytest.mark.parametrize("make", [factories.queued, factories.executing])
def test_while_it_is_not_over_it_leads_to_itself(make, alice, as_program):
    row = make(alice)
    answer = as_program.get(_sync(row))
    assert (answer.status_code, answer["Location"]) == (303, rest.PORTAL + _sync(row))


def test_a_job_that_failed_is_a_422_with_the_sentence(alice, as_program):
    row = in_phase(Phase.ERROR, alice)
    answer = as_program.get(_sync(row))
    sentence = rest.said(answer, 422)
    assert sentence.startswith(f"{row.error}\n\nThe end of stderr:\n")
    assert sentence.endswith(row.error_detail)
    assert answer["Link"] == f'<{rest.url(row)}>; rel="describedby"'


def test_the_sentence_comes_in_the_form_that_is_asked_for(alice, as_program):
    row = in_phase(Phase.ERROR, alice)
    in_json = as_program.get(_sync(row), headers={"Accept": "application/json"})
    assert in_json.json()["detail"].startswith(row.error)
    votable = as_program.get(
        _sync(row), headers={"Accept": "application/x-votable+xml"}
    )
    (info,) = schemas.votable(votable.content).iter("{*}INFO")
    assert votable.status_code == 422
    assert info.text.startswith(row.error)


@pytest.mark.parametrize(
    ("phase", "status"),
    [
        (Phase.ABORTED, 409),
        (Phase.ARCHIVED, 410),
        (Phase.PENDING, 409),
        (Phase.HELD, 409),
        (Phase.SUSPENDED, 409),
        (Phase.UNKNOWN, 409),
    ],
)
def test_what_will_not_be_over_by_itself_is_said_at_once(
    phase, status, alice, as_program
):
    row = in_phase(phase, alice)
    sentence = rest.said(as_program.get(_sync(row)), status)
    assert sentence == (factories.reload(row).error or f"The job {row} is {phase}.")


def test_a_job_without_a_result_has_no_content(alice, as_program):
    row = factories.executing(alice)
    lifecycle.finish(row, factories.Report(Phase.COMPLETED))
    answer = as_program.get(_sync(row))
    assert (answer.status_code, answer.content) == (204, b"")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"n": "x"}, "n: “x” is not an integer"),
        ({"txet": "a"}, "txet: echo has no such parameter"),
        ({"DESTRUCTION": "soon"}, "DESTRUCTION: "),
    ],
)
@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_wrong_value_is_a_400_and_nothing_is_made(
    verb, given, sentence, echo, as_program
):
    answer = getattr(as_program, verb)("/rest/echo/sync", given)
    assert rest.said(answer, 400).startswith(sentence)
    assert not Job.objects.exists()


def test_head_makes_nothing(echo, as_program):
    answer = as_program.head("/rest/echo/sync")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, POST")
    assert not Job.objects.exists()


def test_an_unknown_activity_or_job_is_a_404(echo, as_program):
    rest.said(as_program.post("/rest/nothing/sync"), 404)
    rest.said(as_program.get("/rest/echo/sync/j-none"), 404)


def test_somebody_else_learns_nothing(alice, as_program_of_bob, visitor):
    row = factories.completed(alice)
    rest.said(as_program_of_bob.get(_sync(row)), 403)
    rest.said(visitor.get(_sync(row)), 401)
    rest.said(visitor.post("/rest/echo/sync"), 401)


def test_anybody_may_run_what_is_open_to_anybody(visitor):
    factories.open_version()
    row = factories.run(rest.created(visitor.get("/rest/echo/sync?text=a")))
    assert visitor.get(visitor.get(_sync(row))["Location"]).getvalue() == b"a"


def test_the_main_result_is_the_one_that_is_called_result(alice, as_program):
    made = (GeneratedEntity("map", "*.dat"), GeneratedEntity("result", "r.txt"))
    row = factories.executing(alice, generated=made)
    row = _with_results(row, {"map": "a.dat", "result": "r.txt"})
    assert as_program.get(_sync(row))["Location"] == rest.url(row, "results", "result")
    assert as_program.get(rest.path(row, "results", "result")).getvalue() == b"r.txt"


def test_without_one_it_is_the_first_and_answers_to_that_name(alice, as_program):
    row = factories.completed(alice)
    assert as_program.get(_sync(row))["Location"] == rest.url(row, "results", "out")
    assert as_program.get(rest.path(row, "results", "result")).getvalue() == b"hello"


def test_a_job_that_is_not_over_has_no_main_result(alice, as_program):
    answer = as_program.get(rest.path(factories.job(alice), "results", "result"))
    sentence = "The job is PENDING: it has results when it is over."
    assert rest.said(answer, 404) == sentence


def _with_results(row, files):
    """A COMPLETED job with a file for each generated entity."""
    found = [
        made
        for name, file in files.items()
        for made in _named(name, factories.made(row, {file: file.encode()}))
    ]
    lifecycle.finish(row, factories.Report(Phase.COMPLETED, made=found))
    return row


def _named(name, found):
    return [factories.Made(name, one.path, one.size, one.sha256) for one in found]
