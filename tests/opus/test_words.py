"""Words and numbers as pages show them."""

from datetime import UTC, datetime, timedelta

import pytest

from jobs.phases import Phase
from opus import words

NOON = datetime(2026, 3, 4, 12, 0, 5, 678000, tzinfo=UTC)


def test_every_phase_has_a_label_a_tone_and_an_icon():
    assert set(words.PHASES) == set(Phase)
    assert all(len(shown) == 3 and all(shown) for shown in words.PHASES.values())


def test_a_stamp_is_for_people_and_iso_for_programs():
    assert words.stamp(NOON) == "2026-03-04 12:00:05"
    assert words.iso(NOON) == "2026-03-04T12:00:05.678Z"
    assert words.stamp(None) == words.iso(None) == words.relative(None) == ""


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0, "0.0 s"),
        (1.25, "1.2 s"),
        (10, "10 s"),
        (59.6, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.7, "1 h 00 min"),
        (7500, "2 h 05 min"),
        (90000, "1 d 1 h"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds, shown):
    assert words.duration(seconds) == shown
    assert words.duration(timedelta(seconds=seconds)) == shown


def test_just_below_ten_seconds_is_not_ten_with_a_decimal():
    assert words.duration(9.97) == "10 s"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (-30, "30 s ago"),
        (30, "in 30 s"),
        (-180, "3 min ago"),
        (7200, "in 2 h"),
        (-5 * 86400, "5 d ago"),
        (59.9, "in 1 min"),
    ],
)
def test_a_moment_is_told_from_now(seconds, shown):
    assert words.relative(NOON + timedelta(seconds=seconds), NOON) == shown


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (None, ""),
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (9960, "10 kB"),
        (25_000, "25 kB"),
        (999_999, "1.0 MB"),
        (2_500_000_000, "2.5 GB"),
        (7_000_000_000_000, "7.0 TB"),
    ],
)
def test_a_size_has_a_decimal_only_while_it_says_something(count, shown):
    assert words.filesize(count) == shown


def test_a_hash_is_shown_by_its_ends():
    assert words.short("0123456789abcdef") == "0123…cdef"
    assert words.short("012345678") == "012345678"


def test_paragraphs_are_kept_and_markup_is_not():
    drawn = words.paragraphs("  one\ntwo\n \n\n<b>&\n")
    assert drawn == "<p>one<br>two</p>\n<p>&lt;b&gt;&amp;</p>"
    assert words.paragraphs(" \n ") == ""
