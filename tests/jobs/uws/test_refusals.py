"""What the portal cannot do: which status it has, in words, and when to try again."""

import msgspec
import pytest
from django.db import OperationalError, connection

from jobs import lifecycle
from jobs.errors import BackendError
from jobs.uws import errors
from jobs.uws.errors import Problem, resource
from provenance import drawing
from provenance.graph.engine import LayoutError
from tests import factories
from tests.jobs.uws import rest


@pytest.mark.parametrize(
    "path",
    [
        "/rest/echo/j-1/colour",
        "/rest/echo/j-1/phase/x",
        "/rest/echo/j-1/results/a/b",
        "/rest/echo/j-1/parameters/a/b",
        "/uws/echo/j-1/x/y/z",
        "/rest//j-1",
        "/rest/echo//phase",
    ],
)
def test_an_unknown_place_is_a_404_in_words(path, as_program):
    factories.version()
    answer = as_program.get(path)
    assert rest.said(answer, 404) == f"There is nothing at {path}."


def test_an_unknown_place_is_a_404_for_every_verb(as_program):
    for verb in ("GET", "POST", "PUT", "DELETE", "PATCH"):
        answer = as_program.generic(verb, "/rest/echo/j-1/colour")
        assert rest.said(answer, 404).startswith("There is nothing at ")


def test_a_long_place_is_not_repeated_whole(as_program):
    sentence = rest.said(as_program.get(f"/rest/echo/j-1/x/{'y' * 5000}"), 404)
    assert len(sentence) < 250


BODIES = ["application/xml", "text/plain", "application/octet-stream", "nonsense", ""]


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(
    "leaf", ["", "phase", "parameters", "parameters/text", "destruction"]
)
def test_a_body_that_is_no_form_is_a_415(kind, leaf, alice, as_program):
    row = factories.job(alice)
    path = "/".join(filter(None, [rest.path(row), leaf]))
    sentence = rest.said(as_program.generic("POST", path, "PHASE=RUN", kind), 415)
    assert sentence == (
        "Send parameters as application/x-www-form-urlencoded or multipart/form-data "
        f"or application/json, not as {kind}."
    )
    assert factories.reload(row).phase == "PENDING"


@pytest.mark.parametrize("path", ["/rest/echo", "/rest/echo/sync"])
def test_creation_from_such_a_body_is_a_415(path, as_program):
    factories.version()
    rest.said(as_program.generic("POST", path, "text=a", "text/plain"), 415)


def _more_is_not_allowed(answer):
    sentence = rest.said(answer, 429)
    assert sentence.startswith("You have 1 job that waits or runs; 1 is allowed")
    assert int(answer["Retry-After"]) > 0


def test_more_jobs_than_one_may_have_are_a_429(alice, as_program, settings):
    settings.OPUS_USER_JOBS = 1
    factories.queued(alice)
    pending = factories.job(alice)
    _more_is_not_allowed(as_program.post("/rest/echo", {"PHASE": "RUN"}))
    _more_is_not_allowed(as_program.get("/rest/echo/sync"))
    _more_is_not_allowed(as_program.post(rest.path(pending, "phase"), {"PHASE": "RUN"}))
    assert factories.reload(pending).phase == "PENDING"
    assert alice.jobs.count() == 2


def test_a_job_that_only_waits_for_its_user_is_always_made(alice, as_program, settings):
    settings.OPUS_USER_JOBS = 0
    factories.version()
    assert rest.created(as_program.post("/rest/echo")).phase == "PENDING"


def test_more_anonymous_jobs_than_there_may_be_are_a_429(visitor, settings):
    settings.OPUS_ANONYMOUS_JOBS = 1
    factories.open_version()
    rest.created(visitor.post("/rest/echo"))
    answer = visitor.post("/rest/echo")
    assert "log in, or wait" in rest.said(answer, 429)
    assert answer["Retry-After"]


def _out_of_order(*_):
    raise OperationalError("database is locked")


def test_a_database_that_does_not_answer_is_a_503(visitor):
    factories.open_version()
    row = factories.job(None, of=factories.open_version())
    with connection.execute_wrapper(_out_of_order):
        for path in ("/rest/echo", rest.path(row), rest.path(row, "phase")):
            answer = visitor.get(path)
            sentence = rest.said(answer, 503)
            assert sentence == "The database does not answer: try again."
            assert int(answer["Retry-After"]) > 0


def test_so_it_is_for_who_logs_in(as_program):
    factories.version()
    assert as_program.get("/rest/echo").status_code == 200
    with connection.execute_wrapper(_out_of_order):
        assert rest.said(as_program.get("/rest/echo"), 503)


def test_so_it_is_for_a_session(as_alice):
    factories.version()
    with connection.execute_wrapper(_out_of_order):
        assert rest.said(as_alice.get("/rest/echo"), 503)


def test_a_machine_that_refuses_is_a_503(alice, as_program, monkeypatch):
    def refuse(*_):
        raise BackendError("Slurm does not answer.")

    monkeypatch.setattr(lifecycle, "abort", refuse)
    path = rest.path(factories.job(alice), "phase")
    answer = as_program.post(path, {"PHASE": "ABORT"})
    assert rest.said(answer, 503) == "Slurm does not answer."
    assert int(answer["Retry-After"]) > 0


def test_a_drawing_that_takes_too_long_is_a_503(alice, as_program, monkeypatch):
    def refuse(*_):
        raise LayoutError("The graph is too large.")

    row = factories.completed(alice)
    monkeypatch.setattr(drawing, "alone", refuse)
    answer = as_program.get(rest.path(row, "provsvg"))
    assert rest.said(answer, 503) == "The graph is too large."


def test_what_the_code_does_wrong_is_no_answer_of_ours(rf):
    """A fault of the portal is logged with its cause, and not dressed up."""

    @resource("GET")
    def broken(_):
        raise KeyError("x")

    with pytest.raises(KeyError):
        broken(rf.get("/"))


def test_a_sentence_never_holds_what_no_document_can_hold(rf):
    request = rf.get("/", headers={"Accept": "application/json"})
    answer = errors.refused(request, 400, "a\x00\ud800b", {"\x00n": "\udfffx"})
    problem = msgspec.json.decode(answer.content, type=Problem)
    assert problem == Problem("Bad Request", 400, "a��b", {"�n": "�x"})
