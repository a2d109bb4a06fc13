"""Scripts that do to the runner and the portal what no script should."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from jobs.execution import base, logs, orphans, runner
from jobs.execution.base import State, Work
from jobs.execution.folder import JobFolder
from jobs.execution.local import Local
from jobs.execution.runner import tree
from tests import factories
from tests.jobs import waiting

# A grandchild in a session of its own: nothing ties it to the runner.
LEAVE_BEHIND = "setsid sleep 60 & echo $! $$ $PPID > pids; touch ready; wait"


@pytest.fixture
def folder():
    folder = JobFolder("j-1")
    folder.make()
    return folder


def work(folder, script, argv=None, **limits):
    fields = {
        "folder": folder,
        "token": "t-1",
        "argv": argv or ["/bin/bash", "-c", script],
        "environment": {"PATH": "/usr/bin:/bin", "OPUS_JOB_ID": folder.public_id},
        "outputs": [base.Output("out", "*.txt", optional=False)],
        "limits": base.Limits(**{"seconds": 60, "bytes": 1 << 20, **limits}),
    }
    return Work(**fields)


@pytest.mark.parametrize("log", ["stdout", "stderr"])
@pytest.mark.parametrize("make", ["mkfifo", "mkdir", "ln -s /etc/passwd", "true"])
def test_a_script_that_takes_its_log_away_keeps_its_results(alice, log, make):
    script = f"touch out.txt; rm ../logs/{log}; {make} ../logs/{log}"
    job = factories.run_new(alice, script=script)
    assert (job.phase, job.error) == ("COMPLETED", "")
    assert factories.entity_of(job).size == 0
    assert logs.tail(JobFolder(job.public_id).logs / log) == ""


def test_a_script_that_fails_without_a_log_is_an_error_all_the_same(alice):
    script = "rm ../logs/stderr; mkfifo ../logs/stderr; exit 3"
    job = factories.run_new(alice, script=script)
    assert job.error == "The script ended with exit status 3."


def test_nothing_of_a_lost_run_goes_on_once_the_job_is_settled(alice):
    job = waiting.running(alice, LEAVE_BEHIND)
    left, _, runner_ = waiting.numbers(job, "pids")
    os.kill(runner_, signal.SIGKILL)
    job = factories.run(job)
    assert job.error == "The run was lost: its runner is gone and left no report."
    waiting.until(lambda: waiting.gone(left))


def test_cancelling_a_lost_run_ends_what_is_left_of_it(folder):
    backend = Local()
    backend.submit(work(folder, LEAVE_BEHIND))
    waiting.until((folder.work / "ready").exists)
    left, _, runner_ = map(int, (folder.work / "pids").read_text().split())
    os.kill(runner_, signal.SIGKILL)
    waiting.until(lambda: backend.state(folder) == State.LOST)
    assert not waiting.gone(left)
    backend.cancel(folder)
    waiting.until(lambda: waiting.gone(left))


def test_only_what_has_exactly_the_jobs_id_is_an_orphan_of_it():
    environments = [{"OPUS_JOB_ID": "j-12"}, {"X": "OPUS_JOB_ID=j-1"}]
    others = [subprocess.Popen(["/bin/sleep", "60"], env=env) for env in environments]
    with subprocess.Popen(["/bin/sleep", "60"], env={"OPUS_JOB_ID": "j-1"}) as ours:
        orphans.end("j-1")
        assert ours.wait() == -signal.SIGKILL
    assert [other.poll() for other in others] == [None, None]
    for other in others:
        other.kill()
        other.wait()


def test_what_the_kernel_holds_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(orphans, "MOST_SECONDS", 0.05)
    monkeypatch.setattr(orphans, "_kill_all", lambda _: True)
    orphans.end("j-1")


def test_a_script_that_cannot_be_given_its_values_is_an_error_that_says_so(folder):
    backend = Local()
    backend.submit(work(folder, "", argv=["/bin/echo", "a\0b"]))
    waiting.until(lambda: backend.state(folder) in (State.ENDED, State.LOST))
    message = backend.report(folder).message
    assert message == "The script cannot start: embedded null byte."


def test_a_limit_of_the_host_on_files_is_respected(tmp_path):
    for name in ("control", "work"):
        (tmp_path / name).mkdir()
    order = {
        "job": "j-1",
        "token": "t-1",
        "argv": ["/bin/bash", "-c", "ulimit -Hf > out.txt"],
        "environment": {},
        "work": str(tmp_path / "work"),
        "out": str(tmp_path / "out"),
        "counted": [],
        "stdout": str(tmp_path / "stdout"),
        "stderr": str(tmp_path / "stderr"),
        "outputs": [{"name": "out", "pattern": "out.txt", "optional": False}],
        "seconds": 60,
        "bytes": 1 << 30,
    }
    (tmp_path / "control" / "order.json").write_text(json.dumps(order))
    program = (
        "import resource, sys; from runner import run; "
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)); "
        "run.main(sys.argv[1])"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "control")]
    subprocess.run(command, cwd=Path(runner.__file__).parents[1], check=True)
    note = json.loads((tmp_path / "control" / "ended.json").read_text())
    assert (note["code"], note["message"]) == (0, "")
    assert (tmp_path / "out" / "out.txt").read_text() == "1024\n"


def test_a_process_of_another_user_is_left_out(monkeypatch):
    def kill(pid, number):
        raise {7: PermissionError, 8: ProcessLookupError}.get(pid, OSError)

    monkeypatch.setattr(tree, "descendants", lambda: [7, 8])
    monkeypatch.setattr(tree.os, "kill", kill)
    assert tree.signal_all(-7, signal.SIGTERM) == [8]
