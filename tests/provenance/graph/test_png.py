"""The same picture as pixels, with its words in a font of our own."""

import struct
import zlib

from provenance.graph import paint
from provenance.graph.picture import Options
from provenance.graph.png import MOST, png
from tests.provenance import documents

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {1}">{2}</svg>'


def size(image):
    assert image.startswith(SIGNATURE)
    return struct.unpack(">II", image[16:24])


def painted(image):
    """How much there is to see: the pixels, compressed, of an empty picture are few."""
    place, data = len(SIGNATURE), b""
    while place < len(image):
        (length,) = struct.unpack_from(">I", image, place)
        if image[place + 4 : place + 8] == b"IDAT":
            data += image[place + 8 : place + 8 + length]
        place += 12 + length
    return len(zlib.compress(zlib.decompress(data)))


def drawn(words):
    return png(SVG.format(200, 40, words), 200, 40)


def test_a_drawing_has_two_pixels_for_each_of_its_own():
    drawing = paint.draw_alone(documents.chain(2), Options(), lambda *_: "")
    image = png(drawing.svg, drawing.width, drawing.height)
    assert size(image) == (2 * drawing.width, 2 * drawing.height)


def test_words_are_drawn():
    empty, words = drawn(""), drawn('<text x="5" y="20">m13.fits Größe</text>')
    assert painted(words) > painted(empty) + 500


def test_bold_words_look_different():
    plain = drawn('<text x="5" y="20">m13.fits</text>')
    bold = drawn('<text x="5" y="20" font-weight="700">m13.fits</text>')
    assert plain != bold


def test_words_without_a_font_are_in_ours():
    """What the machine has does not matter."""
    word = '<text x="5" y="20"{}>m13.fits</text>'
    assert drawn(word.format("")) == drawn(word.format(' font-family="DejaVu Sans"'))


def test_a_huge_picture_is_drawn_smaller():
    image = png(SVG.format(20_000, 20_000, ""), 20_000, 20_000)
    width, height = size(image)
    assert width == height
    assert width * height <= MOST * 1.01


def test_the_same_drawing_gives_the_same_bytes():
    word = '<text x="5" y="20">m13.fits</text>'
    assert drawn(word) == drawn(word)
