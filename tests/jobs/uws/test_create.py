"""POST to the list makes a job."""

from datetime import timedelta

import pytest

from jobs.descriptions.value import Parameter
from jobs.models import Job
from provenance import times
from tests import factories
from tests.jobs.uws import rest


@pytest.fixture(autouse=True)
def _echo(db):
    factories.version(
        parameters=(factories.TEXT, Parameter("n", "integer", default="1"))
    )


def test_a_job_is_made_and_the_answer_leads_to_it(as_program):
    response = as_program.post("/rest/echo", {"text": "a"})
    row = rest.created(response)
    assert response["Location"] == rest.url(row)
    assert row.phase == "PENDING"
    assert row.owner.username == "alice"


def test_location_is_the_configured_address_of_the_portal(as_program, settings):
    settings.OPUS_URL = "https://opus.example.org/portal"
    response = as_program.post("/rest/echo")
    assert response["Location"].startswith(
        "https://opus.example.org/portal/rest/echo/j-"
    )


@pytest.mark.parametrize("word", ["PHASE", "phase", "Phase"])
@pytest.mark.parametrize("run", ["RUN", "run"])
def test_phase_run_starts_it_at_once_in_any_case(word, run, as_program):
    assert rest.created(as_program.post("/rest/echo", {word: run})).phase == "QUEUED"


def test_another_phase_is_refused_and_nothing_is_made(as_program):
    sentence = rest.said(as_program.post("/rest/echo", {"PHASE": "COMPLETED"}), 400)
    assert sentence.startswith("PHASE: “COMPLETED”")
    assert not Job.objects.exists()


def test_parameters_may_be_in_the_query_the_body_or_both(as_program):
    response = as_program.post(
        "/rest/echo?TEXT=a%20b",
        "N=2&PHASE=RUN",
        content_type="application/x-www-form-urlencoded",
    )
    row = rest.created(response)
    assert [value.text for value in row.parameters.all()] == ["a b", "2"]
    assert row.phase == "QUEUED"


def test_names_are_in_any_case_and_values_keep_theirs(as_program):
    row = rest.created(as_program.post("/rest/echo", {"TeXt": "TeXt"}))
    assert row.parameters.get(name="text").text == "TeXt"


def test_what_uws_may_ask_of_a_job_is_taken(as_program):
    moment = times.uws(times.now() + timedelta(days=3))
    wishes = {"runid": "M13", "EXECUTIONDURATION": "60", "Destruction": moment}
    row = rest.created(as_program.post("/rest/echo", wishes))
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:runId") == "M13"
    assert rest.text(root, "uws:executionDuration") == "60"
    assert rest.text(root, "uws:destruction") == moment


@pytest.mark.parametrize(
    ("given", "field", "hint"),
    [
        ({"n": "ten"}, "n", "“ten” is not an integer: give digits only"),
        ({"txet": "a"}, "txet", "did you mean text?"),
        ({"text": ["a", "b"]}, "text", "given 2 times: give it once"),
        ({"text": "a", "TEXT": "b"}, "text", "given 2 times: give it once"),
        ({"EXECUTIONDURATION": "-1"}, "EXECUTIONDURATION", "a whole number of seconds"),
        ({"EXECUTIONDURATION": "9" * 1001}, "EXECUTIONDURATION", "a whole number"),
        ({"DESTRUCTION": "tomorrow"}, "DESTRUCTION", "write it like 2026-03-04T05"),
        ({"RUNID": "x" * 65}, "RUNID", "has 65 characters: 64 at most"),
        ({"RUNID": "a\x00b"}, "RUNID", "character 2 is U+0000"),
        ({"PHASE": ["RUN", "ABORT"]}, "PHASE", "given 2 times: give it once"),
    ],
)
def test_a_wrong_value_is_a_400_at_its_field(given, field, hint, as_program):
    sentence = rest.said(as_program.post("/rest/echo", given), 400)
    assert sentence.startswith(f"{field}: ")
    assert hint in sentence
    assert not Job.objects.exists()


def test_every_wrong_value_has_its_line(as_program):
    given = {"n": "ten", "x": "1"}
    lines = rest.said(as_program.post("/rest/echo", given), 400).splitlines()
    assert sorted(line[:2] for line in lines) == ["n:", "x:"]


def test_an_unknown_activity_makes_nothing(as_program):
    assert "no activity nothing" in rest.said(as_program.post("/rest/nothing"), 404)


def test_a_retired_activity_cannot_be_run(as_program):
    factories.retired(name="old")
    assert "old" in rest.said(as_program.post("/rest/old"), 404)
