"""A place in the sky, however it is written, reaches the script in degrees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.kinds.checking import M31, problem, value


@pytest.mark.parametrize(
    "text",
    [
        "00 42 44.33 +41 16 07.5",
        "00h42m44.33s +41d16m07.5s",
        "00:42:44.33 +41:16:07.5",
        "0h 42m 44.33s, +41° 16' 7.5\"",
        "10.684708333, +41.26875",
    ],
)
def test_all_spellings_are_one_place(text):
    found = value("position", text)
    assert found.typed == pytest.approx([10.684708333, 41.26875], abs=1e-8)
    assert found.text.split() == [f"{angle:.9f}".rstrip("0") for angle in found.typed]
    assert found.given == (text,)


def test_the_south_is_below_zero_also_within_the_first_degree():
    assert value("position", "12 00 00 -00 30 00").typed == [180, -0.5]


def test_the_name_of_an_object_is_looked_up_and_kept():
    found = value("position", " M31 ")
    assert (found.typed, found.given) == (list(M31), ("M31",))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("400 10", "right ascension 400.0 is not between 0 and 360"),
        ("10 -91", "declination -91.0 is not between -90 and 90"),
        ("25 00 00 +10 00 00", "hours are below 24"),
        ("10 61 00 +10 00 00", "seconds below 60"),
        ("10", "write it like 10.6847 41.2688"),
        ("?" * 2000, "write it like"),
        ("M" * 2000, "write it like"),
        ("NGC 9999", "names are not looked up on this portal"),
    ],
)
def test_what_is_no_place_says_what_would_be_right(text, right):
    assert right in problem("position", text)


@given(st.floats(0, 360), st.floats(-90, 90))
def test_what_the_script_gets_is_that_place_and_is_accepted_again(ra, dec):
    found = value("position", f"{ra:.12f} {dec:.12f}")
    assert found.typed == pytest.approx([ra, dec], abs=1e-9)
    assert value("position", found.text).text == found.text
