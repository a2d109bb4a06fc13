"""Values that activities pass on in memory."""

import math

import pytest


def test_what_one_gives_and_another_gets_is_one_value(prov, events):
    with prov.activity("measure"):
        prov.add_output_value("mean", 3.5, role="level")
    with prov.activity("subtract"):
        prov.add_input_value("mean", 3.5)
    made, used = events().one("generated"), events().one("used")
    assert (made["name"], made["value"], made["role"]) == ("mean", 3.5, "level")
    assert (used["name"], used["value"]) == ("mean", 3.5)
    assert made["id"] == events().id("measure")
    assert used["id"] == events().id("subtract")


@pytest.mark.parametrize(
    ("value", "kept"),
    [([1, 2], [1, 2]), ({"a": None}, {"a": None}), (True, True), ({1}, [1])],
)
def test_a_value_is_kept_as_json(prov, events, value, kept):
    with prov.activity("a"):
        prov.add_output_value("x", value)
    assert events().one("generated")["value"] == kept


@pytest.mark.parametrize("value", [object(), math.nan, 1j, b"\xff", "\ud800", ...])
def test_what_json_does_not_know_does_no_harm(prov, events, value):
    with prov.activity("a"):
        prov.add_output_value("x", value)
    assert "value" in events().one("generated")


def test_without_an_activity_one_is_begun(prov, events):
    prov.add_input_value("x", 1)
    assert events().one("used")["id"] == events().one("start")["id"]
