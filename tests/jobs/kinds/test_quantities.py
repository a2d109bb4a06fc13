"""A number with a unit reaches the script in the unit of the description."""

import contextlib
import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.descriptions.kinds import quantities
from jobs.errors import ValuesError
from tests.jobs.kinds.checking import problem, value


@pytest.mark.parametrize("text", ["2 arcmin", "2arcmin", " 2  arcmin ", "120 arcsec"])
def test_another_unit_is_converted_and_what_was_typed_is_kept(text):
    found = value("quantity", text, unit="deg")
    assert found.typed == pytest.approx(2 / 60, abs=1e-15)
    assert float(found.text) == found.typed
    assert found.given == (text.strip(),)


@pytest.mark.parametrize("text", ["2.50", "-1e-3"])
def test_a_bare_number_is_in_the_unit_of_the_description_and_stays_as_written(text):
    found = value("quantity", text, unit="deg")
    assert (found.text, found.typed, found.given) == (text, float(text), None)


def test_the_same_unit_may_be_written_in_another_way():
    assert value("quantity", "3 km s-1", unit="km/s").text == "3"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("5 kg", "kg cannot be turned into deg"),
        ("5 foo", "“foo” is not a unit that is known"),
        ("five deg", "write it like 2.5 deg"),
        ("1e999 deg", "not a finite number"),
        ("1 m**9999999", "is not a unit"),
        ("1 " + "x" * 10_000, "is not a unit"),
        ("٣ deg", "write it like"),
        ("1.2.3 deg", "not a finite number"),
    ],
)
def test_what_cannot_be_converted_says_why(text, right):
    assert right in problem("quantity", text, unit="deg")


def test_limits_may_have_units_of_their_own():
    limits = {"unit": "deg", "minimum": "1 arcmin", "maximum": "1"}
    assert value("quantity", "90 arcsec", **limits).given == ("90 arcsec",)
    assert "at least 1 arcmin" in problem("quantity", "30 arcsec", **limits)
    assert "at most 1 deg" in problem("quantity", "90 arcmin", **limits)


@given(st.floats(1e-200, 1e200), st.sampled_from(["deg", "arcmin", "rad", "hourangle"]))
def test_what_the_script_gets_is_accepted_again_and_is_the_same(number, unit):
    found = value("quantity", f"{number!r} {unit}", unit="deg")
    again = value("quantity", found.text, unit="deg")
    assert (again.text, again.typed, again.given) == (found.text, found.typed, None)
    back = quantities.parse(f"{found.text} deg", unit)[1]
    assert math.isclose(back, number, rel_tol=1e-12)


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_a_sentence(text):
    with contextlib.suppress(ValuesError):
        found = value("quantity", text or "x", unit="km/s")
        json.dumps(found.typed, allow_nan=False)
