"""What the portal's own processes have in common: how they die, and what they hide."""

import ctypes
import os
import signal

PDEATHSIG, DUMPABLE = 1, 4  # prctl(2)

_libc = ctypes.CDLL(None, use_errno=True)


def hide_memory() -> None:
    """Scripts run as the same user must not read secrets out of this process."""
    _libc.prctl(DUMPABLE, 0, 0, 0, 0)


def die_with_parent(parent: int, number: int = signal.SIGTERM) -> None:
    """Get the signal when the parent, a pid, is gone, however it went."""
    _libc.prctl(PDEATHSIG, number, 0, 0, 0)
    if os.getppid() != parent:  # it went before we asked
        os._exit(1)
