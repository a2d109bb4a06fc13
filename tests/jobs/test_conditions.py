"""Parameters that count only when another has a given value."""

import pytest

from jobs.descriptions.check import check
from jobs.descriptions.value import Description, Parameter
from jobs.errors import ValuesError

MODE = Parameter("mode", "choice", options=("fast", "slow"), default="fast")
STEPS = Parameter("steps", "integer", shown_if="mode", shown_values=("slow",))
EXTRA = Parameter(
    "extra", "text", default="x", shown_if="careful", shown_values=("yes",)
)
CAREFUL = Parameter(
    "careful", "boolean", default="false", shown_if="mode", shown_values=("slow",)
)
DESCRIPTION = Description("x", "", parameters=(MODE, STEPS, CAREFUL, EXTRA))


def values(**texts):
    found = check(DESCRIPTION, {name: [text] for name, text in texts.items()})
    return {value.name: value.text for value in found}


def problems(**texts):
    with pytest.raises(ValuesError) as caught:
        values(**texts)
    return caught.value.problems


def test_what_does_not_count_is_not_required_and_has_no_default():
    assert values() == {"mode": "fast", "steps": None, "careful": None, "extra": None}


def test_what_counts_is_required_and_has_its_default():
    assert "is required" in problems(mode="slow")["steps"]
    found = values(mode="slow", steps="3")
    assert found == {"mode": "slow", "steps": "3", "careful": "false", "extra": None}


def test_a_chain_of_conditions_is_followed_to_its_end():
    assert values(mode="slow", steps="3", careful="on")["extra"] == "x"
    assert values(mode="fast", careful="false")["extra"] is None


def test_a_value_that_does_not_count_is_refused_with_the_condition():
    assert problems(steps="3") == {
        "steps": "counts only when mode is slow: leave it out, or change that"
    }


def test_a_default_that_a_form_sends_along_is_ignored():
    assert values(extra="x", careful="false", steps="")["extra"] is None


def test_a_circle_of_conditions_ends():
    one = Parameter("one", "text", "", shown_if="two", shown_values=("a",), default="a")
    two = Parameter("two", "text", "", shown_if="one", shown_values=("a",), default="a")
    assert len(check(Description("x", "", parameters=(one, two)), {})) == 2
