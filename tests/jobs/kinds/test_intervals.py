"""Two ends of an interval, in the unit of the description; one may be open."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.kinds.checking import problem, value


@pytest.mark.parametrize("text", ["1 10", "1..10", "1 .. 10", "[1, 10]", "1 to 10"])
def test_all_spellings_are_one_interval(text):
    found = value("interval", text)
    assert (found.text, found.typed) == ("1 10", [1.0, 10.0])


@pytest.mark.parametrize("text", ["1 .. 10 TeV", "1 TeV .. 10 TeV", "1 10 TeV"])
def test_a_unit_is_that_of_both_ends(text):
    found = value("interval", text, unit="GeV")
    assert found.typed == [1000.0, 10000.0]
    assert found.given == (text,)


def test_an_end_that_is_left_open_is_infinite_as_dali_writes_it():
    assert value("interval", "1..").text == "1 +Inf"
    assert value("interval", "..5").typed == [None, 5.0]
    assert value("interval", "1 +Inf").text == "1 +Inf"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("10 1", "10 is above 1: give the lower end first"),
        ("5", "write it like 1 .. 10"),
        ("a .. b", "not a number with a unit"),
        ("1 .. 2 .. 3", "is not an interval"),
        ("0 .. 3", "too small: at least 1"),
        ("2 .. 30", "too large: at most 20"),
        ("2 ..", "too large"),
    ],
)
def test_what_is_no_interval_says_what_would_be_right(text, right):
    assert right in problem("interval", text, minimum="1", maximum="20")


@given(st.floats(-1e99, 1e99), st.floats(-1e99, 1e99))
def test_what_the_script_gets_is_accepted_again(one, other):
    low, high = sorted([one, other])
    found = value("interval", f"{low!r} .. {high!r}")
    assert value("interval", found.text).typed == found.typed == [low, high]
