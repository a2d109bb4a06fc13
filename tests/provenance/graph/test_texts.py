"""Texts made fit for a picture: clean, measured, cut, worded; addresses, too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from provenance.graph import links, text, words

ANY = st.text(st.characters(codec=None), max_size=200)
T0 = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)


@given(ANY)
def test_a_clean_text_is_one_line_that_xml_takes(given_):
    cleaned = text.clean(given_)
    element = etree.Element("a")
    element.text = cleaned
    assert (etree.fromstring(etree.tostring(element)).text or "") == cleaned
    assert cleaned == " ".join(cleaned.split())


@given(st.text(st.characters(categories=["L", "N", "P", "S"]), max_size=60))
def test_letters_digits_and_signs_stay(given_):
    assert text.clean(given_) == given_


def test_signs_that_turn_the_reading_around_are_left_out():
    assert text.clean("a\u202etxt.exe\u2066b\u200f") == "atxt.exeb"


def test_a_letter_has_few_marks():
    assert text.clean("z" + "\u0301" * 50) == "z" + "\u0301" * 3


@given(ANY, st.floats(30, 300), st.booleans())
def test_a_cut_text_fits(given_, width, bold):
    cut = text.clip(text.clean(given_), width, 12, bold=bold)
    assert text.measure(cut, 12, bold=bold) <= width


@given(ANY)
def test_a_text_that_fits_stays(given_):
    cleaned = text.clean(given_)
    assert text.clip(cleaned, text.measure(cleaned, 12), 12) == cleaned


def test_a_cut_text_keeps_its_beginning_and_its_end():
    cut = text.clip("m13_" + "x" * 100 + "_final.fits", 120, 12)
    assert cut.startswith("m13_x")
    assert cut.endswith(".fits")
    assert cut.count("…") == 1


@pytest.mark.parametrize("letter", ["w", "Ω", "Ж", "é", "星", "🔭", "ᚠ"])
def test_every_letter_has_a_width(letter):
    assert text.measure(letter, 10) > 2
    assert text.measure(letter * 5, 10) == pytest.approx(5 * text.measure(letter, 10))


def test_marks_take_no_room():
    assert text.measure("e\u0301", 10) == text.measure("e", 10)


# -- words -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.0 s"),
        (-5, "0.0 s"),
        (1.26, "1.3 s"),
        (42, "42 s"),
        (60, "1 min"),
        (432, "7 min 12 s"),
        (3599, "59 min"),
        (3600, "1 h"),
        (5400, "1 h 30 min"),
        (90_000, "1 d 1 h"),
        (9_000_000, "104 d"),
    ],
)
def test_durations(seconds, said):
    assert words.duration(T0, T0 + timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (12_345, "12 kB"),
        (999_999, "1.0 MB"),
        (5_600_000_000, "5.6 GB"),
        (5_600_000_000_000, "5.6 TB"),
    ],
)
def test_sizes(count, said):
    assert words.size(count) == said


def test_times_are_utc():
    assert words.moment(T0) == "4 Mar 2026 05:06"


def test_counts():
    assert words.counted(1, "file") == "1 file"
    assert words.counted(1200, "file") == "1 200 files"


def test_long_identifiers_and_hashes_are_shortened():
    assert words.identifier("j-4fk2abcdef") == "j-4fk2…"
    assert words.identifier("j-1") == "j-1"
    assert words.digest("ab" * 32) == "sha256 abab…abab"


def test_values_are_worded_with_their_unit():
    assert words.value("3", "pix") == "3 pix"
    assert words.value([1, None]) == "[1, null]"


# -- addresses -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    ["/jobs/j-1", "/jobs?x=1#y", "https://example.org/a", "http://localhost:8000/a"],
)
def test_addresses_of_the_portal_and_the_web_are_safe(url):
    assert links.safe(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,x",
        "//evil.example.org/",
        "/\\evil.example.org",
        "https:///x",
        "jobs/j-1",
        'https://example.org/"onload="x',
        "https://[::1",
    ],
)
def test_other_addresses_are_none(url):
    assert links.safe(url) == ""
