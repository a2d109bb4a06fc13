"""What the processes of a script use, sampled while they live and summed at the end.

The kernel adds what a process used to its parent when that one waits for it, so at the
end the runner's own account of its children and of their input and output is exact but
for processes whose end nobody waited for. Memory and the number of processes are only
sampled: a peak between two looks is not seen.
"""

from __future__ import annotations

import contextlib
import os
import resource
import time
from typing import Dict

Json = Dict[str, float]
PAGE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
# In /proc/<pid>/stat, counted behind the name: see proc(5).
CPU, RSS = slice(11, 15), 21  # also that of children it waited for


class Meter:
    """Of one run. What it says now is in `processes`, `memory` and `cpu`."""

    def __init__(self) -> None:
        self.processes = 0
        self.memory = 0  # bytes
        self.cpu = 0.0  # seconds
        self._most_processes = self._most_memory = 0
        self._most_cpu = 0.0
        self._io = _own_io()
        self._begin = time.monotonic()

    def look(self, pids: list[int]) -> None:
        """Sample these processes. Pages that several share count for each of them."""
        rows = [row for row in map(_stat, pids) if row]
        self.processes = len(rows)
        self.memory = PAGE * sum(int(row[RSS]) for row in rows)
        living = sum(sum(map(int, row[CPU])) for row in rows) / TICKS
        self.cpu = living + _waited_for()
        self._most_processes = max(self._most_processes, self.processes)
        self._most_memory = max(self._most_memory, self.memory)
        self._most_cpu = max(self._most_cpu, self.cpu)

    def exceeds(self, limit: int, pids: list[int]) -> bool:
        """Whether they hold more than that many bytes, shared pages counted once."""
        return self.memory > limit and sum(map(_proportional, pids)) > limit

    def result(self) -> Json:
        """Seconds and bytes, once every process has been waited for."""
        read, written = (
            max(0, now - before) for now, before in zip(_own_io(), self._io)
        )
        return {
            "wall": round(time.monotonic() - self._begin, 3),
            "cpu": round(max(self._most_cpu, _waited_for()), 3),
            "memory": self._peak(),
            "processes": max(self._most_processes, 1),
            "read": read,
            "written": written,
        }

    def _peak(self) -> int:
        """What was sampled, or what the kernel knows of the largest process.

        A child begins as a copy of the runner, and the kernel counts that: so what is
        no more than the runner itself says something only if nothing was sampled.
        """
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        if largest > own:
            return max(self._most_memory, largest)
        return self._most_memory or largest


def _waited_for() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _stat(pid: int) -> list[str]:
    """What follows the name of the process; empty if it is gone."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()
    return []


def _proportional(pid: int) -> int:
    """The memory of a process, where a page of several counts in part."""
    with contextlib.suppress(OSError), open(f"/proc/{pid}/smaps_rollup") as file:
        for line in file:
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _own_io() -> list[int]:
    """Bytes that were read and written by calls, also of children waited for."""
    found = {"rchar": 0, "wchar": 0}
    with contextlib.suppress(OSError), open("/proc/self/io") as file:
        for line in file:
            name, _, value = line.partition(":")
            if name in found:
                found[name] = int(value)
    return [found["rchar"], found["wchar"]]
