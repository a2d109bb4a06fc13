"""Nothing that a test started outlives it, also when the test fails."""

import time
from pathlib import Path

import pytest

from jobs.execution import watched
from jobs.execution.base import State
from tests.jobs.machines import Machine
from tests.jobs.waiting import PATIENCE_SECONDS


@pytest.fixture(autouse=True)
def nothing_left_running(folders, settings):
    yield
    deadline = time.monotonic() + PATIENCE_SECONDS
    while left := _running(Path(settings.OPUS_RUN)):
        assert time.monotonic() < deadline, f"still running: {left}"
        for control in left:
            watched.stop(control)
        time.sleep(0.02)


def _running(run):
    return [
        control
        for control in run.glob("jobs/*/*")
        if watched.state(control) == State.RUNNING
    ]


@pytest.fixture
def machine(monkeypatch):
    """A machine that runs nothing: a test says in which state its work is."""
    return Machine.instead_of_the_real_one(monkeypatch)
