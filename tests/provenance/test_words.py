"""Identifiers, times and texts: what every document of the portal is made of."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from provenance import identity, texts, times


def test_an_identifier_is_unguessable_and_fit_for_xml_and_urls():
    made = {identity.new("e") for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch("e-[a-z2-7]{26}", each) for each in made)


def test_each_kind_of_thing_has_its_letter():
    made = [identity.activity(), identity.entity(), identity.agent()]
    assert [each[:2] for each in made] == ["a-", "e-", "g-"]


def test_times_have_whole_milliseconds():
    assert times.now().microsecond % 1000 == 0
    time = datetime(2026, 1, 2, 3, 4, 5, 678_999, UTC)
    assert times.truncate(time).microsecond == 678_000


def test_uws_writes_utc_with_z():
    there = timezone(timedelta(hours=2))
    time = datetime(2026, 1, 2, 1, 4, 5, 6000, there)
    assert times.uws(time) == "2026-01-01T23:04:05.006Z"
    assert times.uws(None) == ""


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02T03:04:05.006Z",
        "2026-01-02T03:04:05.006",
        "2026-01-02T03:04:05.006+00:00",
        " 2026-01-02 03:04:05.006999 ",
    ],
)
def test_a_time_is_read_however_it_is_written(text):
    assert times.uws(times.parse(text)) == "2026-01-02T03:04:05.006Z"


def test_a_day_is_its_first_moment():
    assert times.uws(times.parse("2026-01-02")) == "2026-01-02T00:00:00.000Z"


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "2026-01-02T25:00"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r".+"):
        times.parse(text)


def test_another_time_zone_is_refused_with_an_example():
    with pytest.raises(ValueError, match="not UTC: write it like"):
        times.parse("2026-01-02T03:04:05+02:00")


YEAR_1000 = datetime(1000, 1, 1)  # noqa: DTZ001 - Hypothesis adds the zone


@given(st.datetimes(YEAR_1000, timezones=st.just(UTC)))
def test_a_time_comes_back_as_it_was_written(time):
    assert times.parse(times.uws(time)) == times.truncate(time)


# -- texts -----------------------------------------------------------------------------

ANYTHING = st.text(st.characters(codec=None))


@given(ANYTHING)
def test_a_cleaned_text_fits_into_xml_and_utf_8(text):
    element = etree.Element("a")
    element.text = texts.clean(text)
    assert etree.fromstring(etree.tostring(element)).text == (element.text or None)
    texts.clean(text).encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])))
def test_a_good_text_stays_as_it_is(text):
    assert texts.clean(text) == text


def test_white_space_stays():
    assert texts.clean("a\tb\r\nc\x85") == "a\tb\r\nc\x85"


def test_each_forbidden_character_is_replaced_by_one():
    assert texts.clean("a\0b\ud800c\uffff") == "a\ufffdb\ufffdc\ufffd"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANYTHING,
    lambda inner: st.lists(inner) | st.dictionaries(ANYTHING, inner),
    max_leaves=10,
)


@given(JSON)
def test_cleaned_json_is_json_in_utf_8_without_nul(value):
    cleaned = texts.clean_json(value)
    written = json.dumps(cleaned, allow_nan=False, ensure_ascii=False)
    assert "\0" not in written
    assert r"\u0000" not in written.replace(r"\\", "")
    assert json.loads(written.encode()) == cleaned
