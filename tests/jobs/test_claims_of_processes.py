"""Several workers and one real database file: every claim has one winner."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.jobs import claiming

TOP = Path(__file__).parent.parent.parent


def claims(folder, slots):
    """The keys of the jobs that each process got."""
    command = [sys.executable, "-m", "tests.jobs.claiming", str(slots)]
    environment = {**os.environ, "OPUS_VAR": str(folder)}
    done = subprocess.run(
        command, env=environment, cwd=TOP, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def test_no_job_is_claimed_by_two_workers_and_none_is_left(tmp_path):
    got = claims(tmp_path, 1000)
    taken = [key for keys in got for key in keys]
    assert sorted(taken) == sorted(set(taken))
    assert len(taken) == claiming.JOBS


def test_workers_of_one_host_never_take_more_than_its_slots(tmp_path):
    got = claims(tmp_path, 3)
    assert sum(len(keys) for keys in got) == 3
