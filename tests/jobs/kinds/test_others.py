"""Texts with patterns, addresses, and units as authors write them."""

import pytest

from jobs.descriptions.kinds import ucds, units
from tests.jobs.kinds.checking import problem, value


def test_a_pattern_that_takes_for_ever_is_given_up():
    slow = r"(x|x)+(x|x)*(x|xx)+y(?=z)"
    assert "takes too long" in problem("text", "x" * 60 + "yz", pattern=slow)


def test_a_pattern_fits_the_whole_text():
    assert value("text", "ab1", pattern="[a-z]+[0-9]").text == "ab1"
    assert "does not match" in problem("text", "ab1!", pattern="[a-z]+[0-9]")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("ftp://example.org/x", "write it like https://example.org/file"),
        ("https://", "write it like"),
        ("https://me:secret@example.org/", "leave it out"),
        ("https://example.org/" + "x" * 3000, "at most"),
        ("https://example.org:port/", "is not a URL"),
        ("https://exa mple.org/", "write it like"),
    ],
)
def test_a_url_is_one_of_the_web_without_a_password(text, right):
    assert right in problem("url", text)


def test_a_url_reaches_the_script_as_it_is():
    address = "http://example.org:8080/a?b=c#d"
    assert value("url", address).text == address


@pytest.mark.parametrize(
    "text", ["", "deg", "km/s", "erg/s/cm**2", "Jy/beam", "1e-16 erg", "Msun", "%"]
)
def test_what_astronomers_write_is_a_unit(text):
    assert units.problem(text) == ""


@pytest.mark.parametrize(
    "text", ["foo", "m/", "deg\n", "m**99999", "x" * 99, "()" * 30]
)
def test_what_is_no_unit_is_told(text):
    assert "is not a unit" in units.problem(text)


def test_a_ucd_is_one_of_the_list():
    assert ucds.problem("pos.eq.ra;meta.main") == ""
    for wrong in ("pos.of.the.sun", "é", "pos..eq"):
        assert "is not a UCD" in ucds.problem(wrong)
