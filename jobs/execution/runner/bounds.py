"""What the kernel itself limits, set in the child before it becomes the script.

Never RLIMIT_NPROC, which counts all processes of the account, nor RLIMIT_AS, which
counts addresses that numpy only reserves.
"""

from __future__ import annotations

import resource

from .control import Json

MARGIN = 1 << 20  # bytes; one file beyond the limit is seen to be beyond it
CPU_GRACE = 5  # seconds between SIGXCPU and SIGKILL


def set_all(order: Json) -> None:
    """Each is for one process; what the tree uses together is sampled."""
    _set(resource.RLIMIT_CORE, 0, 0)
    if order["bytes"]:
        largest = order["bytes"] + MARGIN
        _set(resource.RLIMIT_FSIZE, largest, largest)
    if seconds := order.get("cpu"):
        _set(resource.RLIMIT_CPU, seconds, seconds + CPU_GRACE)
    if count := order.get("open_files"):
        _set(resource.RLIMIT_NOFILE, count, count)


def _set(which: int, soft: int, hard: int) -> None:
    """Nobody may go beyond the hard limit that holds already."""
    _, most = resource.getrlimit(which)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(which, (soft, hard))
