"""What is exported is read again, and then exported as it was."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from jobs.descriptions import formats
from tests.jobs.describing import descriptions

SAMPLE = Path("tests/data/descriptions/calib_vot.xml")


@pytest.mark.parametrize("name", [one.name for one in formats.WRITTEN])
def test_an_export_that_is_imported_is_exported_identically(name):
    @settings(max_examples=60)
    @given(descriptions())
    def holds(one):
        first = formats.write(one, name)
        back = formats.read(first.content, first.filename).description
        again = formats.write(back, name)
        assert again.content == first.content
        assert back.name == one.name
        assert [g.name for g in back.generated] == [g.name for g in one.generated]
        assert {p.name for p in back.files} == {p.name for p in one.files}

    holds()


@settings(max_examples=60)
@given(descriptions())
def test_our_own_json_gives_the_same_description_without_notes(one):
    exported = formats.write(one, "json", "https://opus.example")
    assert formats.read(exported.content) == formats.Imported(one)
    assert exported.notes == ()


def test_the_older_votable_is_read_and_written_byte_for_byte():
    content = SAMPLE.read_bytes()
    assert (
        formats.write(formats.read(content).description, "votable").content == content
    )
