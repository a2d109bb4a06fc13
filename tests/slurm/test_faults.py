"""A real Slurm hangs, crashes, loses a node, forgets: every job has its true end."""

import contextlib
import getpass
import os
import signal
import subprocess
import sys
import time

import pytest

from jobs import polling, tasks
from jobs.execution import backends
from jobs.execution.batch import machine
from jobs.execution.batch.machine import Batch
from jobs.execution.batch.slurm import Slurm
from jobs.execution.batch.transport import Here
from jobs.execution.folder import JobFolder
from tests import factories
from tests.jobs import waiting
from tests.slurm import cluster as real

pytestmark = pytest.mark.xdist_group("slurm faults")
PATIENCE_SECONDS = 60


@pytest.fixture(scope="module")
def fragile():
    """A Slurm of its own, which forgets a job 2 s after its end."""
    if why := real.missing():
        pytest.skip(why)
    running = real.Cluster(nodes=2, MIN_JOB_AGE="2", SLURMD_TIMEOUT="5")
    yield running
    running.stop()


@pytest.fixture
def portal(fragile, settings, monkeypatch, tmp_path):
    monkeypatch.setenv("SLURM_CONF", str(fragile.conf))
    monkeypatch.setattr(machine, "PATIENCE_SECONDS", 5)
    monkeypatch.setattr(machine, "ALIVE_SECONDS", 3)
    settings.OPUS_HOST = "here"
    settings.OPUS_SLURM = True
    dialect = Slurm(user=getpass.getuser())
    batch = Batch(dialect, Here(), tmp_path / "slurm.json", sys.executable)
    monkeypatch.setattr(backends, "cluster", lambda _: batch)
    return batch


def queued(owner, script, **changes):
    return factories.queued(owner, script=script, backend="slurm", **changes)


def started(job):
    """Until its script runs there, and the portal has seen it."""
    ready = JobFolder(job.public_id).work / "ready"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (ready.exists() and factories.reload(job).phase == "EXECUTING"):
        look()
        assert time.monotonic() < deadline, "it does not start"
        time.sleep(0.2)


def look():
    tasks.dispatch()
    for job_id in polling.poll("slurm"):
        tasks.follow(job_id)


def settled(job):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not job.settled:
        look()
        job.refresh_from_db()
        assert time.monotonic() < deadline, f"{job.phase}: {job.reason}"
        time.sleep(0.2)
    return job


def test_a_controller_that_hangs_takes_the_job_and_nobody_sends_it_twice(
    alice, portal, fragile
):
    """Sbatch fails after 10 s, and the job is accepted when the controller wakes up."""
    pid = fragile.controller()
    job = queued(alice, "echo x >> out.txt")
    os.kill(pid, signal.SIGSTOP)
    try:
        tasks.dispatch()
    finally:
        os.kill(pid, signal.SIGCONT)
    assert factories.reload(job).token
    settled(job)
    assert (job.phase, factories.result_text(job)) == ("COMPLETED", "x\n")


def test_a_controller_that_is_killed_loses_no_job_that_runs(alice, portal, fragile):
    job = queued(alice, "touch ready; sleep 4; echo x >> out.txt")
    started(job)
    os.kill(fragile.controller(), signal.SIGKILL)
    try:
        look()
        assert portal.look().silent_since
        assert factories.reload(job).phase in ("EXECUTING", "COMPLETED")
    finally:
        fragile.start_controller()
    settled(job)
    assert (job.phase, factories.result_text(job)) == ("COMPLETED", "x\n")


def test_a_job_that_slurm_has_forgotten_has_its_true_end(alice, portal, fragile):
    job = queued(alice, "touch ready; sleep 1; exit 3")
    folder = JobFolder(job.public_id)
    started(job)
    waiting.until(lambda: not fragile.ask("squeue", "-h").strip())
    known = ("squeue", "-h", "-t", "all", "-o", "%j")
    waiting.until(lambda: portal.named(folder) not in fragile.ask(*known))
    assert settled(job).error == "The script ended with exit status 3."


def test_a_node_that_fails_is_said_to_have_failed(alice, portal, fragile):
    job = queued(alice, "touch ready; sleep 60", partition="small")
    started(job)
    # The runner first: one that lives to see its script killed would say so.
    for pattern in (f"runner.node .*{job.public_id}", "slurmd -N n1", job.public_id):
        for pid in pids(pattern):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    settled(job)
    assert job.phase == "ERROR"
    assert "lost" in job.error or "node of the cluster" in job.error
    fragile.ask("slurmd", "-N", "n1")


def test_what_an_administrator_cancels_is_told_so(alice, portal, fragile):
    job = queued(alice, "touch ready; sleep 60")
    started(job)
    fragile.ask("scancel", "-u", getpass.getuser(), f"--name={name(portal, job)}")
    settled(job)
    assert (job.phase, job.error) == ("ABORTED", machine.BY_OTHERS)


def test_what_can_never_run_is_refused(alice, portal):
    job = settled(queued(alice, "true", partition="nowhere"))
    assert job.phase == "ERROR"
    assert "The cluster refuses the job" in job.error


def test_it_says_why_a_job_waits(alice, portal):
    first = queued(alice, "touch ready; sleep 60", licences="idl:1")
    started(first)
    second = queued(alice, "true", name="other", licences="idl:1")
    waiting.until(lambda: look() or "licence" in factories.reload(second).reason)
    assert factories.reload(second).phase == "QUEUED"
    for job in (second, first):
        factories.abort(factories.reload(job))


def name(portal, job):
    return portal.named(JobFolder(job.public_id))


def pids(pattern):
    found = subprocess.run(
        ["pgrep", "-f", pattern], capture_output=True, text=True, check=False
    )
    return [int(word) for word in found.stdout.split() if int(word) != os.getpid()]
