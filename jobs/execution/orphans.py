"""Processes of a script whose runner was killed before it could end them."""

import contextlib
import os
import signal
import time
from pathlib import Path

MOST_SECONDS = 2.0
PAUSE_SECONDS = 0.01


def end(public_id: str) -> None:
    """Kill what runs with the job's id in its environment, until nothing is left.

    It gives up after two seconds: a process that the kernel holds cannot be killed.
    """
    deadline = time.monotonic() + MOST_SECONDS
    mark = f"OPUS_JOB_ID={public_id}".encode()
    while _kill_all(mark) and time.monotonic() < deadline:
        time.sleep(PAUSE_SECONDS)


def _kill_all(mark: bytes) -> bool:
    """Kill each that is there now; whether there was any."""
    pids = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return bool([pid for pid in pids if pid != os.getpid() and _kill(pid, mark)])


def _kill(pid: int, mark: bytes) -> bool:
    """Kill the process if it is one of them.

    No pid is an identity: the handle is opened first. If the process ends and its pid
    is given to the one that is looked at, the handle reaches neither.
    """
    process = Path("/proc", str(pid))
    with contextlib.suppress(OSError):
        handle = os.pidfd_open(pid)
        try:
            if _is_ours(process, mark):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                return True
        finally:
            os.close(handle)
    return False  # it is gone, or another user's


def _is_ours(process: Path, mark: bytes) -> bool:
    if process.stat().st_uid != os.getuid():
        return False
    return mark in (process / "environ").read_bytes().split(b"\0")
