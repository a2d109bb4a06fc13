"""What the editor's controls hold is the description, no more and no less."""

import pytest

from jobs import amounts
from jobs.descriptions.value import (
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from jobs.pages.editing import reading, typed
from jobs.pages.editing.lists import MOST_ROWS

FULL = Description(
    name="stack",
    script="#!/bin/bash\nset -eu\n\techo  \n",
    title="Stack",
    description="One.\n\n- two\n- three",
    type="Reduction",
    subtype="deep",
    version="1.0",
    documentation="https://example.org/manual",
    contact=Contact("Help desk", "help@example.org"),
    citation="Doe et al. 2020",
    execution_duration=5400,
    longest_duration=90061,
    quote=59,
    output_bytes=2_000_000_001,
    output_files=12,
    backend="local",
    controls=("executionDuration", "moonPhase"),
    parameters=(
        Parameter(
            "radius",
            "quantity",
            title="Radius",
            required=False,
            default="2 arcmin",
            minimum="1 arcsec",
            maximum="3 deg",
            unit="deg",
            ucd="phys.angSize",
            utype="a:b",
            description="Of the cone.",
            group="Where",
            shown_if="mode",
            shown_values=("cone", "ring"),
        ),
        Parameter("mode", "choice", options=("cone", "light ring"), most=0),
        Parameter("word", "text", pattern=" ?[a-z]+", default=" a", most=3),
        Parameter("since", "datetime", time_format="mjd"),
        Parameter("setup", "file", content_types=("text/plain",)),
    ),
    used=(
        UsedEntity(
            "image",
            "Image",
            ("image/fits", "image/png"),
            required=False,
            default="https://example.org/a.fits",
            description="In.",
            most=0,
            url="https://example.org/$ID",
            type="Calibration",
        ),
    ),
    generated=(
        GeneratedEntity(
            "out",
            "maps/*.fits",
            "Maps",
            "image/fits",
            optional=True,
            description="Out.",
            most=5,
            preview="picture",
            type="Main",
        ),
    ),
    known_errors=(KnownError("no such (.*)", "Nothing was there.", "Try another."),),
    examples=(
        Example(
            "m13",
            "M 13",
            "A cluster.",
            (("image", ("a", "b")), ("word", ("x", "y")), ("radius", ("",))),
            "ERROR",
            ("out",),
        ),
    ),
)


def read(**texts):
    return reading.read({**typed.of(FULL), **texts})


def test_a_description_comes_back_as_it_was():
    assert reading.read(typed.of(FULL)).description == FULL
    assert reading.read(typed.of(FULL)).misfits == {}


def test_an_empty_description_comes_back_empty():
    empty = Description(name="x", script="")
    assert reading.read(typed.of(empty)).description == empty


def test_what_does_not_fit_is_told_at_its_path_and_left_out():
    found = read(quote="soon", **{"parameters-1-kind": "colour"})
    assert set(found.misfits) == {"quote", "parameters.1.kind"}
    assert found.description.quote == 0
    assert found.description.parameters[1].kind == "text"


def test_rows_are_told_by_their_place_not_by_their_number():
    found = read(**{"parameters-7-title": "Nameless", "parameters-7-order": "1"})
    assert found.numbers["parameters"][:2] == (0, 7)
    assert "parameters.1.name" in found.misfits


def test_a_row_without_any_text_does_not_count():
    found = read(**{"parameters-9-kind": "real", "parameters-9-required": "on"})
    assert found.description == FULL


def test_more_rows_than_there_can_be_are_told_once():
    texts = {f"used-{n}-name": f"n{n}" for n in range(MOST_ROWS + 1)}
    found = reading.read({"name": "x", **texts})
    assert found.misfits == {"used": "has 2,001 rows: 2,000 are the most"}
    assert len(found.description.used) == MOST_ROWS


@pytest.mark.parametrize("text", ["a\x00b", "a\x0bb", "\ufffe"])
def test_a_character_that_no_document_holds_is_told(text):
    found = read(**{"title": text, "examples-0-values-image": text})
    assert set(found.misfits) == {"title", "examples.0.values.image"}


@pytest.mark.parametrize(
    ("text", "seconds", "written"),
    [
        ("90", 90, "1 min 30 s"),
        ("1.5 h", 5400, "1 h 30 min"),
        ("1 d 12 h", 129600, "1 d 12 h"),
        ("2H30min", 9000, "2 h 30 min"),
        ("", 0, ""),
    ],
)
def test_times_are_written_with_units(text, seconds, written):
    assert amounts.seconds(text) == seconds
    assert amounts.as_seconds(seconds) == written


@pytest.mark.parametrize(
    ("text", "size", "written"),
    [
        ("2 GB", 2 * 10**9, "2 GB"),
        ("1.5GiB", 3 * 2**29, "1.5 GiB"),
        ("1,234", 1234, "1234 bytes"),
        ("512 mib", 2**29, "512 MiB"),
    ],
)
def test_sizes_are_written_with_units(text, size, written):
    assert amounts.size(text) == size
    assert amounts.as_size(size) == written


@pytest.mark.parametrize("text", ["soon", "-1", "1 parsec", "1e9", "9" * 16, "1.5"])
def test_what_is_no_time_is_refused_with_how_to_write_one(text):
    with pytest.raises(ValueError, match="write it like"):
        amounts.seconds(text)


@pytest.mark.parametrize(("text", "many"), [("any", 0), ("*", 0), ("3", 3)])
def test_how_many_can_be_any_number(text, many):
    assert amounts.many(text) == many
