"""Values held against a description: what the script gets, what is said otherwise."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.descriptions import texts
from jobs.descriptions.check import check
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.errors import ValuesError
from tests import factories


def described(*parameters, used=()):
    return factories.description(parameters=parameters, used=used)


def one(parameter, *given):
    """The value of the only parameter, given so many times."""
    [value] = check(described(parameter), {parameter.name: given} if given else {})
    return value


def problem(parameter, *given):
    with pytest.raises(ValuesError) as caught:
        one(parameter, *given)
    return caught.value.problems[parameter.name]


@pytest.mark.parametrize(
    ("kind", "text", "typed"),
    [
        ("text", " as typed\n", " as typed\n"),
        ("integer", "-12", -12),
        ("integer", "+7", 7),
        ("integer", "9" * 300, int("9" * 300)),
        ("real", "2.5", 2.5),
        ("real", ".5", 0.5),
        ("real", "1.", 1.0),
        ("real", "-1E-3", -0.001),
    ],
)
def test_the_script_gets_the_text_as_given_and_json_gets_its_type(kind, text, typed):
    value = one(Parameter("p", kind), text)
    assert (value.text, value.typed) == (text, typed)
    assert type(value.typed) is type(typed)


@pytest.mark.parametrize("word", ["true", "TRUE", "1", "yes", "on", "T", " y "])
def test_each_word_for_true_reaches_the_script_as_true(word):
    value = one(Parameter("p", "boolean"), word)
    assert (value.text, value.typed) == ("true", True)


@pytest.mark.parametrize("word", ["false", "0", "No", "off", "F", "n"])
def test_each_word_for_false_reaches_the_script_as_false(word):
    value = one(Parameter("p", "boolean"), word)
    assert (value.text, value.typed) == ("false", False)


def test_blanks_around_a_number_mean_nothing():
    assert one(Parameter("p", "integer"), " 5\n").text == "5"


@pytest.mark.parametrize(
    ("kind", "text", "right"),
    [
        ("integer", "2.0", "give digits only"),
        ("integer", "1_000", "give digits only"),
        ("integer", "٣", "give digits only"),
        ("integer", "0x10", "give digits only"),
        ("integer", "9" * 301, "give digits only"),
        ("real", "nan", "write it like"),
        ("real", "inf", "write it like"),
        ("real", "1e999", "write it like"),
        ("real", "1,5", "write it like"),
        ("real", ".", "write it like"),
        ("boolean", "maybe", "give one of them"),
    ],
)
def test_a_text_of_another_kind_is_told_what_would_be_right(kind, text, right):
    assert right in problem(Parameter("p", kind), text)


def test_a_wrong_value_of_a_million_characters_comes_back_short():
    assert len(problem(Parameter("p", "integer"), "x" * 1_000_000)) < 200


@pytest.mark.parametrize("kind", ["integer", "real"])
def test_limits_belong_to_what_is_allowed(kind):
    parameter = Parameter("p", kind, minimum="-1", maximum="10", unit="pix")
    assert one(parameter, "-1").typed == -1
    assert one(parameter, "10").typed == 10
    assert "at least -1 pix" in problem(parameter, "-2")
    assert "at most 10 pix" in problem(parameter, "11")


def test_a_limit_of_zero_is_a_limit():
    assert "at least 0" in problem(Parameter("p", "integer", minimum="0"), "-1")


def test_a_choice_is_one_of_its_options_exactly():
    parameter = Parameter("p", "choice", options=("mean", "median"))
    assert one(parameter, "median").typed == "median"
    assert "choose from mean, median" in problem(parameter, "Mean")


def test_a_pattern_fits_the_whole_text():
    parameter = Parameter("p", "text", pattern="[A-Z]+")
    assert one(parameter, "ABC").text == "ABC"
    assert "does not match [A-Z]+" in problem(parameter, "ABC\n")
    assert "does not match [A-Z]+" in problem(parameter, "xABC")


@pytest.mark.parametrize("kind", ["text", "integer", "real", "boolean", "choice"])
@pytest.mark.parametrize("given", [(), ("",)])
def test_a_required_value_that_is_not_there_is_asked_for(kind, given):
    parameter = Parameter("p", kind, options=("a",) if kind == "choice" else ())
    assert "is required" in problem(parameter, *given)


def test_what_is_not_given_is_the_default_and_says_so():
    value = one(Parameter("p", "integer", default="5"))
    assert (value.text, value.typed, value.is_default) == ("5", 5, True)


def test_the_default_that_is_typed_again_is_still_the_default():
    assert one(Parameter("p", "integer", default="5"), " 5").is_default
    assert not one(Parameter("p", "integer", default="5"), "6").is_default


def test_an_optional_value_without_default_is_absent():
    value = one(Parameter("p", "real", required=False))
    assert (value.text, value.typed, value.is_default) == (None, None, True)


def test_an_optional_text_can_be_emptied_although_it_has_a_default_and_a_pattern():
    parameter = Parameter("p", "text", required=False, default="x", pattern="x")
    value = one(parameter, "")
    assert (value.text, value.is_default) == ("", False)


def test_an_optional_number_that_is_emptied_is_absent():
    value = one(Parameter("p", "integer", required=False, default="5"), " ")
    assert (value.text, value.is_default) == (None, False)


def test_a_name_may_come_in_any_case_and_keeps_the_case_of_the_description():
    [value] = check(described(Parameter("boxSize", "integer")), {"BOXSIZE": ["3"]})
    assert (value.name, value.text) == ("boxSize", "3")


def test_a_value_given_twice_is_refused_also_under_two_spellings():
    assert "given 2 times" in problem(Parameter("p", "text"), "a", "a")
    with pytest.raises(ValuesError) as caught:
        check(described(Parameter("p", "text")), {"p": ["a"], "P": ["b"]})
    assert "given 2 times" in caught.value.problems["p"]


def test_an_unknown_name_is_told_which_one_was_meant():
    description = described(Parameter("box_size", "integer", default="3"))
    with pytest.raises(ValuesError) as caught:
        check(description, {"boxsize": ["3"]})
    assert "did you mean box_size?" in caught.value.problems["boxsize"]


def test_an_unknown_name_far_from_all_is_told_which_ones_there_are():
    description = described(Parameter("p", "text"), used=(UsedEntity("image"),))
    with pytest.raises(ValuesError) as caught:
        check(description, {"p": ["a"], "unheard": ["1"]})
    assert "known: p, image" in caught.value.problems["unheard"]


def test_all_that_is_wrong_is_said_at_once():
    description = described(Parameter("a", "integer"), Parameter("b", "real"))
    with pytest.raises(ValuesError) as caught:
        check(description, {"a": ["x"], "c": ["1"]})
    assert set(caught.value.problems) == {"a", "b", "c"}


def test_a_control_character_is_refused_in_every_kind():
    for kind in ("text", "integer", "real", "boolean", "choice"):
        assert "U+0000" in problem(Parameter("p", kind, options=("a",)), "a\x00")


@given(st.text(min_size=1).filter(lambda text: not texts.problem(text)))
def test_any_text_that_can_be_kept_reaches_the_script_unchanged(text):
    assert one(Parameter("p", "text"), text).text == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_as_python_writes_it_is_a_real(number):
    assert one(Parameter("p", "real"), repr(number)).typed == number


@given(st.text())
def test_no_text_makes_the_check_fail_otherwise_than_with_a_sentence(text):
    for kind in ("text", "integer", "real", "boolean", "choice"):
        with contextlib.suppress(ValuesError):
            one(Parameter("p", kind, options=("a",)), text)
