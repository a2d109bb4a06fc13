"""A short run of the chaos, in each place; `make chaos` is the long one."""

import subprocess
import sys

import pytest

from tests.chaos import places

pytestmark = pytest.mark.xdist_group("chaos")


@pytest.mark.parametrize("place", ["sqlite", "hosts", "slurm"])
def test_every_job_has_its_true_end(place):
    if why := places.missing(place):
        pytest.skip(why)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.chaos", place),
            *("--seeds", "1", "--first", "11", "--jobs", "25", "--seconds", "5"),
        ],
        cwd=places.HOME,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
