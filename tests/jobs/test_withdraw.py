"""Work is either taken back or starts: whoever holds the lock decides."""

import fcntl
import os
import signal
import subprocess
import threading

import pytest

from jobs.execution import watched
from jobs.execution.base import State
from jobs.execution.runner import control as runner_control
from jobs.execution.runner import run


@pytest.fixture
def control(tmp_path):
    control = tmp_path / "run" / "jobs" / "j-1" / "run"
    control.mkdir(parents=True)
    watched.write_once(control / "order.json", {"token": "t-1"})
    return control


def start(control):
    """What a runner does first; the open lock, or None."""
    try:
        lock = runner_control.hold_lock(str(control))
    except FileNotFoundError:
        return None
    if lock is not None:
        runner_control.make_once(str(control), "started.json", {"pid": 1})
    return lock


@pytest.fixture
def opened():
    locks = []
    yield locks
    for lock in locks:
        os.close(lock)


def test_work_that_waits_can_be_taken_back_and_does_not_start_then(control):
    assert watched.withdraw(control)
    assert start(control) is None
    assert not control.exists()


def test_work_that_has_started_is_not_taken_back(control, opened):
    opened.append(start(control))
    assert not watched.withdraw(control)
    assert (control / "order.json").exists()


def test_work_whose_runner_is_about_to_start_is_not_taken_back(control, opened):
    opened.append(runner_control.hold_lock(str(control)))
    assert not watched.withdraw(control)


def test_work_that_was_started_is_not_taken_back_when_its_runner_is_gone(control):
    runner_control.make_once(str(control), "started.json", {"pid": 1})
    assert not watched.withdraw(control)
    assert watched.state(control) == State.LOST


def test_there_is_nothing_to_take_back_where_nothing_is(tmp_path):
    assert not watched.withdraw(tmp_path / "gone")


def test_a_runner_that_opened_the_lock_before_it_was_withdrawn_does_not_run(control):
    """It waits for the lock of a folder that is gone when it gets it."""
    found = []
    with (control / "lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        runner = threading.Thread(target=lambda: found.append(start(control)))
        runner.start()
        gone = control.with_name("gone")
        control.rename(gone)
    runner.join()
    assert found == [None]
    assert not (gone / "started.json").exists()


def test_of_two_runners_one_starts(control, opened, monkeypatch):
    monkeypatch.setattr(runner_control, "TRIES", 2)
    opened.append(start(control))
    assert opened[0] is not None
    assert start(control) is None


def test_withdraw_against_start_has_one_winner_each_time(tmp_path, opened):
    for number in range(50):
        control = tmp_path / str(number)
        control.mkdir()
        gate, found = threading.Barrier(2), []

        def runner(control=control, gate=gate, found=found):
            gate.wait()
            found.append(start(control))

        thread = threading.Thread(target=runner)
        thread.start()
        gate.wait()
        withdrawn = watched.withdraw(control)
        thread.join()
        opened.extend(lock for lock in found if lock is not None)
        assert withdrawn == (found == [None])


def runner_of(control):
    """Status 0 of a runner that finds nothing to do; it has not even all it needs."""
    if pid := os.fork():
        return os.waitpid(pid, 0)[1]
    code = 1
    try:
        run.main(str(control))
        code = 0
    finally:
        os._exit(code)


def test_work_that_was_started_once_is_never_started_again(control):
    runner_control.make_once(str(control), "started.json", {"pid": 1})
    assert runner_of(control) == 0
    assert not (control / "ended.json").exists()


def test_an_order_is_written_once(control):
    with pytest.raises(FileExistsError):
        watched.write_once(control / "order.json", {"token": "t-2"})
    assert watched.read(control / "order.json") == {"token": "t-1"}
    assert [path.name for path in control.iterdir()] == ["order.json"]


@pytest.mark.parametrize("content", ["", "{", "[1]", "\xff"])
def test_a_note_that_cannot_be_read_is_none(tmp_path, content):
    (tmp_path / "note").write_bytes(content.encode("latin-1"))
    assert watched.read(tmp_path / "note") is None
    assert watched.read(tmp_path / "gone") is None


def test_the_states_of_work_one_after_the_other(control):
    assert watched.state(control) == State.ABSENT
    lock = start(control)
    assert watched.state(control) == State.RUNNING
    runner_control.write_json(str(control), "ended.json", {})
    assert watched.state(control) == State.ENDED
    os.close(lock)
    (control / "ended.json").unlink()
    assert watched.state(control) == State.LOST


def test_a_process_that_took_over_the_number_of_a_runner_is_not_harmed(control):
    """The lock is free, so whoever has the pid now is somebody else."""
    with subprocess.Popen(["sleep", "60"]) as process:
        runner_control.make_once(
            str(control), "started.json", {"pid": process.pid, "token": "t-1"}
        )
        (control / "lock").touch()
        watched.stop(control)
        process.terminate()
        assert process.wait(20) == -signal.SIGTERM  # not SIGUSR1
