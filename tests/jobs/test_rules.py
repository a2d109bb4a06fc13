"""What keeps a description from being used, of the parts that are not plain."""

import time

import pytest

from jobs.descriptions import publishable
from jobs.descriptions.value import (
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from tests import factories


def of(**changes):
    return publishable.problems(factories.description(**changes))


def of_one(kind="text", **fields):
    found = of(parameters=(Parameter("p", kind, **fields),))
    return {path.removeprefix("parameters.0."): what for path, what in found.items()}


@pytest.mark.parametrize(
    ("kind", "fields", "path", "right"),
    [
        ("quantity", {}, "unit", "is required"),
        ("quantity", {"unit": "foo"}, "unit", "is not a unit"),
        ("boolean", {"unit": "deg"}, "unit", "only what is measured"),
        ("real", {"ucd": "no.such"}, "ucd", "is not a UCD"),
        ("real", {"pattern": "x"}, "pattern", "only a text"),
        ("text", {"pattern": "("}, "pattern", "not a regular expression"),
        ("text", {"time_format": "mjd"}, "time_format", "only a datetime"),
        ("text", {"content_types": ("image/fits",)}, "content_types", "only a file"),
        ("choice", {"options": ("a\nb",)}, "options", "remove the blanks"),
        ("datetime", {"minimum": "soon"}, "minimum", "not a moment"),
        ("quantity", {"unit": "deg", "maximum": "1 kg"}, "maximum", "cannot be turned"),
        ("interval", {"minimum": "5", "maximum": "1"}, "maximum", "below the minimum"),
        ("quantity", {"unit": "deg", "default": "1 kg"}, "default", "cannot be turned"),
        ("position", {"default": "400 1"}, "default", "right ascension"),
        ("integer", {"most": 2, "default": "1\n2\n3"}, "default", "at most 2"),
    ],
)
def test_a_wrong_field_is_told(kind, fields, path, right):
    assert right in of_one(kind, **fields)[path]


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("quantity", {"unit": "deg", "default": "2 arcmin", "maximum": "1 rad"}),
        ("position", {"default": "M31"}),
        ("interval", {"unit": "TeV", "default": "1 .. 10"}),
        ("datetime", {"default": "MJD 60000", "time_format": "jd"}),
        ("choice", {"options": ("a", "b"), "default": "a\nb", "most": 0}),
        ("real", {"unit": "km/s", "ucd": "spect.dopplerVeloc"}),
    ],
)
def test_a_right_one_has_no_problem(kind, fields):
    assert of_one(kind, **fields) == {}


def test_a_condition_points_to_another_parameter_and_values_that_it_can_have():
    mode = Parameter("mode", "choice", options=("a", "b"), default="a")

    def condition(**fields):
        other = Parameter("p", "text", default="x", **fields)
        found = of(parameters=(mode, other))
        return " ".join(f"{path} {what}" for path, what in found.items())

    assert condition(shown_if="mode", shown_values=("a",)) == ""
    assert "is no parameter; there is: mode" in condition(shown_if="moed")
    assert "“c” is not an option" in condition(shown_if="mode", shown_values=("c",))
    assert "which of mode?" in condition(shown_if="mode")
    assert "of which parameter?" in condition(shown_values=("a",))
    assert "cut the circle" in condition(shown_if="p", shown_values=("x",))


@pytest.mark.parametrize(
    ("url", "right"),
    [
        ("https://example.org/data", "write $ID"),
        ("https://$ID.example.org/", "in the name of the host"),
        ("ftp://example.org/$ID", "not a URL of the web"),
    ],
)
def test_a_template_has_a_place_for_the_identifier_behind_the_host(url, right):
    assert right in of(used=(UsedEntity("image", url=url),))["used.0.url"]
    assert of(used=(UsedEntity("image", url="https://example.org/?id=$ID"),)) == {}


def test_one_name_is_one_file():
    found = of(generated=(GeneratedEntity("out", "out.txt", most=3),))
    assert "one name is one file" in found["generated.0.most"]


def test_an_example_gives_what_would_be_accepted():
    good = Example("m13", values=(("text", ("hi",)),), results=("out",))
    assert of(examples=(good,)) == {}
    wrong = (
        Example("m 13"),
        Example("twice"),
        Example("Twice"),
        Example("a", values=(("txet", ("hi",)),)),
        Example("b", results=("map",)),
    )
    found = of(examples=wrong)
    assert "is not a name" in found["examples.0.name"]
    assert "is used twice" in found["examples.2.name"]
    assert "did you mean text?" in found["examples.3.values"]
    assert "there is: out" in found["examples.4.results"]


def test_an_example_gives_the_files_that_are_required():
    image = UsedEntity("image")
    assert (
        "image: is required"
        in (of(used=(image,), examples=(Example("a"),))["examples.0.values"])
    )


def test_a_known_error_has_a_pattern_and_an_explanation():
    found = of(known_errors=(KnownError("(", ""), KnownError("", "It is so.")))
    assert "not a regular expression" in found["known_errors.0.pattern"]
    assert "what does it mean" in found["known_errors.0.explanation"]
    assert "what is printed" in found["known_errors.1.pattern"]


def test_how_it_runs_is_something_that_there_is():
    found = of(backend="moon", controls=("speed",))
    assert "there is: local" in found["backend"]
    assert "there is: executionDuration" in found["controls"]
    shorter = of(execution_duration=60, longest_duration=30)
    assert "below the usual 60" in shorter["longest_duration"]


def test_a_thousand_parameters_are_answered_and_more_are_not_looked_at():
    many = tuple(
        Parameter(f"p{n}", "quantity", default="1 arcmin", unit="deg")
        for n in range(999)
    )
    begin = time.process_time()
    assert of(parameters=many) == {}
    assert time.process_time() - begin < 20  # a bound against squares, not a budget
    found = of(parameters=(*many, *(Parameter(f"q{n}", "text") for n in range(99))))
    assert "1,000 at most" in found["name"]


def test_a_description_of_many_megabytes_is_refused():
    parts = tuple(Parameter(f"p{n}", "text", default="x" * 99_000) for n in range(50))
    assert "characters: leave some out" in of(parameters=parts)["name"]
