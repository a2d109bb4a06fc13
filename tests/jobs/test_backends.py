"""What every machine that runs jobs must do; the name of a new one belongs here."""

import getpass
import sys
import time

import pytest

from jobs.errors import BackendError
from jobs.execution import backends
from jobs.execution.base import Limits, Output, State, Work
from jobs.execution.batch.machine import Batch
from jobs.execution.batch.slurm import Slurm
from jobs.execution.batch.transport import Here
from jobs.execution.folder import JobFolder
from jobs.execution.local import Local
from tests.jobs import waiting
from tests.jobs.toy_dialect import Toy

MIB = 1 << 20
OUT = Output("out", "*.txt", optional=False)


class Polled(Batch):
    """Asks its scheduler whenever somebody looks, as the portal does in time."""

    def state(self, folder):
        self.poll([folder])
        return super().state(folder)


def _toy(tmp_path):
    place = tmp_path / "toy"
    place.mkdir()
    return Polled(Toy(place), Here(), tmp_path / "toy.json", sys.executable)


def _slurm(tmp_path):
    dialect = Slurm(user=getpass.getuser())
    return Polled(dialect, Here(), tmp_path / "slurm.json", sys.executable)


MACHINES = {"local": lambda _: Local(), "toy": _toy, "slurm": _slurm}


@pytest.fixture(params=MACHINES)
def backend(request, tmp_path):
    if request.param == "slurm":
        request.getfixturevalue("slurm")
    return MACHINES[request.param](tmp_path)


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
        "environment": {"PATH": "/usr/bin:/bin", "text": "a b"},
        "outputs": [OUT],
        "limits": Limits(**{"seconds": 60, "bytes": 1 << 20, **limits}),
    }
    return Work(**fields)


def ended(backend, folder):
    """The report of work that is over."""
    over = (State.ENDED, State.LOST)
    waiting.until(lambda: backend.state(folder) in over)
    return backend.report(folder)


def begun(folder):
    waiting.until((folder.work / "ready").exists)


def test_the_portal_uses_a_machine_that_is_tested_here():
    assert set(backends.names()) <= set(MACHINES)


def test_work_that_was_never_submitted_is_absent(backend, folder):
    assert backend.state(folder) == State.ABSENT
    assert not backend.submitted(folder)
    assert backend.started(folder) is None
    assert not backend.withdraw(folder)
    backend.cancel(folder)


def test_a_script_that_ends_well_leaves_a_report_with_its_files(backend, folder):
    backend.submit(work(folder, 'printf %s "$text" > "a b.txt"'))
    report = ended(backend, folder)
    assert (report.phase, report.message, report.exit_code) == ("COMPLETED", "", 0)
    [made] = report.made
    assert (made.name, made.path, made.size) == ("out", "a b.txt", 3)
    assert (folder.out / "a b.txt").read_text() == "a b"
    assert report.started <= report.ended


def test_what_it_printed_is_in_the_logs(backend, folder):
    backend.submit(work(folder, "echo out; echo err >&2; touch x.txt"))
    ended(backend, folder)
    assert folder.stdout.read_text() == "out\n"
    assert folder.stderr.read_text() == "err\n"


def test_a_script_that_fails_is_an_error_with_its_code(backend, folder):
    backend.submit(work(folder, "exit 7"))
    report = ended(backend, folder)
    assert (report.phase, report.exit_code) == ("ERROR", 7)


def test_a_program_that_cannot_start_is_an_error_that_names_it(backend, folder):
    backend.submit(work(folder, "", argv=["/no/such/program"]))
    report = ended(backend, folder)
    assert report.phase == "ERROR"
    assert "/no/such/program" in report.message


def test_a_missing_output_is_an_error(backend, folder):
    backend.submit(work(folder, "true"))
    assert "did not write *.txt" in ended(backend, folder).message


def test_a_script_that_runs_is_running_since_a_known_time(backend, folder):
    backend.submit(work(folder, "touch ready; sleep 60"))
    begun(folder)
    assert backend.submitted(folder)
    assert backend.state(folder) == State.RUNNING
    started = backend.started(folder)
    backend.cancel(folder)
    report = ended(backend, folder)
    assert abs((report.started - started).total_seconds()) < 10


def test_a_cancelled_script_is_aborted_with_its_children(backend, folder):
    script = "sleep 60 & echo $! > pids; setsid sleep 60 & echo $! >> pids"
    backend.submit(work(folder, f"{script}; touch ready; wait"))
    begun(folder)
    pids = [int(pid) for pid in (folder.work / "pids").read_text().split()]
    backend.cancel(folder)
    assert ended(backend, folder).phase == "ABORTED"
    assert len(pids) == 2
    assert all(waiting.gone(pid) for pid in pids)


def test_cancelling_what_is_over_is_harmless(backend, folder):
    backend.submit(work(folder, "touch x.txt"))
    ended(backend, folder)
    backend.cancel(folder)
    assert backend.report(folder).phase == "COMPLETED"


def test_a_time_limit_is_kept(backend, folder):
    backend.submit(work(folder, "sleep 60", seconds=1))
    report = ended(backend, folder)
    assert report.phase == "ABORTED"
    assert report.message == "The execution duration of 1 s was exceeded."


def test_no_time_limit_is_no_limit(backend, folder):
    backend.submit(work(folder, "sleep 0.1; touch x.txt", seconds=0))
    assert ended(backend, folder).phase == "COMPLETED"


def test_submitting_twice_runs_the_script_once(backend, folder):
    for _ in range(3):
        backend.submit(work(folder, "echo x >> x.txt"))
    ended(backend, folder)
    assert (folder.out / "x.txt").read_text() == "x\n"


