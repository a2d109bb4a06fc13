"""What the background takes from an image, and what it leaves."""

from functools import partial

import numpy as np
import pytest
from astropy.io import fits
from astropy.wcs import WCS

from tests.examples import running, skies

SHAPE = (180, 240)
ROW, COLUMN = np.mgrid[: SHAPE[0], : SHAPE[1]]
PLANE = 100 + 0.1 * COLUMN - 0.05 * ROW
CROWD = skies.starlight(skies.cluster((300, 300), 6000), (300, 300))
M13 = fits.getdata(running.M13).astype(float)
ADDED = skies.few(skies.isolated(M13.shape), 20)
RESULTS = ("subtracted", "background")


def with_hole():
    image = 50 + skies.noise(SHAPE)
    image[:70, :70] = np.nan
    return image


def integers():
    image = np.full(SHAPE, 50, np.int16)
    image[0, 0] = -999
    return image


# The image, the cards of its header, the size of the boxes
IMAGES = {
    "constant": (np.full(SHAPE, 117.0), [("BUNIT", "MJy/sr", "brightness")], 60),
    "plane": (PLANE + skies.noise(SHAPE), [], 60),
    "one box": (10 + skies.noise((90, 90)), [], 90),
    "crowd": (100 + skies.noise((300, 300)) + CROWD, [], 100),
    "more stars": (M13 + skies.starlight(ADDED, M13.shape), [], 100),
    "small boxes": (M13, [], 25),
    "hole": (with_hole(), [], 60),
    "integers": (integers(), [("BLANK", -999)], 60),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder, jobs = tmp_path_factory.mktemp("subtract"), {}
    for name, (image, cards, size) in IMAGES.items():
        path = skies.save(folder / f"{name}.fits", image, fits.Header(cards))
        jobs[name] = partial(
            running.run,
            "subtract_background",
            folder / name,
            {"image": path},
            box_size=size,
        )
    again = {"image": running.M13}
    jobs["again"] = partial(running.run, "subtract_background", folder / "b", again)
    return running.together(jobs)


def pixels(run, result):
    return fits.getdata(run[result])


def test_a_constant_image_has_that_constant_as_background(runs):
    assert pixels(runs["constant"], "background") == pytest.approx(117, abs=1e-4)
    assert pixels(runs["constant"], "subtracted") == pytest.approx(0, abs=1e-4)


def test_an_inclined_plane_is_followed_into_the_corners(runs):
    assert pixels(runs["plane"], "background") == pytest.approx(PLANE, abs=0.8)


def test_one_box_as_large_as_the_image_gives_one_level(runs):
    background = pixels(runs["one box"], "background")
    assert np.ptp(background) < 1e-5
    assert background[0, 0] == pytest.approx(10, abs=0.2)


def test_the_sky_under_a_crowd_is_found_within_the_noise_of_a_pixel(runs):
    background = pixels(runs["crowd"], "background")
    assert np.median(IMAGES["crowd"][0]) > 101.5
    assert background == pytest.approx(100, abs=1.5)


def test_stars_added_to_m13_keep_their_light(runs, chain):
    before = pixels(chain.subtract_background, "subtracted")
    kept = pixels(runs["more stars"], "subtracted") - before
    assert kept.sum() == pytest.approx(ADDED.flux.sum(), rel=0.03)
    for x, y, flux in zip(ADDED.x, ADDED.y, ADDED.flux, strict=True):
        row, column = round(y) - 1, round(x) - 1
        around = kept[row - 5 : row + 6, column - 5 : column + 6]
        assert around.sum() == pytest.approx(flux, rel=0.02, abs=20)


def test_the_cluster_keeps_its_unresolved_light(chain):
    """Between its stars the middle of M13 is 60 above the corners: 9 tenths stay."""
    subtracted = pixels(chain.subtract_background, "subtracted")
    assert contrast(M13) > 50
    assert contrast(subtracted) > 0.9 * contrast(M13)


def test_small_boxes_take_the_unresolved_light_away(runs):
    assert contrast(pixels(runs["small boxes"], "subtracted")) < contrast(M13) / 3


def contrast(image):
    middle, corner = image[120:180, 120:180], image[:40, :40]
    return np.percentile(middle, 25) - np.percentile(corner, 25)


def test_both_results_add_up_to_the_image(chain):
    total = sum(pixels(chain.subtract_background, result) for result in RESULTS)
    assert total == pytest.approx(M13, abs=1e-3)


@pytest.mark.parametrize("result", RESULTS)
def test_a_result_is_a_valid_fits_file_of_32_bit_numbers(chain, result):
    with fits.open(chain.subtract_background[result], checksum=True) as file:
        file.verify("exception")
        assert file[0].header["BITPIX"] == -32
        assert file[0].data.shape == (300, 300)


def test_the_header_keeps_the_sky_coordinates_and_says_what_was_done(chain):
    before = fits.getheader(running.M13)
    after = fits.getheader(chain.subtract_background["subtracted"])
    assert WCS(after).wcs.compare(WCS(before).wcs)
    assert after["BUNIT"] == "adu"
    assert (after["BKGBOX"], after["BKGCLIP"]) == (100, 3.0)
    assert after["BKGLEVEL"] == pytest.approx(115.3, abs=0.5)
    history = "".join(str(line) for line in after["HISTORY"])
    assert history.startswith("subtract_background 1.0: sky background subtracted")
    assert str(after["COMMENT"]).count("SkyView") == 1


def test_a_unit_that_the_image_has_is_kept(runs):
    after = fits.getheader(runs["constant"]["subtracted"])
    assert (after["BUNIT"], after.comments["BUNIT"]) == ("MJy/sr", "brightness")


def test_blank_pixels_stay_blank_and_do_not_spoil_the_rest(runs):
    blank = np.isnan(IMAGES["hole"][0])
    assert (np.isnan(pixels(runs["hole"], "subtracted")) == blank).all()
    assert pixels(runs["hole"], "background") == pytest.approx(50, abs=0.5)


def test_integers_that_mean_blank_become_blank(runs):
    subtracted = pixels(runs["integers"], "subtracted")
    assert np.argwhere(np.isnan(subtracted)).tolist() == [[0, 0]]
    assert "BLANK" not in fits.getheader(runs["integers"]["subtracted"])


@pytest.mark.parametrize("result", RESULTS)
def test_the_same_job_twice_gives_the_same_bytes(runs, chain, result):
    first = chain.subtract_background[result].read_bytes()
    assert runs["again"][result].read_bytes() == first
