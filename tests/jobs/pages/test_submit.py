"""Sending the submit form: what becomes of each value."""

import pytest

from jobs.descriptions.value import Parameter
from jobs.models import Job
from tests import factories
from tests.jobs.pages.reading import errors, filled, one, send

pytestmark = pytest.mark.django_db
ADDRESS = "/activities/echo/run"


def submit(client, *parameters, **sent):
    factories.version(parameters=parameters)
    return send(client, client.get(ADDRESS), **sent)


def given(name="p"):
    return Job.objects.get().parameters.get(name=name)


def test_the_form_as_it_comes_makes_a_job_with_the_defaults(as_alice, alice, rung):
    answer = submit(as_alice, Parameter("p", "integer", default="3"))
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.public_id}"
    assert (job.owner, job.phase) == (alice, "QUEUED")
    assert (given().typed, given().is_default) == (3, True)
    assert rung


def test_a_job_can_be_created_to_be_started_later(as_alice):
    submit(as_alice, Parameter("p", "integer", default="3"), later="1")
    assert Job.objects.get().phase == "PENDING"


@pytest.mark.parametrize(
    ("parameter", "text", "typed"),
    [
        (Parameter("p", "text"), "a  b ", "a  b "),
        (Parameter("p", "integer"), " 12 ", 12),
        (Parameter("p", "real"), "1e-3", 0.001),
        (Parameter("p", "boolean"), "false", False),
        (Parameter("p", "choice", options=("r", "g")), "g", "g"),
        (Parameter("p", "text", required=False, default="x"), "", ""),
        (Parameter("p", "boolean", required=False), "", None),
    ],
)
def test_each_kind_of_value_arrives(as_alice, parameter, text, typed):
    submit(as_alice, parameter, p=text)
    assert given().typed == typed


def test_the_boolean_that_is_shown_is_the_one_that_is_sent(as_alice):
    submit(as_alice, Parameter("p", "boolean", default="false"))
    assert given().typed is False


def test_the_line_ends_of_a_browser_become_those_of_a_script(as_alice):
    submit(as_alice, Parameter("p", "text"), p="one\r\ntwo\r\n")
    assert given().text == "one\ntwo\n"


def test_a_text_that_begins_with_a_line_end_survives_the_form(as_alice):
    submit(as_alice, Parameter("p", "text", default="\n\nx"))
    assert given().text == "\n\nx"


@pytest.mark.parametrize(
    ("parameter", "text", "right"),
    [
        (Parameter("p", "integer"), "many", "give digits only"),
        (Parameter("p", "integer", minimum="8"), "7", "at least 8"),
        (Parameter("p", "real", maximum="9", unit="mag"), "9.5", "at most 9 mag"),
        (Parameter("p", "real"), "nan", "write it like 2.5"),
        (Parameter("p", "boolean"), "perhaps", "neither true nor false"),
        (Parameter("p", "choice", options=("r", "g")), "blue", "choose from r, g"),
        (Parameter("p", "text", pattern="[a-z]+"), "A", "does not match [a-z]+"),
        (Parameter("p", "text"), "", "give a value"),
        (Parameter("p", "text"), "a\x00b", "U+0000"),
        (Parameter("p", "text"), "a\x0bb", "U+000B"),
        (Parameter("p", "text"), "a\ufffeb", "U+FFFE"),
    ],
)
def test_a_wrong_value_comes_back_at_its_field(as_alice, parameter, text, right):
    answer = submit(as_alice, parameter, p=text)
    assert answer.status_code == 400
    assert list(errors(answer)) == ["p"]
    assert right in errors(answer)["p"]
    assert one(answer, '//main//*[@name="p"]').get("aria-invalid") == "true"
    assert not Job.objects.exists()


def test_a_sentence_at_a_field_is_said_once(as_alice):
    answer = submit(as_alice, Parameter("p", "text"), p="a\x00b")
    assert answer.content.decode().count("U+0000") == 2  # above all, and at the field


def test_all_wrong_values_come_back_at_once_and_nothing_is_lost(as_alice):
    parameters = (
        Parameter("number", "integer"),
        Parameter("flag", "boolean"),
        Parameter("colour", "choice", options=("r", "g"), default="r"),
        Parameter("words", "text", default="hello"),
        Parameter("blank", "text", pattern="x"),
    )
    typed = {
        "number": "many",
        "flag": "perhaps",
        "colour": "blue",
        "words": "<b>two\r\nlines",
        "blank": "  ",
        "RUNID": "x" * 65,
    }
    answer = submit(as_alice, *parameters, **typed)
    assert set(errors(answer)) == {"number", "flag", "colour", "blank", "RUNID"}
    kept = filled(answer)
    assert {name: kept[name] for name in typed} == {n: [t] for n, t in typed.items()}


def test_the_page_names_what_is_wrong_before_the_form(as_alice):
    answer = submit(as_alice, Parameter("p", "integer", title="Number"), p="x")
    link = one(answer, '//*[@role="alert"]//a')
    assert (link.get("href"), link.text) == ("#f-p", "Number")


def test_a_run_name_is_kept_without_the_blanks_around_it(as_alice):
    submit(as_alice, RUNID="  M13 deep ")
    assert Job.objects.get().run_id == "M13 deep"


def test_names_that_the_activity_does_not_know_are_no_values(as_alice):
    submit(as_alice, Parameter("p", "integer", default="1"), other="5")
    assert [row.name for row in Job.objects.get().parameters.all()] == ["p"]
