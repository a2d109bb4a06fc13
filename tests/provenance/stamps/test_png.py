"""A stamp in a PNG: others read the picture and the texts."""

import json

import pytest
from PIL import Image

from tests.provenance.stamps.stamping import STAMP, put


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "a.png"
    Image.effect_noise((300, 200), 40).save(path)
    return path


def test_the_texts_are_read_by_others(picture):
    stamped = Image.open(put(picture, "image/png"))
    stamped.load()
    assert STAMP.entity in stamped.text["Provenance"]
    assert json.loads(stamped.text["PROV-JSON"]) == json.loads(STAMP.document)


def test_the_pixels_stay(picture):
    before = Image.open(picture)
    after = Image.open(put(picture, "image/png"))
    assert after.tobytes() == before.tobytes()


def test_what_stands_behind_the_end_stays(picture):
    picture.write_bytes(picture.read_bytes() + b"more")
    assert put(picture, "image/png").read_bytes().endswith(b"more")


@pytest.mark.parametrize("cut", [0, 4, 9, 40, 1000])
def test_a_broken_picture_is_refused(picture, cut):
    picture.write_bytes(picture.read_bytes()[:cut])
    assert put(picture, "image/png") in ("it is not a PNG", "it is cut off")


def test_a_length_that_lies_is_refused(picture):
    content = bytearray(picture.read_bytes())
    content[8:12] = b"\xff\xff\xff\xff"
    picture.write_bytes(content)
    assert put(picture, "image/png") == "it is cut off"
