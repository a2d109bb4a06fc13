"""Our own file format: what is written is read back; what does not fit is named."""

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given, settings

from jobs.descriptions import json_format, json_schema
from jobs.descriptions.value import (
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from jobs.errors import DescriptionError
from tests import factories
from tests.jobs.describing import descriptions

HEAD = {"format": json_format.FORMAT, "name": "echo", "script": "true"}
SCHEMA = Path("docs/activity-description.schema.json")
EXAMPLES = sorted(Path("examples").glob("*/activity.json"))
VALID = jsonschema_rs.Draft202012Validator(json_schema.build())
FULL = factories.description(
    type="Analysis",
    parameters=(Parameter("how", "choice", options=("a", "b"), default="a"),),
    used=(UsedEntity("image", required=False),),
    generated=(GeneratedEntity("maps", "*.fits", optional=True),),
    execution_duration=60,
)


def file(**fields):
    return json.dumps({**HEAD, **fields})


def problems(text, files=None):
    with pytest.raises(DescriptionError) as caught:
        json_format.read(text, files)
    return caught.value.problems


def test_what_is_written_is_read_back():
    assert json_format.read(json.dumps(json_format.write(FULL))) == FULL


@settings(max_examples=50)
@given(descriptions())
def test_any_description_comes_back_with_the_same_digest(description):
    back = json_format.read(json.dumps(json_format.write(description)))
    assert back == description
    assert json_format.digest(back) == json_format.digest(description)


@settings(max_examples=50)
@given(descriptions(), descriptions())
def test_different_descriptions_have_different_digests(one, other):
    same = json_format.digest(one) == json_format.digest(other)
    assert same == (one == other)


@settings(max_examples=50)
@given(descriptions())
def test_the_schema_allows_what_is_written(description):
    VALID.validate(json_format.write(description))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_schema_allows_every_example(path):
    VALID.validate(json.loads(path.read_text()))


def test_the_schema_in_the_documents_is_that_of_the_code():
    content = SCHEMA.read_text()
    assert json.loads(content) == json_schema.build()
    jsonschema_rs.meta.validate(json_schema.build())


@pytest.mark.parametrize(
    "fields",
    [
        {"colour": "red"},
        {"name": 7},
        {"execution_duration": -1},
        {"parameters": [{"name": "x", "kind": "float"}]},
        {"parameters": [{"name": "x"}]},
        {"examples": [{"name": "x", "values": {"a": "b"}}]},
        {"contact": {"phone": "1"}},
        {"generated": [{"name": "a"}]},
    ],
)
def test_what_the_schema_refuses_the_reader_refuses_too(fields):
    assert not VALID.is_valid({**HEAD, **fields})
    assert problems(file(**fields))


def test_the_name_of_the_schema_is_no_field_of_the_description():
    found = json_format.read(file(**{"$schema": "https://opus.example/schema.json"}))
    assert found == Description("echo", "true")


def test_a_file_with_the_least_it_needs_has_defaults_for_the_rest():
    assert json_format.read(file()) == Description("echo", "true")


def test_a_script_may_lie_beside_the_file():
    text = json.dumps(
        {"format": json_format.FORMAT, "name": "x", "script_file": "s.py"}
    )
    assert json_format.read(text, {"s.py": "print()"}).script == "print()"
    assert "there is no file “s.py”" in problems(text)["script_file"]


@pytest.mark.parametrize("name", [["s.py"], {"s": 1}, 7])
def test_the_name_of_the_script_is_a_text(name):
    assert "must be a text" in problems(file(script_file=name), {})["script_file"]


@pytest.mark.parametrize("text", ["", "{", "[", "\x00", "[" * 100_000])
def test_what_is_not_json_says_so(text):
    assert "is not JSON" in problems(text)["file"]


@pytest.mark.parametrize("text", ["[]", "7", "null", "{}", '{"format": "other/1"}'])
def test_another_format_is_refused_before_its_fields(text):
    assert problems(text) == {"format": f"is not “{json_format.FORMAT}”"}


@pytest.mark.parametrize(
    ("fields", "path", "right"),
    [
        ({"name": 7}, "name", "must be a text"),
        ({"colour": "red"}, "colour", "is not a known field"),
        ({"execution_duration": True}, "execution_duration", "must be an integer"),
        ({"execution_duration": 1.5}, "execution_duration", "must be an integer"),
        ({"contact": "me"}, "contact", "must be an object"),
        ({"contact": {"phone": "1"}}, "contact.phone", "is not a known field"),
        ({"parameters": {}}, "parameters", "must be a list"),
        ({"parameters": ["p"]}, "parameters.0", "must be an object"),
        ({"parameters": [{"name": "p"}]}, "parameters.0.kind", "is missing"),
        (
            {"parameters": [{"name": "p", "kind": "float"}]},
            "parameters.0.kind",
            "must be one of text, integer",
        ),
        (
            {"parameters": [{"name": "p", "kind": "text", "required": "no"}]},
            "parameters.0.required",
            "must be true or false",
        ),
        (
            {"parameters": [{"name": "p", "kind": "choice", "options": "ab"}]},
            "parameters.0.options",
            "must be a list of texts",
        ),
        ({"used": [{"name": "a"}, {}]}, "used.1.name", "is missing"),
        ({"generated": [{"name": "a"}]}, "generated.0.pattern", "is missing"),
    ],
)
def test_a_field_that_does_not_fit_is_named_by_its_path(fields, path, right):
    assert right in problems(file(**fields))[path]


def test_a_file_without_a_script_is_told():
    text = json.dumps({"format": json_format.FORMAT, "name": "x"})
    assert problems(text) == {"script": "is missing"}


@pytest.mark.parametrize("pattern", ["*.fits", "a?", "map[0-9]", "**/x"])
def test_a_pattern_with_a_wildcard_is_a_glob(pattern):
    assert GeneratedEntity("x", pattern).is_glob


@pytest.mark.parametrize("pattern", ["a.fits", "a b/c.fits", "a{1}.fits"])
def test_a_name_without_a_wildcard_is_no_glob(pattern):
    assert not GeneratedEntity("x", pattern).is_glob
