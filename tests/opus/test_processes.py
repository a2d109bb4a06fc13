"""How the portal's own processes die, and what they hide."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

HOME = Path(__file__).parents[2]
CHILD = """
import os, time
from opus import processes
processes.die_with_parent({parent})
print(os.getpid(), flush=True)
time.sleep(60)
"""
PARENT = """
import os, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", {child!r}.format(parent=os.getpid())])
child.wait()
"""


def _gone(pid, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not Path(f"/proc/{pid}").exists() or "Z" in _state(pid):
            return True
        time.sleep(0.01)
    return False


def _state(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_a_child_goes_when_its_parent_is_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT.format(child=CHILD)],
        cwd=HOME,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        pid = int(parent.stdout.readline())
        parent.kill()
    try:
        assert _gone(pid)
    finally:
        if not _gone(pid, 0):
            os.kill(pid, signal.SIGKILL)


def test_a_child_whose_parent_has_gone_already_does_not_begin():
    code = "from opus import processes; processes.die_with_parent(1 << 22); print('on')"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOME,
        capture_output=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, b"")


def test_a_process_that_hides_its_memory_cannot_be_dumped():
    code = (
        "import ctypes; from opus import processes; processes.hide_memory();"
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOME,
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert done.stdout.strip() == "0"
