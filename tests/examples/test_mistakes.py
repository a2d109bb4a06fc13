"""What a user can mend ends with one sentence on stderr and exit status 1."""

from functools import partial

import numpy as np
import pytest
from astropy.io import fits
from astropy.table import Table

from jobs.descriptions import known_errors
from jobs.descriptions.value import KnownError
from tests.examples import running, skies

BACKGROUND, FIND, COUNT = running.NAMES

# The script, its input, parameters, and what the sentence says
MISTAKES = {
    "a torn file": (BACKGROUND, "torn", {}, "torn cannot be read as a FITS image"),
    "a table": (BACKGROUND, "table", {}, "table holds no two-dimensional image"),
    "an image of nothing": (BACKGROUND, "nothing", {}, "has no pixel with a value"),
    "a box too large": (
        BACKGROUND,
        "image",
        {"box_size": 61},
        "box_size is 61 pixels: for an image of 80 x 60 pixels choose 8 to 60",
    ),
    "a cube": (FIND, "cube", {}, "cube holds no two-dimensional image"),
    "no sky coordinates": (FIND, "image", {}, "image has no sky coordinates (WCS)"),
    "half a pair of them": (FIND, "half", {}, "coordinates of half cannot be read"),
    "a threshold below zero": (FIND, "image", {"threshold": -1.0}, "threshold is -1"),
    "an image": (COUNT, "image", {}, "image cannot be read as a VOTable"),
    "no magnitudes": (COUNT, "names", {}, "names has no column of magnitudes"),
    "an empty catalogue": (COUNT, "empty", {}, "empty has no star with a magnitude"),
    "limits in the wrong order": (
        COUNT,
        "stars",
        {"bright_limit": -4.0, "faint_limit": -6.0},
        "bright_limit -4 is not brighter than faint_limit -6",
    ),
    "limits without stars": (
        COUNT,
        "stars",
        {"bright_limit": 1.0, "faint_limit": 2.0},
        "No star lies between magnitudes 1 and 2",
    ),
    "a million bins": (COUNT, "stars", {"bin_width": 1e-6}, "at most 400"),
}


def make_inputs(folder):
    image, half = np.ones((60, 80)), fits.Header([("CTYPE1", "RA---TAN")])
    skies.save(folder / "image", image)
    skies.save(folder / "half", image, half)
    skies.save(folder / "cube", np.ones((3, 20, 20)))
    skies.save(folder / "nothing", np.nan * image)
    (folder / "torn").write_bytes((folder / "image").read_bytes()[:5000])
    columns = [fits.Column("mag", "E", array=[1.0])]
    fits.BinTableHDU.from_columns(columns).writeto(folder / "table")
    tables = {"names": {"name": ["a"]}, "empty": {"mag": np.zeros(0)}}
    for name, content in (tables | {"stars": {"mag": [-5.5, -5.2, -4.1]}}).items():
        Table(content).write(folder / name, format="votable")


@pytest.fixture(scope="module")
def ends(tmp_path_factory):
    inputs, folder = tmp_path_factory.mktemp("inputs"), tmp_path_factory.mktemp("ends")
    make_inputs(inputs)
    jobs = {}
    for mistake, (name, file, parameters, _) in MISTAKES.items():
        used = {running.description(name)["used"][0]["name"]: inputs / file}
        jobs[mistake] = partial(running.run, name, folder / mistake, used, **parameters)
    return running.together(jobs)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_ends_with_one_sentence(ends, mistake):
    run = ends[mistake]
    assert run.status == 1
    assert MISTAKES[mistake][-1] in run.stderr
    assert run.stderr.count("\n") == 1
    assert run.stderr.endswith(".\n")


# What the description knows of a mistake, as its user reads it first
KNOWN = {
    "a torn file": "torn is not a FITS image that can be read.",
    "a box too large": "Boxes of 61 pixels do not fit into an image of 80 x 60 pixels.",
    "no sky coordinates": "The image has no sky coordinates (WCS), so its stars have",
    "no magnitudes": "The catalogue has no column of magnitudes.",
    "limits without stars": "The catalogue has no star between magnitude 1 and 2.",
}


@pytest.mark.parametrize("mistake", KNOWN)
def test_the_description_knows_a_usual_mistake(ends, mistake):
    told = running.description(MISTAKES[mistake][0])["known_errors"]
    known = [KnownError(**one) for one in told]
    explanation, advice = known_errors.advice(known, ends[mistake].stderr).split("\n")
    assert explanation.startswith(KNOWN[mistake])
    assert advice.endswith(".")


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_leaves_no_result(ends, mistake):
    assert list(ends[mistake].folder.iterdir()) == []
