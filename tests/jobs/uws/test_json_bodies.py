"""Values that a request gives as a JSON object."""

import json

import pytest

from jobs.descriptions.value import Parameter
from jobs.models import Job
from tests import factories
from tests.jobs.uws import rest

KIND = "application/json"
PARAMETERS = (
    factories.TEXT,
    Parameter("n", "integer", default="1"),
    Parameter("x", "real", default="1"),
    Parameter("flag", "boolean", default="false"),
)


@pytest.fixture(autouse=True)
def _echo(db):
    factories.version(parameters=PARAMETERS)


def _post(client, body, path="/rest/echo"):
    return client.post(path, body, content_type=KIND)


def _values(client, body):
    row = rest.created(_post(client, body))
    return {value.name: value.text for value in row.parameters.all()}


def test_texts_numbers_and_booleans_are_values(as_program):
    body = json.dumps({"text": "a\n“b”", "n": 7, "x": 0.25, "flag": True})
    found = _values(as_program, body)
    assert found == {"text": "a\n“b”", "n": "7", "x": "0.25", "flag": "true"}


@pytest.mark.parametrize("number", ["1.50", "1e3", "1E-07", "-0.0", "0.1", "12345678"])
def test_a_number_keeps_its_writing(number, as_program):
    assert _values(as_program, f'{{"x": {number}}}')["x"] == number
    assert _values(as_program, f'{{"text": {number}}}')["text"] == number


def test_a_number_of_any_length_is_never_rounded(as_program):
    number = "9" * 300
    assert _values(as_program, f'{{"n": {number}}}')["n"] == number


def test_a_number_that_is_too_long_is_a_400_at_its_field(as_program):
    for name in ("n", "x"):
        body = f'{{"{name}": {"9" * 5000}}}'
        assert rest.said(_post(as_program, body), 400).startswith(f"{name}: ")


def test_null_is_as_good_as_not_given(as_program):
    assert _values(as_program, '{"n": null, "PHASE": null}')["n"] == "1"
    assert Job.objects.get().phase == "PENDING"


def test_a_list_of_one_value_is_that_value_and_of_none_is_nothing(as_program):
    assert _values(as_program, '{"text": ["a"], "n": []}') == {
        "text": "a",
        "n": "1",
        "x": "1",
        "flag": "false",
    }


@pytest.mark.parametrize(
    "body",
    ['{"text": ["a", "b"]}', '{"text": "a", "text": "b"}', '{"text": "a", "TEXT": 1}'],
    ids=["list", "duplicate", "other case"],
)
def test_a_value_that_is_there_twice_is_a_400(body, as_program):
    sentence = rest.said(_post(as_program, body), 400)
    assert sentence == "text: given 2 times: give it once"
    assert not Job.objects.exists()


def test_words_of_uws_are_in_it_in_any_case(as_program):
    body = {"phase": "run", "RunId": "M13", "EXECUTIONDURATION": 60}
    row = rest.created(_post(as_program, json.dumps(body)))
    assert (row.phase, row.run_id, row.execution_duration) == ("QUEUED", "M13", 60)


def test_the_query_counts_too(as_program):
    row = rest.created(_post(as_program, '{"n": 2}', "/rest/echo?text=a&PHASE=RUN"))
    assert [value.text for value in row.parameters.all()][:2] == ["a", "2"]
    assert row.phase == "QUEUED"


def test_an_empty_body_and_an_empty_object_give_nothing(as_program):
    for body in ("", "{}"):
        assert rest.created(_post(as_program, body)).phase == "PENDING"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"text": {}}', "text"),
        ('{"text": {"a": 1}}', "text"),
        ('{"text": [["a"]]}', "text"),
        ('{"text": [{"a": 1}]}', "text"),
        ('{"txet": [{}]}', "txet"),
    ],
)
def test_a_value_that_is_nested_is_a_400_at_its_field(body, field, as_program):
    sentence = rest.said(_post(as_program, body), 400)
    assert sentence.startswith(f"{field}: ")
    assert not Job.objects.exists()


@pytest.mark.parametrize("text", [r"\ud800", r"a\udfffb", r"\u0000", r"\uffff"])
def test_what_no_document_can_hold_is_a_400_at_its_field(text, as_program):
    sentence = rest.said(_post(as_program, f'{{"text": "{text}"}}'), 400)
    assert sentence.startswith("text: character ")
    for name in ("RUNID", "PHASE", text):
        _refused(as_program, f'{{"{name}": "{text}"}}')


def _refused(client, body):
    """Whatever the form of the answer."""
    for accept in ("*/*", KIND, "application/x-votable+xml"):
        answer = client.post(
            "/rest/echo", body, content_type=KIND, headers={"Accept": accept}
        )
        assert answer.status_code == 400
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "text=a",
        '{"x": NaN}',
        '{"x": Infinity}',
        '{"x": -Infinity}',
        '{"x": 01}',
        '{"text": "a"} {}',
        b'{"text": "\xff"}',
        b"\xff\xfe",
        "[" * 100_000,
        '{"a":' * 100_000,
        '{"text": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
    ids=range(12),
)
def test_what_is_no_json_is_a_400(body, as_program):
    sentence = rest.said(_post(as_program, body), 400)
    assert sentence.startswith(("The body is not JSON: ", "text: "))
    assert not Job.objects.exists()


@pytest.mark.parametrize("body", ["[]", '"a"', "1", "true", "null", '[{"text": "a"}]'])
def test_what_is_no_object_is_a_400_that_shows_one(body, as_program):
    sentence = rest.said(_post(as_program, body), 400)
    assert sentence == 'The body is not a JSON object like {"name": "value"}.'


def test_more_names_than_a_form_may_have_are_a_400(as_program, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    sentence = rest.said(_post(as_program, '{"a": 1, "b": 1, "c": 1}'), 400)
    assert sentence == "The body has 3 names: 2 at most."


@pytest.mark.parametrize("leaf", ["parameters", "parameters/n"])
def test_values_of_a_job_that_is_there_are_given_so_too(leaf, alice, as_program):
    row = rest.created(as_program.post("/rest/echo"))
    rest.created(_post(as_program, '{"n": 5}', rest.path(row, leaf)))
    assert row.parameters.get(name="n").text == "5"


def test_a_phase_is_asked_for_so_too(as_program):
    row = rest.created(as_program.post("/rest/echo"))
    answer = _post(as_program, '{"PHASE": "ABORT"}', rest.path(row, "phase"))
    assert rest.created(answer).phase == "ABORTED"
