"""How many stars are found, where and how bright, and what the catalogue is like."""

from functools import partial

import numpy as np
import pytest
from astropy.coordinates import SkyCoord
from astropy.io import fits
from astropy.io.votable import parse
from astropy.io.votable.ucd import check_ucd
from astropy.table import Table
from astropy.wcs import WCS

from tests.examples import pictures, running, skies

SHAPE, SMALL, SQUARE = (160, 200), (60, 80), (200, 200)
SKY = 20
MARK = (1.0, 0.62, 0.15)

ALONE, FEW = skies.isolated(SHAPE), skies.isolated(SMALL)
CROWD = skies.cluster(SQUARE, 3000)
PAIRS = skies.pairs(SHAPE, apart=4)  # pixels, 1.2 times the width of a star


def image_of(truth, shape):
    return SKY + skies.noise(shape) + skies.starlight(truth, shape)


def half_blank():
    image = image_of(FEW, SMALL)
    image[:, :40] = np.nan
    return image


def saturated():
    return image_of(ALONE, SHAPE).clip(max=400)


# The image, and what is special in its header
IMAGES = {
    "alone": (image_of(ALONE, SHAPE), {}),
    "crowd": (image_of(CROWD, SQUARE), {}),
    "pairs": (image_of(PAIRS, SHAPE), {}),
    "galactic": (image_of(FEW, SMALL), {"axes": ("GLON-CAR", "GLAT-CAR")}),
    "half blank": (half_blank(), {"turned": 40}),
    "saturated": (saturated(), {}),
    "noise": (skies.noise(SMALL), {}),
    "constant": (np.full(SMALL, 7.0), {}),
}


def packed(folder):
    """The galactic image as compressed integers in the third part of the file."""
    image, special = IMAGES["galactic"]
    table = fits.BinTableHDU.from_columns([fits.Column("a", "E", array=[1.0])])
    cards = skies.header(SMALL, **special)
    image = fits.CompImageHDU(image.astype(np.int16), cards)
    fits.HDUList([fits.PrimaryHDU(), table, image]).writeto(folder / "galactic.fits")


@pytest.fixture(scope="module")
def runs(tmp_path_factory, chain_started):
    folder = tmp_path_factory.mktemp("find")
    packed(folder)
    for name in set(IMAGES) - {"galactic"}:
        image, special = IMAGES[name]
        cards = skies.header(image.shape, **special)
        if name == "constant":
            cards["BUNIT"] = "MJy/sr"
        skies.save(folder / f"{name}.fits", image, cards)
    jobs = {name: job(folder, name, folder / f"{name}.fits") for name in IMAGES}
    jobs["m13"] = job(folder, "m13", running.M13)
    jobs["again"] = job(folder, "again", folder / "alone.fits")
    jobs["three"] = job(folder, "three", folder / "alone.fits", max_sources=3)
    return running.together(jobs)


def job(folder, name, path, **parameters):
    used = {"image": path}
    return partial(running.run, "find_sources", folder / name, used, **parameters)


def catalogue(run):
    table = Table.read(run["catalogue"], format="votable")
    return {name: np.asarray(table[name]) for name in table.colnames}


def matched(stars, truth, distance=1.5):
    """For each star found, brightest first, the true one that it is, or -1."""
    free, matches = np.ones(truth.x.size, bool), np.full(stars["x"].size, -1)
    for i, flux in enumerate(stars["flux"]):
        away = np.hypot(truth.x - stars["x"][i], truth.y - stars["y"][i])
        near = np.flatnonzero(free & (away < distance))
        if near.size:
            unlike = np.abs(np.log10(truth.flux[near] / flux))
            matches[i] = near[np.argmin(away[near] + unlike)]
            free[matches[i]] = False
    return matches


@pytest.fixture
def alone(runs):
    """Isolated stars, the weakest ten times the noise: what was found, what is true."""
    stars = catalogue(runs["alone"])
    return stars, matched(stars, ALONE)


@pytest.fixture
def crowd(runs):
    stars = catalogue(runs["crowd"])
    return stars, matched(stars, CROWD)


@pytest.fixture
def m13(chain):
    return catalogue(chain.find_sources)


@pytest.fixture
def table(chain):
    return parse(chain.find_sources["catalogue"], verify="exception").get_first_table()


# Finding


def test_all_isolated_stars_are_found_and_nothing_else(alone):
    _, true = alone
    assert true.size == ALONE.x.size > 60
    assert (true >= 0).all()


def test_isolated_stars_are_where_they_are(alone):
    stars, true = alone
    away = np.hypot(stars["x"] - ALONE.x[true], stars["y"] - ALONE.y[true])
    assert away.max() < 0.2
    assert np.median(away) < 0.02


