"""Several values of one parameter: repeated, or one on each line."""

import pytest

from tests.jobs.kinds.checking import problem, value


@pytest.mark.parametrize("texts", [("1", "2", "3"), ("1\n2\n3",), ("1\n\n 2 ", "3")])
def test_several_values_are_one_on_each_line_and_a_list(texts):
    found = value("integer", *texts, most=0)
    assert (found.text, found.typed) == ("1\n2\n3", [1, 2, 3])


def test_what_was_typed_is_kept_of_all_if_it_differs_in_one():
    found = value("quantity", "60 arcmin", "2", unit="deg", most=3)
    assert (found.text, found.given) == ("1.0\n2", ("60 arcmin", "2"))


def test_too_many_are_told_how_many_there_may_be():
    assert "at most 2" in problem("integer", "1", "2", "3", most=2)
    assert "give it once" in problem("integer", "1", "2")


def test_one_that_is_wrong_is_told():
    assert "“x” is not an integer" in problem("integer", "1\nx", most=0)


def test_a_choice_has_each_option_once():
    choice = {"options": ("a", "b", "c"), "most": 0}
    assert value("choice", "c", "a", **choice).typed == ["c", "a"]
    assert "choose each once" in problem("choice", "a", "a", **choice)


def test_a_list_that_is_emptied_is_empty_and_one_that_is_not_sent_has_its_default():
    optional = {"most": 0, "required": False, "default": "1\n2"}
    assert value("integer", "", **optional).text is None
    assert value("integer", **optional).typed == [1, 2]
    assert "is required" in problem("integer", "", most=0, default="1")
