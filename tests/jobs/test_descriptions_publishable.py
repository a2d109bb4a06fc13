"""A description that can be used, and the sentence at each field of one that cannot."""

import pytest

from jobs.descriptions.publishable import problems
from jobs.descriptions.value import (
    Contact,
    Description,
    GeneratedEntity,
    Parameter,
    UsedEntity,
)
from tests import factories


def of(**changes):
    return problems(factories.description(**changes))


def of_parameter(name="p", kind="text", **fields):
    return of(parameters=(Parameter(name, kind, **fields),))


def test_a_complete_description_has_no_problem():
    description = factories.description(
        type="Analysis",
        execution_duration=60,
        documentation="https://example.org/echo",
        parameters=(
            Parameter("size", "integer", default="5", minimum="1", maximum="9"),
            Parameter("cut", "real", required=False, minimum="-1e3"),
            Parameter("how", "choice", default="mean", options=("mean", "median")),
            Parameter("deep", "boolean", default="true"),
            Parameter("word", "text", default="ABC", pattern="[A-Z]+"),
        ),
        used=(UsedEntity("image", content_types=("image/fits",)),),
        generated=(GeneratedEntity("maps", "maps/**/*.fits", optional=True),),
    )
    assert problems(description) == {}


def test_an_empty_description_is_told_all_that_it_needs():
    found = problems(Description("", ""))
    assert set(found) == {"name", "title", "contact_name", "script"}


@pytest.mark.parametrize(
    ("field", "value", "right"),
    [
        ("name", "new", "choose another name"),
        ("title", "  ", "in a few words"),
        ("script", " \n", "nothing to run"),
        ("script", "a\x00", "leave it out"),
        ("script", "é" * 500_001, "let it call a program"),
        ("execution_duration", -1, "cannot be negative"),
        ("description", "a\x08", "leave it out"),
        ("version", "1\x1b[m", "leave it out"),
    ],
)
def test_a_wrong_head_is_told_at_its_field(field, value, right):
    assert right in of(**{field: value})[field]


def test_a_contact_is_somebody_with_a_mail_address_or_none():
    assert of(contact=Contact("Help desk")) == {}
    assert "whom may users ask" in of(contact=Contact(" "))["contact_name"]
    assert "mail address" in of(contact=Contact("A", "a b@example"))["contact_email"]
    assert "leave it out" in of(contact=Contact("A\x01"))["contact_name"]


@pytest.mark.parametrize("kind", ["parameters", "used", "generated"])
def test_each_part_needs_a_name_that_the_script_can_have(kind):
    part = {
        "parameters": Parameter("1st", "text"),
        "used": UsedEntity("PATH"),
        "generated": GeneratedEntity("provjson", "a"),
    }[kind]
    assert f"{kind}.0.name" in of(**{kind: (part,)})


def test_no_two_parts_share_a_name_whatever_their_case_and_kind():
    found = of(
        parameters=(Parameter("image", "text"),),
        used=(UsedEntity("Image"),),
        generated=(GeneratedEntity("other", "o"), GeneratedEntity("IMAGE", "i")),
    )
    assert set(found) == {"parameters.0.name", "used.0.name", "generated.1.name"}
    assert "case does not count" in found["used.0.name"]


@pytest.mark.parametrize(
    ("fields", "path", "right"),
    [
        ({"kind": "integer", "minimum": "x"}, "minimum", "give digits only"),
        ({"kind": "real", "maximum": "inf"}, "maximum", "write it like"),
        ({"kind": "real", "minimum": "2", "maximum": "1"}, "maximum", "below the min"),
        ({"kind": "text", "minimum": "1"}, "minimum", "has no limits"),
        ({"kind": "text", "options": ("a",)}, "options", "only a choice"),
        ({"kind": "choice"}, "options", "needs options"),
        ({"kind": "choice", "options": ("a", "a")}, "options", "there twice"),
        ({"kind": "choice", "options": ("a", "")}, "options", "can never be chosen"),
        ({"kind": "choice", "options": (" a",)}, "options", "can never be chosen"),
        ({"kind": "choice", "options": ("a\x02",)}, "options", "leave it out"),
        ({"pattern": "["}, "pattern", "not a regular expression"),
        ({"unit": "\x02"}, "unit", "leave it out"),
        ({"title": "\ud800"}, "title", "leave it out"),
    ],
)
def test_a_wrong_parameter_is_told_at_its_field(fields, path, right):
    assert right in of_parameter(**fields)[f"parameters.0.{path}"]


@pytest.mark.parametrize(
    ("fields", "right"),
    [
        ({"kind": "integer", "default": "x"}, "give digits only"),
        ({"kind": "integer", "default": "5", "maximum": "4"}, "at most 4"),
        ({"kind": "text", "default": "a", "pattern": "b"}, "does not match b"),
        ({"kind": "choice", "default": "c", "options": ("a",)}, "choose from a"),
        ({"kind": "text", "default": "a\x00"}, "leave it out"),
    ],
)
def test_a_default_is_checked_like_a_value(fields, right):
    assert right in of_parameter(**fields)["parameters.0.default"]


@pytest.mark.parametrize(
    ("kind", "default", "right"),
    [("boolean", "Yes", "true"), ("integer", " 5", "5"), ("real", "1.5 ", "1.5")],
)
def test_a_default_is_written_as_the_script_gets_it(kind, default, right):
    """So a form can offer it, and a value that equals it is known as the default."""
    sentence = of_parameter(kind=kind, default=default)["parameters.0.default"]
    assert sentence == f"write it as {right}"
    assert of_parameter(kind=kind, default=right) == {}


def test_a_pattern_that_does_not_compile_does_not_stop_the_other_checks():
    found = of(parameters=(Parameter("a", "text", pattern="["), Parameter("", "text")))
    assert set(found) == {"parameters.0.pattern", "parameters.1.name"}


@pytest.mark.parametrize(
    ("pattern", "right"),
    [
        (" ", "is required"),
        ("/etc/passwd", "must stay in the work folder"),
        ("../other", "must stay in the work folder"),
        ("maps/../../x", "must stay in the work folder"),
        ("maps/", "names a folder"),
        ("a\x07", "leave it out"),
    ],
)
def test_a_result_lies_in_the_work_folder(pattern, right):
    found = of(generated=(GeneratedEntity("out", pattern),))
    assert right in found["generated.0.pattern"]


def test_a_media_type_looks_like_one():
    for right in ("image/fits", "text/plain; charset=utf-8", "image/*"):
        assert of(used=(UsedEntity("x", content_types=(right,)),)) == {}
        assert of(generated=(GeneratedEntity("x", "x", content_type=right),)) == {}
    for wrong in ("fits", "image/", "image/fits\n", "a b/c"):
        found = of(
            used=(UsedEntity("x", content_types=("image/fits", wrong)),),
            generated=(GeneratedEntity("y", "y", content_type=wrong),),
        )
        assert "write it like image/fits" in found["used.0.content_types"]
        assert "write it like image/fits" in found["generated.0.content_type"]