def test_isolated_stars_have_their_flux(alone):
    stars, true = alone
    ratio = stars["flux"] / ALONE.flux[true]
    assert np.abs(ratio - 1).max() < 0.1
    assert np.median(ratio) == pytest.approx(1, abs=0.01)


def test_flux_errors_of_isolated_stars_are_those_of_the_noise(alone):
    stars, true = alone
    pull = (stars["flux"] - ALONE.flux[true]) / stars["flux_error"]
    assert 0.5 < np.std(pull[stars["snr"] < 300]) < 1.5


def test_sky_and_width_are_those_of_the_image(runs, alone):
    table = parse(runs["alone"]["catalogue"]).get_first_table()
    assert alone[0]["sky"] == pytest.approx(SKY, abs=0.7)
    width = table.get_field_by_id("fwhm").value
    assert width == pytest.approx(skies.WIDTH * 2.3548, abs=0.1)


def test_close_pairs_are_separated_and_share_their_light_rightly(runs):
    stars = catalogue(runs["pairs"])
    true = matched(stars, PAIRS)
    assert sorted(true) == list(range(PAIRS.x.size))
    assert stars["flux"] == pytest.approx(PAIRS.flux[true], rel=0.02)


def test_nearly_everything_found_in_a_crowd_is_a_star(crowd):
    _, true = crowd
    assert true.size > 250
    assert (true >= 0).mean() > 0.97


def test_the_bright_stars_of_a_crowd_are_found(crowd):
    _, true = crowd
    found = np.isin(np.argsort(-CROWD.flux), true)
    assert found[:50].mean() >= 0.9
    assert found[:200].mean() >= 0.6


def test_fluxes_in_a_crowd_are_right_but_for_blends(crowd):
    stars, true = crowd
    bright = np.flatnonzero(true[:50] >= 0)
    ratio = stars["flux"][bright] / CROWD.flux[true[bright]]
    assert np.median(ratio) == pytest.approx(1, abs=0.06)
    assert np.mean(np.abs(ratio - 1) < 0.25) > 0.75


def test_saturated_stars_do_not_spoil_the_others(runs):
    stars = catalogue(runs["saturated"])
    true = matched(stars, ALONE)
    faint = (true >= 0) & (ALONE.flux[true] < 3000)
    assert faint.sum() == (ALONE.flux < 3000).sum()
    assert stars["flux"][faint] == pytest.approx(ALONE.flux[true[faint]], rel=0.15)


def test_no_star_is_found_where_the_image_is_blank(runs):
    stars = catalogue(runs["half blank"])
    assert stars["x"].size == (FEW.x > 40.5).sum()
    table = parse(runs["half blank"]["catalogue"]).get_first_table()
    area = table.get_field_by_id("area").value
    assert area == pytest.approx(60 * 40 / 3600, rel=1e-3)


def test_noise_has_no_stars_and_that_is_no_failure(runs):
    run = runs["noise"]
    assert (run.status, run.stderr) == (0, "")
    assert "0 stars stand 4 sigma above the noise" in run.stdout
    assert catalogue(run)["id"].size == 0


def test_compressed_integers_in_a_later_part_of_the_file_are_found(runs):
    assert catalogue(runs["galactic"])["id"].size == FEW.x.size


def test_a_constant_image_has_no_stars(runs):
    assert catalogue(runs["constant"])["id"].size == 0


def test_only_the_brightest_are_kept_when_there_are_too_many(runs):
    stars = catalogue(runs["three"])
    assert list(stars["id"]) == [1, 2, 3]
    assert set(matched(stars, ALONE)) == set(np.argsort(-ALONE.flux)[:3])
    assert "fainter candidates, as max_sources says" in runs["three"].stdout


@pytest.mark.parametrize("name", ["half blank", "galactic"])
def test_positions_are_icrs_whatever_the_coordinates_of_the_image(runs, name):
    stars = catalogue(runs[name])
    true = matched(stars, FEW)
    assert (true >= 0).all()
    sky = WCS(skies.header(SMALL, **IMAGES[name][1]))
    places = sky.pixel_to_world(FEW.x[true] - 1, FEW.y[true] - 1).icrs
    found = SkyCoord(stars["ra"], stars["dec"], unit="deg")
    assert found.separation(places).arcsec.max() < 0.2


@pytest.mark.parametrize("result", ["catalogue", "preview"])
def test_the_same_job_twice_gives_the_same_bytes(runs, result):
    again, first = runs["again"][result], runs["alone"][result]
    assert again.read_bytes() == first.read_bytes()


# M13