def test_a_script_that_runs_cannot_be_withdrawn(backend, folder):
    backend.submit(work(folder, "touch ready x.txt; sleep 0.2"))
    begun(folder)
    assert not backend.withdraw(folder)
    assert ended(backend, folder).phase == "COMPLETED"


def test_a_report_with_another_token_is_not_believed(backend, folder):
    backend.submit(work(folder, "touch x.txt"))
    ended(backend, folder)
    for control in (folder.control, folder.shared_control):
        for note in control.rglob("ended.json"):
            note.write_text(note.read_text().replace("t-1", "t-2"))
    assert backend.report(folder).phase == "ERROR"


def test_a_machine_that_cannot_take_work_refuses_it(
    backend, folder, settings, tmp_path
):
    (tmp_path / "file").touch()
    settings.OPUS_RUN = settings.OPUS_JOBS = tmp_path / "file" / "run"
    with pytest.raises(BackendError, match="cannot"):
        backend.submit(work(folder, "true"))


def test_work_of_two_jobs_does_not_mix(backend, folder):
    other = JobFolder("j-2")
    other.make()
    for here in (folder, other):
        backend.submit(work(here, f"echo {here.public_id} > x.txt"))
    for here in (folder, other):
        ended(backend, here)
        assert (here.out / "x.txt").read_text() == f"{here.public_id}\n"


EATS = """#!{python}
import subprocess, sys, time
food = bytearray({size})
food[::4096] = b"x" * len(food[::4096])
open("ready", "w").close()
time.sleep({seconds})
"""


def python(text, **fields):
    return [sys.executable, "-c", text.format(python=sys.executable, **fields)]


def test_what_a_script_used_is_told(backend, folder):
    argv = python(EATS, size=100 * MIB, seconds=0.7)
    backend.submit(work(folder, "", argv=argv))
    usage = ended(backend, folder).usage
    assert 0.7 <= usage.wall < 10
    assert 0 < usage.cpu < 10
    assert 100 * MIB < usage.memory < 200 * MIB
    assert usage.processes >= 1
    assert usage.disk < MIB


def test_what_its_children_used_counts_too(backend, folder):
    burn = "python3 -c 'sum(i*i for i in range(3_000_000))'"
    write = "head -c 3M /dev/zero | tee a.txt > b.txt"
    backend.submit(work(folder, f"({burn}) & ({write}) & wait", bytes=1 << 30))
    usage = ended(backend, folder).usage
    assert usage.cpu > 0.05
    assert usage.written >= 9 * 10**6


@pytest.mark.parametrize(
    ("limits", "script", "sentence"),
    [
        (
            {"memory": 64 * MIB},
            "x=$(head -c 100M /dev/zero | tr '\\0' x); sleep 60",
            "The job used more memory than its limit of 64 MiB (sampled).",
        ),
        (
            {"processes": 5},
            "for i in {1..9}; do sleep 60 & done; wait",
            "The job had more processes than its limit of 5 (sampled).",
        ),
        (
            {"cpu": 1},
            "for i in 1 2; do while :; do :; done & done; wait",
            "The job used more CPU time than its limit of 1 s.",
        ),
        (
            {"cpu": 1},
            "exec python3 -c 'while True: pass'",
            "The job used more CPU time than its limit of 1 s.",
        ),
    ],
)
def test_beyond_a_limit_the_script_is_ended_and_told_which(
    backend, folder, limits, script, sentence
):
    backend.submit(work(folder, f"touch x.txt; {script}; sleep 60", **limits))
    report = ended(backend, folder)
    assert (report.phase, report.message) == ("ERROR", sentence)


def test_memory_that_processes_share_counts_once(backend, folder):
    """Their parent filled it before it forked."""
    forks = EATS.replace(
        "time.sleep", "[__import__('os').fork() for _ in '123']; time.sleep"
    )
    argv = python(forks + "open('x.txt', 'w')", size=100 * MIB, seconds=1.2)
    backend.submit(work(folder, "", argv=argv, memory=250 * MIB))
    assert ended(backend, folder).phase == "COMPLETED"


def test_open_files_are_limited(backend, folder):
    backend.submit(work(folder, "ulimit -n > x.txt", open_files=77))
    ended(backend, folder)
    assert (folder.out / "x.txt").read_text() == "77\n"


def test_suspended_work_stands_still_and_its_time_does_not_count(backend, folder):
    count = "for i in {1..12}; do echo $i >> x.txt; touch ready; sleep 0.1; done"
    backend.submit(work(folder, count, seconds=3))
    begun(folder)
    backend.suspend(folder, suspended=True)
    seen = waiting.until_still((folder.work / "x.txt").read_text)
    time.sleep(3)
    assert backend.state(folder) == State.RUNNING
    assert (folder.work / "x.txt").read_text() == seen
    backend.suspend(folder, suspended=False)
    assert ended(backend, folder).phase == "COMPLETED"
    assert len((folder.out / "x.txt").read_text().split()) == 12


def test_suspended_work_can_be_cancelled(backend, folder):
    backend.submit(work(folder, "touch ready; sleep 60"))
    begun(folder)
    backend.suspend(folder, suspended=True)
    backend.cancel(folder)
    assert ended(backend, folder).message == "The job was aborted."


def test_work_that_is_over_can_be_suspended_without_harm(backend, folder):
    backend.submit(work(folder, "touch x.txt"))
    ended(backend, folder)
    backend.suspend(folder, suspended=True)
    assert backend.report(folder).phase == "COMPLETED"
