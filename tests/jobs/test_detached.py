"""A detached process belongs to nobody and takes nothing of its parent along."""

import json
import os
import signal
from pathlib import Path

import pytest

from jobs.execution.runner import detached
from tests.jobs import waiting


def describe(folder):
    """What the detached process knows of itself; it runs there."""
    facts = {
        "session": os.getsid(0),
        "pid": os.getpid(),
        "parent": os.getppid(),
        "files": sorted(int(path.name) for path in Path("/proc/self/fd").iterdir()),
        "umask": os.umask(0o077),
        "term": signal.getsignal(signal.SIGTERM) == signal.SIG_DFL,
        "blocked": [int(number) for number in signal.pthread_sigmask(0, ())],
    }
    os.write(1, b"printed\n")
    new = Path(folder, "new")
    new.write_text(json.dumps(facts))
    new.rename(Path(folder, "facts"))


def break_down(folder):
    Path(folder, "pid").write_text(str(os.getpid()))
    raise ZeroDivisionError


@pytest.fixture
def facts(tmp_path):
    signal.signal(signal.SIGUSR2, signal.SIG_IGN)
    with Path(__file__).open():  # something that must not be inherited
        detached.start(describe, str(tmp_path))
    waiting.until((tmp_path / "facts").exists)
    signal.signal(signal.SIGUSR2, signal.SIG_DFL)
    return json.loads((tmp_path / "facts").read_text())


def test_it_has_a_session_of_its_own_and_another_parent(facts):
    assert facts["session"] != os.getsid(0)
    assert facts["parent"] != os.getpid()
    assert facts["pid"] != facts["session"]  # so it can never get a terminal


def test_it_inherits_no_open_file(facts):
    assert facts["files"] == [0, 1, 2, 3]  # the last one reads this list


def test_it_keeps_no_signal_handler_and_blocks_nothing(facts):
    assert facts["term"]
    assert facts["blocked"] == []


def test_nobody_else_can_read_what_it_writes(facts):
    assert facts["umask"] == 0o077


def test_what_it_prints_is_in_its_folder(facts, tmp_path):
    assert (tmp_path / "log").read_text() == "printed\n"


def test_a_detached_function_that_breaks_does_not_go_on_as_its_parent(tmp_path):
    detached.start(break_down, str(tmp_path))
    with (tmp_path / "after").open("a") as file:
        file.write("once\n")
    pid = int(waiting.until(lambda: read(tmp_path / "pid")))
    waiting.until(lambda: waiting.gone(pid))
    assert (tmp_path / "after").read_text() == "once\n"


def read(path):
    return path.read_text() if path.exists() else ""