def test_m13_has_hundreds_of_stars_all_inside_the_image(m13):
    assert 500 < m13["id"].size < 1000
    for place in (m13["x"], m13["y"]):
        assert 0.5 <= place.min() <= place.max() <= 300.5


def test_the_middle_of_m13_is_no_blob(m13):
    middle = np.hypot(m13["x"] - 150, m13["y"] - 145) < 40
    assert middle.sum() > 60
    assert m13["neighbour"].min() > 1.5


def test_stars_of_m13_are_within_its_field_of_the_sky(m13):
    places = SkyCoord(m13["ra"], m13["dec"], unit="deg")
    middle = SkyCoord(250.4226, 36.4602, unit="deg")
    assert places.separation(middle).arcsec.max() < 150 * 2**0.5 + 1


def test_stars_are_numbered_from_the_brightest_and_above_the_threshold(m13):
    assert list(m13["id"]) == list(range(1, m13["id"].size + 1))
    assert (np.diff(m13["flux"]) <= 0).all()
    assert m13["snr"].min() >= 4
    assert m13["npix"].min() >= 5


def test_magnitudes_follow_from_fluxes(m13):
    assert m13["mag"] == pytest.approx(-2.5 * np.log10(m13["flux"]), abs=1e-4)
    error = 1.0857 * m13["flux_error"] / m13["flux"]
    assert m13["mag_error"] == pytest.approx(error, abs=2e-4)


def test_the_background_of_m13_hardly_matters_for_its_stars(runs, m13):
    raw = catalogue(runs["m13"])
    assert raw["id"].size == pytest.approx(m13["id"].size, rel=0.05)
    assert raw["flux"][:50] == pytest.approx(m13["flux"][:50], rel=0.05)


# The catalogue and the preview


def test_the_catalogue_is_a_votable_without_a_fault(chain, table):
    votable = parse(chain.find_sources["catalogue"], verify="exception")
    (resource,) = votable.resources
    (system,) = resource.coordinate_systems
    assert (system.ID, system.system) == ("icrs", "ICRS")
    named = [*table.fields, *table.params, *resource.infos, system]
    assert len({each.ID for each in named}) == len(named)
    assert [field.name for field in table.fields if field.ref] == ["ra", "dec"]


def test_columns_and_parameters_say_what_they_are(table):
    for each in (*table.fields, *table.params):
        assert check_ucd(each.ucd, check_controlled_vocabulary=True)
        assert each.description


def test_columns_have_their_units(table):
    units = {field.name: str(field.unit) for field in table.fields}
    unitless = [name for name, unit in units.items() if unit == "None"]
    assert unitless == ["id", "snr", "residual"]
    assert units["ra"] == units["dec"] == "deg"
    assert units["x"] == units["npix"] == "pix"
    assert units["flux"] == units["flux_error"] == "adu"
    assert units["mag"] == "mag"


def test_magnitudes_are_called_instrumental(table):
    description = table.get_field_by_id("mag").description
    assert description.startswith("Instrumental magnitude")
    assert "no zero point" in description


def test_a_flux_that_is_not_counted_has_its_own_unit_and_ucd(runs):
    votable = parse(runs["constant"]["catalogue"], verify="exception")
    flux = votable.get_first_table().get_field_by_id("flux")
    assert (str(flux.unit), flux.ucd) == ("MJy / sr", "phot.flux")


def test_the_preview_shows_the_image_with_the_stars_marked(chain):
    picture = pictures.pixels(chain.find_sources["preview"])
    assert picture.shape == (1284, 1200, 3)
    image = picture[:1200]
    assert np.unique(image).size > 200
    assert image.mean() < 90
    assert 0.01 < pictures.near(image, MARK).mean() < 0.2


def test_the_preview_marks_nothing_where_nothing_was_found(runs):
    picture = pictures.pixels(runs["noise"]["preview"])
    assert picture[:900].std() > 10
    assert not pictures.near(picture[:900], MARK).any()


def test_the_preview_is_upright(runs):
    """The first row of the image is at the bottom, the first column on the left."""
    zoom = 1200 // SHAPE[1]
    picture = pictures.pixels(runs["three"]["preview"])
    brightest = np.argmax(ALONE.flux)
    row = (SHAPE[0] - ALONE.y[brightest] + 0.5) * zoom
    column = (ALONE.x[brightest] - 0.5) * zoom
    top, left = round(row) - 30, round(column) - 30
    around = picture[top : top + 61, left : left + 61]
    assert around[30, 30].min() > 230
    ring = np.argwhere(pictures.near(around, MARK))
    assert (ring.min(axis=0) + ring.max(axis=0)) / 2 == pytest.approx(30, abs=1.5)
