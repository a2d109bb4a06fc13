"""Boutiques descriptors become forms and scripts."""

import json

import pytest

from tests.jobs.formats import reading
from tests.jobs.formats.reading import notes, parameter, sample, text

NAME = "smooth.boutiques.json"


def test_inputs_outputs_and_head():
    found = sample(NAME)
    one = found.description
    reading.assert_sound(found)
    assert (one.name, one.title, one.version) == ("smooth_image", "smooth image", "2.1")
    assert (one.documentation, one.execution_duration) == (
        "https://example.org/smooth",
        60,
    )
    width = parameter(one, "width")
    assert (width.kind, width.minimum, width.maximum) == ("integer", "1", "9")
    assert (width.default, width.group) == ("3", "How")
    assert parameter(one, "bands").most == 4
    assert parameter(one, "kernel").options == ("gauss", "box")
    assert [row.pattern for row in one.generated] == ["out *.fits", "log_*.txt"]


def test_the_command_line_has_flags_values_and_quotes(tmp_path):
    one = sample(NAME).description
    given = {"image": "/a b", "width": "3", "kernel": "box"}
    words = reading.call(one, "smooth", tmp_path, **given, fast="true", bands="B\nx y")
    assert words == ["/a b", "--width=3", "-f", "-b", "B", "x y", "-o", "out 3.fits"]
    assert (tmp_path / "log_box.txt").exists()
    assert reading.call(one, "smooth", tmp_path, **given) == [
        "/a b", "--width=3", "-o", "out 3.fits",
    ]  # fmt: skip


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_a_value_is_no_command_whatever_quotes_it(quote, tmp_path):
    content = {
        "name": "tool",
        "command-line": f"tool {quote}a-[X]{quote}",
        "inputs": [{"id": "x", "type": "String", "value-key": "[X]"}],
        "schema-version": "0.5",
    }
    one = text(json.dumps(content)).description
    words = reading.call(one, "tool", tmp_path, x="$(touch pwned) 'b' \"c\" `id`")
    assert words == ["a-$(touch pwned) 'b' \"c\" `id`"]
    assert not (tmp_path / "pwned").exists()


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("groups.0.mutually-exclusive", "has no place here"),
        ("inputs.kernel.requires-inputs", "has no place here"),
        ("container-image", "has no place here"),
        ("error-codes", "has no place here"),
        ("output-files.log.path-template", "stands for it"),
        ("command-line", "[KERNEL] is part of a word"),
    ],
)
def test_what_does_not_map_is_noted_with_its_path(path, sentence):
    assert sentence in notes(sample(NAME), path)
