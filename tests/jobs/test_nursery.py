"""The small process that forks runners, and what happens without it."""

import contextlib
import os
import signal
from pathlib import Path

import pytest

from jobs.execution import nursery
from jobs.execution.folder import JobFolder
from jobs.execution.nursery import Nursery
from jobs.execution.runner import detached
from tests import factories
from tests.jobs import waiting

SCRIPT = "#!/bin/bash\ncat /proc/$PPID/environ > out.txt\n"


@pytest.fixture
def nursery_of_ours(monkeypatch):
    monkeypatch.setattr(nursery, "_door", None)
    nursery_ = Nursery(lambda: None)
    nursery_.open()
    yield nursery_
    nursery_.close()


@pytest.fixture
def forked(monkeypatch):
    """The control folders whose runners this process forked itself."""
    folders = []
    start = detached.start

    def counting(function, control):
        folders.append(control)
        start(function, control)

    monkeypatch.setattr(detached, "start", counting)
    return folders


def test_a_job_runs_without_the_worker_forking_anything(alice, nursery_of_ours, forked):
    assert factories.run_new(alice).phase == "COMPLETED"
    assert forked == []


def test_a_runner_has_nothing_of_the_portals_environment(
    alice, nursery_of_ours, monkeypatch
):
    monkeypatch.setenv("OPUS_SECRET_KEY", "do not tell")
    job = factories.run_new(alice, script=SCRIPT)
    told = (JobFolder(job.public_id).out / "out.txt").read_bytes()
    assert b"PATH=" in told
    assert b"OPUS_SECRET_KEY" not in told


def test_without_a_nursery_the_worker_forks_the_runner_itself(alice, forked):
    assert factories.run_new(alice).phase == "COMPLETED"
    assert len(forked) == 1


def test_a_runner_is_forked_here_when_the_nursery_does_not_read(
    alice, nursery_of_ours, forked
):
    os.kill(nursery_of_ours.pid, signal.SIGSTOP)
    with contextlib.suppress(BlockingIOError):
        while True:
            nursery._door.send(b"/nowhere")
    assert factories.run_new(alice).phase == "COMPLETED"
    assert len(forked) == 1


def test_a_nursery_that_died_is_made_again_and_starts_what_waited(
    alice, nursery_of_ours, forked
):
    first = nursery_of_ours.pid
    os.kill(first, signal.SIGKILL)
    waiting.until(lambda: not Path(f"/proc/{first}/cmdline").read_bytes())
    job = factories.queued(alice)
    nursery.start(Path("/nowhere"))  # a folder that is gone does no harm
    nursery_of_ours.look()
    assert factories.run(job).phase == "COMPLETED"
    assert nursery_of_ours.pid != first
    assert forked == []


def test_a_living_nursery_is_left_alone(nursery_of_ours):
    first = nursery_of_ours.pid
    nursery_of_ours.look()
    assert nursery_of_ours.pid == first
