"""A graph as PDF: one page, and text that is text."""

import re
import zlib

import pytest

from provenance import drawing
from provenance.graph.picture import Options
from tests.provenance import documents

BASE = "https://opus.example.org"


def pages(document, **options):
    drawn = drawing.alone(document, BASE, Options(detail="everything", **options))
    content = drawing.PICTURES["pdf"](drawn)
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    return content


def size(content):
    """Of the one page, in points."""
    (box,) = re.findall(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", content)
    return tuple(map(float, box))


def test_it_is_one_page_as_large_as_the_drawing():
    few, many = size(pages(documents.chain(2))), size(pages(documents.chain(10)))
    assert many[1] > few[1] > 100


def test_its_fonts_are_inside_so_that_letters_stay_letters():
    content = pages(documents.chain(2))
    assert b"DejaVuSans" in content
    assert b"/ToUnicode" in content


@pytest.mark.parametrize("way", ["TB", "LR", "BT", "RL"])
def test_every_thing_with_odd_texts_can_be_drawn(way):
    assert len(pages(documents.everything(), way=way)) > 5000


def test_nothing_in_it_runs():
    content = pages(documents.everything())
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    texts = [content]
    for stream in streams:
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    for text in texts:
        assert b"/JavaScript" not in text
        assert b"/Launch" not in text
