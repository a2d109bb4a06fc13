"""The value that snippets are made of: what is sent, left out and still missing."""

import pytest

from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from jobs.snippets.request import Expected, Given, of
from tests import factories

BASE = "https://portal.example.org"
OPTIONAL = {"required": False}


def wanted(*parameters, used=(), generated=(), files=None, **texts):
    description = factories.description(
        parameters=parameters, used=used, generated=generated
    )
    return of(description, Given(texts, files or {}), BASE)


def test_the_endpoint_is_the_one_of_uws():
    request = wanted()
    assert request.endpoint == "https://portal.example.org/rest/echo"
    assert request.profile == "https://portal.example.org/profile"


def test_values_come_in_the_order_of_the_description():
    request = wanted(
        Parameter("b", "text"), Parameter("a", "text"), RUNID="M13", a="1", b="2"
    )
    assert request.values == (("b", "2"), ("a", "1"), ("RUNID", "M13"))


def test_what_is_default_is_left_out_and_named():
    request = wanted(
        Parameter("a", "integer", default="3"),
        Parameter("b", "integer", default="4"),
        a=" 3 ",
    )
    assert (request.values, request.defaults) == ((), ("a", "b"))


def test_what_is_required_and_not_given_is_missing():
    request = wanted(
        Parameter("a", "integer"), Parameter("b", "text", default="x"), b=""
    )
    assert (request.values, request.missing) == ((), ("a", "b"))


def test_what_is_optional_and_not_given_is_not_spoken_of():
    request = wanted(Parameter("a", "integer", **OPTIONAL), a="")
    assert (request.values, request.missing, request.defaults) == ((), (), ())


@pytest.mark.parametrize("kind", ["text", "integer"])
def test_an_optional_default_can_be_emptied(kind):
    request = wanted(Parameter("a", kind, default="7", **OPTIONAL), a="")
    assert request.values == (("a", ""),)


def test_an_optional_text_that_is_empty_is_sent_as_it_is():
    request = wanted(Parameter("a", "text", **OPTIONAL), a="")
    assert request.values == (("a", ""),)


def test_blanks_belong_to_a_text_and_not_to_a_number():
    request = wanted(Parameter("a", "text"), Parameter("n", "real"), a=" x ", n=" 1 ")
    assert request.values == (("a", " x "), ("n", "1"))


def test_what_the_portal_refuses_unread_is_missing():
    request = wanted(Parameter("a", "text"), a="\x1b[2J", RUNID="\x00")
    assert (request.values, request.missing) == ((), ("a", "RUNID"))


def test_a_required_file_stands_for_one_of_the_users():
    request = wanted(used=(UsedEntity("image", content_types=("image/fits",)),))
    assert request.files == (("image", "image.fits"),)


def test_a_file_that_was_chosen_counts_more_than_an_id():
    request = wanted(
        used=(UsedEntity("image"),), image="e-1", files={"image": "m13.fits"}
    )
    assert (request.files, request.values) == ((("image", "m13.fits"),), ())


def test_a_file_by_id_is_a_value():
    request = wanted(used=(UsedEntity("image"),), image=" e-1 ")
    assert (request.files, request.values) == ((), (("image", "e-1"),))


@pytest.mark.parametrize("text", ["", "e-0"])
def test_the_default_file_is_left_out(text):
    request = wanted(used=(UsedEntity("image", default="e-0"),), image=text)
    assert (request.files, request.values) == ((), ())
    assert request.defaults == ("image",)


def test_an_optional_file_is_left_out():
    assert wanted(used=(UsedEntity("image", **OPTIONAL),)).files == ()


def test_results_are_known_by_their_file_unless_there_may_be_many():
    request = wanted(
        generated=(GeneratedEntity("a", "maps/a.fits"), GeneratedEntity("b", "*.png"))
    )
    assert request.results == (Expected("a", "a.fits"), Expected("b", ""))
