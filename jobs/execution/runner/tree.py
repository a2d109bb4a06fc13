"""The processes of a script, whatever they did to get away, and the size of folders."""

from __future__ import annotations

import contextlib
import errno
import math
import os
import signal
import subprocess
import time


def children(pid: int) -> list[int]:
    """Those of all its threads; none once it is gone."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                found += map(int, file.read().split())
    return found


def descendants() -> list[int]:
    """All processes below us: as subreaper we inherit those that daemonised."""
    found, waiting = [], [os.getpid()]
    while waiting:
        below = children(waiting.pop())
        found += below
        waiting += below
    return found


def signal_all(group: int, number: int) -> list[int]:
    """Signal the script's process group and every descendant.

    Returns the descendants. Those of other users are left out: they are beyond us.
    """
    found = descendants()
    _signal(-group, number)
    return [pid for pid in found if _signal(pid, number)]


def _signal(pid: int, number: int) -> bool:
    """Whether we may; one that is gone may have left children, so it counts."""
    try:
        os.kill(pid, number)
    except PermissionError:
        return False
    except ProcessLookupError:
        pass
    return True


def end(script: subprocess.Popen[bytes]) -> None:
    """Kill what a script leaves behind, however often it forks, and wait for it."""
    pause = 0.001
    while True:
        left = signal_all(script.pid, signal.SIGKILL)
        if script.poll() is not None:
            _reap()
            if not left:
                return
        time.sleep(pause)
        pause = min(2 * pause, 0.05)


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def size_of(folder: str) -> float:
    """Bytes on disk below the folder; what vanishes meanwhile does not count.

    A script can put a link in the place of its folder; that is not followed.
    Infinite if something lies too deep for a path: what cannot be counted has no limit.
    """
    total, waiting = 0, [] if os.path.islink(folder) else [folder]
    while waiting:
        try:
            total += _add_up(waiting.pop(), waiting)
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return math.inf
    return total


def _add_up(folder: str, waiting: list[str]) -> int:
    """Bytes of the files in the folder; the folders in it are put on the list."""
    total = 0
    with contextlib.suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting.append(entry.path)
            else:
                total += entry.stat(follow_symlinks=False).st_blocks * 512
    return total
