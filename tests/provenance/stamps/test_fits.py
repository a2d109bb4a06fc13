"""A stamp in a FITS file: keywords, a table, and data that stay what they were."""

import json

import numpy as np
import pytest
from astropy.io import fits

from tests.provenance.stamps.stamping import STAMP, put

KIND = "image/fits"


def units():
    """What astronomers have in their files."""
    scaled = fits.ImageHDU(np.arange(60, dtype=np.int16).reshape(6, 10), name="SCALED")
    scaled.scale("int16", bzero=32768)
    packed = fits.CompImageHDU(np.arange(10_000, dtype=np.int32).reshape(100, 100))
    columns = [
        fits.Column("n", "J", array=[1, 2]),
        fits.Column("v", "PJ()", array=np.array([[1, 2], [3]], dtype=object)),
        fits.Column("s", "4A", array=["ab ", "c"]),
    ]
    return [
        fits.PrimaryHDU(np.linspace(0, 1, 500, dtype=np.float32).reshape(20, 25)),
        scaled,
        packed,
        fits.BinTableHDU.from_columns(columns, name="EVENTS"),
    ]


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "a.fits"
    fits.HDUList(units()).writeto(path)
    return path


def data(path):
    """The bytes of each unit's data."""
    with fits.open(path, disable_image_compression=True) as found:
        places = [unit.fileinfo() for unit in found]
    content = path.read_bytes()
    return [content[p["datLoc"] : p["datLoc"] + p["datSpan"]] for p in places]


def test_the_keywords_lead_to_the_portal(image):
    header = fits.getheader(put(image, KIND))
    assert header["PROVID"] == STAMP.entity
    assert header["PROVLINE"] == STAMP.lineage
    assert header["PROVACT"] == "draw 1.0"
    assert header["PROVSHA"] == STAMP.sha256


def test_the_table_holds_the_document(image):
    table = fits.getdata(put(image, KIND), "PROVENANCE")
    assert json.loads(table["PROV_JSON"][0]) == json.loads(STAMP.document)


@pytest.mark.parametrize("cards", [0, 20, 33, 40, 200])
def test_all_data_stay_byte_for_byte(image, cards):
    """Whether or not the header has room left."""
    with fits.open(image, mode="update") as found:
        for number in range(cards):
            found[0].header[f"CARD{number}"] = number
    stamped = put(image, KIND)
    assert data(stamped)[:-1] == data(image)
    with fits.open(stamped) as found:
        found.verify("exception")


def test_checksums_stay_right(tmp_path, recwarn):
    path = tmp_path / "a.fits"
    fits.HDUList(units()).writeto(path, checksum=True)
    with fits.open(put(path, KIND), checksum=True) as found:
        assert all(unit._checksum_valid for unit in found[:1])
        assert len(found) == 5
    assert not [one for one in recwarn if "hecksum" in str(one.message)]


def test_a_stamped_file_can_be_stamped_again(image):
    once = put(image, KIND)
    again = once.rename(once.with_name("again.fits"))
    with fits.open(put(again, KIND)) as found:
        assert [unit.name for unit in found].count("PROVENANCE") == 2


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "content", [b"", b"x" * 5000, b"SIMPLE  =", b"SIMPLE  = T" * 999]
)
def test_what_is_no_fits_is_refused(tmp_path, content):
    path = tmp_path / "a.fits"
    path.write_bytes(content)
    assert isinstance(put(path, KIND), str)


def test_a_file_that_is_cut_off_is_refused(image):
    image.write_bytes(image.read_bytes()[:-5000])
    assert isinstance(put(image, KIND), str)
