"""Whatever bytes somebody sends: a sentence, and soon."""

import contextlib
import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.descriptions import formats
from jobs.descriptions.formats import opened
from jobs.errors import DescriptionError
from tests.jobs.formats.reading import DATA, refusal

SAMPLES = {path.name: path.read_bytes() for path in sorted(DATA.iterdir())}
PATIENCE_SECONDS = 10
BOMB = "\n".join(
    ["cwlVersion: v1.2", "a0: &a0 [x, x]"]
    + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
)
MERGE = "\n".join(
    ["cwlVersion: v1.2", "a0: &a0 {b: 1, c: 2}"]
    + [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 12)]
)
ENTITIES = '<!DOCTYPE a [<!ENTITY x "y">]><VOTABLE><RESOURCE name="&x;"/></VOTABLE>'


def attempt(content, name=""):
    """Read it, or be refused with sentences; nothing else may happen."""
    with contextlib.suppress(DescriptionError):
        found = formats.read(content, name)
        for one in formats.WRITTEN:
            formats.write(found.description, one.name)


@settings(max_examples=200)
@given(st.binary(max_size=300), st.sampled_from(["", "a.par", "../x", "a/"]))
def test_any_bytes(content, name):
    attempt(content, name)


@settings(max_examples=200)
@given(
    st.sampled_from(sorted(SAMPLES)),
    st.floats(0, 1),
    st.integers(0, 40),
    st.one_of(st.binary(max_size=20), st.sampled_from([b"[", b"null", b"{}", b"<a/>"])),
)
def test_any_change_of_a_sample(name, place, length, patch):
    content = SAMPLES[name]
    start = int(place * len(content))
    attempt(content[:start] + patch + content[start + length :], name)


values = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                "type items symbols id inputBinding position glob default name class "
                "location datatype options prefix contents members value-key".split()
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=12,
)
KEYS = (
    "format cwlVersion class command-line inputs outputs baseCommand arguments hints "
    "requirements $graph $namespaces stdout doc name script parameters used generated "
    "parameters_keys annotation output-files groups suggested-resources contact"
).split()


@settings(max_examples=300)
@given(
    st.sampled_from(
        [
            {"cwlVersion": "v1.2", "class": "CommandLineTool"},
            {"command-line": "x [X]", "inputs": []},
            {"annotation": "x"},
            {"format": "opus-activity-description/1", "name": "x", "script": "x"},
        ]
    ),
    st.dictionaries(st.sampled_from(KEYS), values, max_size=6),
)
def test_values_of_any_type_anywhere(head, rest):
    attempt(json.dumps({**rest, **head}).encode(), "x.json")
    attempt(json.dumps({**head, **rest}).encode(), "x.json")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"x\0y", "NUL bytes"),
        (b"\xff\xfe<\0a\0", "NUL bytes"),
        (b"hello", "in none of the formats that are read: OPUS JSON, VOTable"),
        (b"\xe9t\xe9", "nor in UTF-8"),
        (b'{"a": 1}', "in none of the formats"),
        (b'{"a": "\xe9"}', "is not in UTF-8"),
        (b"[1]", "in none of the formats"),
        (b'{"name": ', "is not JSON"),
        (b"<html><body/></html>", "no VOTable with the description"),
        (b"<VOTABLE", "is not XML"),
        (b"<?xml version='1.0' encoding='utf-16'?><a/>", "save it in UTF-8"),
        (ENTITIES.encode(), "has a DOCTYPE"),
        (b"<?xml version='1.0'?><!-- x --> <?y?>\n" + ENTITIES.encode(), "a DOCTYPE"),
        (BOMB.encode(), "too many"),
        (MERGE.encode(), "too many"),
        (b"cwlVersion: &a [*a]", "within itself"),
        (b"cwlVersion: !!python/object:os.system x", "has the YAML tag"),
        (b"cwlVersion: !!timestamp x", "has the YAML tag"),
        (b"cwlVersion: 2001-99-99", "is not YAML"),
        (b"cwlVersion: " + b"[" * 100_000, "within each other"),
        (b"[" * 1_000_000, "is not JSON"),
        (b"[" * 100 + b"]" * 100, "within each other"),
        (b"<a>" * 100 + b"</a>" * 100, "within each other"),
    ],
    ids=range(24),
)
def test_what_is_wrong_is_said(content, sentence):
    started = time.monotonic()
    assert sentence in refusal(content)["file"]
    assert time.monotonic() - started < PATIENCE_SECONDS


def test_what_is_too_large_is_refused_before_it_is_read():
    problems = refusal(b"\xff" * (opened.BYTES + 1))
    assert (
        "has 4,000,001 bytes: a description has 4,000,000 at most" in problems["file"]
    )


def many(name, count=1000):
    """The sample with as many parameters."""
    text = SAMPLES[name].decode()
    match name:
        case "calib_vot.xml":
            row = '<PARAM ID="p{0}" name="p{0}" datatype="int" value="1"/>'
            mark = '<GROUP name="InputParams">'
            return text.replace(mark, mark + "".join(map(row.format, range(count))))
        case "trim.cwl":
            row = "  p{0}: {{type: int, default: 1, inputBinding: {{prefix: -p}}}}\n"
            mark = "inputs:\n"
            return text.replace(mark, mark + "".join(map(row.format, range(count))), 1)
        case _:
            return text + "".join(f"p{n},i,a,1,0,9,x\n" for n in range(count))


@pytest.mark.parametrize("name", ["calib_vot.xml", "trim.cwl", "fitsky.par"])
def test_a_thousand_parameters_are_read_and_written_soon(name):
    content = many(name).encode()
    started = time.monotonic()
    found = formats.read(content, name).description
    for one in formats.WRITTEN:
        formats.read(formats.write(found, one.name).content)
    assert len(found.parameters) >= 1000
    assert time.monotonic() - started < PATIENCE_SECONDS


def test_names_that_are_all_alike_are_told_apart():
    lines = "".join("x,i,a,1,,,\n" for _ in range(3000))
    found = formats.read(lines.encode(), "tool.par").description
    assert len({row.name for row in found.parameters}) == 3000


def test_more_parts_than_anybody_can_fill_in_are_refused():
    assert "more than 5,000 parts" in refusal("x,i,a,1,,,\n" * 5001, "tool.par")["file"]


def test_a_type_that_never_ends_is_noted():
    content = SAMPLES["trim.cwl"].replace(b"Directory?", b"string" + b"[]" * 100_000)
    attempt(content)
    assert any("is not known" in note for note in formats.read(content).notes)
