"""That counts add up, and that limits and errors are what they are called."""

from functools import partial

import numpy as np
import pytest
from astropy.table import Table

from tests.examples import pictures, running

BAR, SUM = (0.72, 0.82, 0.92), (0.8, 0.36, 0.05)

# The magnitudes, and parameters
CATALOGUES = {
    "few": ([-7.9, -7.4, np.nan, -7.3, -6.1], {"bin_width": 0.5}),
    "limits": (
        [-9, -7.9, -7.4, -7.3, -6.1, -5],
        {"bin_width": 0.5, "bright_limit": -8.1, "faint_limit": -6.2},
    ),
    "tenths": (np.arange(-40, 0, 0.1), {"bin_width": 0.1}),
    "one": ([-5.0], {}),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory, chain):
    folder, jobs = tmp_path_factory.mktemp("count"), {}
    for name, (magnitudes, parameters) in CATALOGUES.items():
        path = folder / f"{name}.vot"
        Table({"mag": np.array(magnitudes, float)}).write(path, format="votable")
        jobs[name] = job(folder / name, path, **parameters)
    jobs["again"] = job(folder / "again", chain.find_sources["catalogue"])
    return running.together(jobs)


def job(folder, path, **parameters):
    used = {"catalogue": path}
    return partial(running.run, "luminosity_function", folder, used, **parameters)


def bins(run):
    assert run.stderr == ""
    return Table.read(run["table"], format="ascii.ecsv")


@pytest.fixture
def m13(chain):
    return bins(chain.luminosity_function)


def test_every_star_of_m13_is_in_one_bin(m13, chain):
    stars = Table.read(chain.find_sources["catalogue"], format="votable")
    assert m13["count"].sum() == len(stars)
    for row in m13:
        inside = (stars["mag"] >= row["mag_bright"]) & (stars["mag"] < row["mag_faint"])
        assert row["count"] == inside.sum()


def test_the_cumulative_count_ends_with_all_stars(m13):
    assert list(m13["cumulative"]) == list(np.cumsum(m13["count"]))


def test_bins_touch_and_are_equally_wide(m13):
    assert list(m13["mag_faint"][:-1]) == list(m13["mag_bright"][1:])
    assert m13["mag_faint"] - m13["mag_bright"] == pytest.approx(0.5)
    assert m13["mag_centre"] - m13["mag_bright"] == pytest.approx(0.25)


def test_density_times_area_and_width_is_the_count(m13):
    area = m13.meta["area_arcmin2"]
    assert area == pytest.approx(25, rel=0.01)
    assert m13["density"] * area * 0.5 == pytest.approx(m13["count"], abs=1e-3)
    assert m13["density"].unit.to_string() == "1 / (mag arcmin2)"


def test_columns_say_what_they_are_and_magnitudes_that_they_are_instrumental(m13):
    assert all(m13[name].description for name in m13.colnames)
    for name in ("mag_bright", "mag_faint", "mag_centre"):
        assert str(m13[name].unit) == "mag"
        assert "instrumental mag" in m13[name].description
    assert "no zero point" in m13.meta["note"]


def test_bins_begin_at_multiples_of_their_width(runs):
    table = bins(runs["few"])
    assert list(table["mag_bright"]) == [-8, -7.5, -7, -6.5]
    assert list(table["count"]) == [1, 2, 0, 1]


def test_errors_are_those_of_gehrels(runs):
    """The limits of his tables 1 and 2 for 0, 1 and 2 events, to two per cent."""
    table = bins(runs["few"])
    below = table["count"] - table["error_below"]
    above = table["count"] + table["error_above"]
    assert below == pytest.approx([0.1728, 0.7082, 0, 0.1728], rel=0.02)
    assert above == pytest.approx([3.300, 4.638, 1.841, 3.300], rel=0.02)


def test_rows_without_a_magnitude_are_left_out_and_told(runs):
    assert bins(runs["few"])["count"].sum() == 4
    assert "5 stars, 4 with a magnitude" in runs["few"].stdout


def test_without_an_area_there_is_no_density(runs):
    table = bins(runs["few"])
    assert "density" not in table.colnames
    assert table.meta["area_arcmin2"] is None


def test_bins_begin_at_the_bright_limit_and_hold_the_faint_limit(runs):
    table = bins(runs["limits"])
    assert list(table["mag_bright"]) == [-8.1, -7.6, -7.1, -6.6]
    assert table["mag_faint"][-1] == -6.1
    assert list(table["count"]) == [1, 2, 0, 1]
    assert "4 stars in 4 bins from -8.1 to -6.1, 2 outside" in runs["limits"].stdout


def test_no_star_is_moved_by_a_rounding_error(runs):
    """Magnitudes on the very edges of bins that no binary number holds exactly."""
    table = bins(runs["tenths"])
    assert [str(edge) for edge in table["mag_bright"][:3]] == [
        "-40.0",
        "-39.9",
        "-39.8",
    ]
    assert list(table["count"]) == [1] * 398 + [2]


@pytest.mark.parametrize("name", ["one", "tenths"])
def test_one_star_and_many_bins_can_be_drawn(runs, name):
    assert pictures.near(pictures.pixels(runs[name]["plot"]), BAR).any()


def test_the_plot_shows_bars_and_the_sum_on_white_paper(chain):
    picture = pictures.pixels(chain.luminosity_function["plot"])
    assert picture.shape == (800, 1200, 3)
    assert (picture[0] == 255).all()
    assert (picture == 255).all(axis=2).mean() > 0.4
    assert 0.1 < pictures.near(picture, BAR).mean() < 0.6
    assert pictures.near(picture, SUM).sum() > 2000


@pytest.mark.parametrize("result", ["table", "plot"])
def test_the_same_job_twice_gives_the_same_bytes(runs, chain, result):
    first = chain.luminosity_function[result].read_bytes()
    assert runs["again"][result].read_bytes() == first
