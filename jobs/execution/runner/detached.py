"""A process of its own that outlives whoever started it."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from typing import Callable

logger = logging.getLogger(__name__)
HIGHEST_DESCRIPTOR = 1 << 20


def start(function: Callable[[str], None], control: str) -> None:
    """Call `function(control)` in a process whose parent is init.

    What it prints goes to `log` in the control folder. Raises OSError if the host
    cannot fork.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    if middle := os.fork():
        os.waitpid(middle, 0)
        return
    code = 1
    try:
        os.setsid()
        if os.fork():
            os._exit(0)
        _forget_everything(control)
        function(control)
        code = 0
    except Exception:
        logger.exception("%s failed", function.__module__)
    finally:
        os._exit(code)


def _forget_everything(control: str) -> None:
    """Give up the parent's descriptors and signal handlers.

    No object is freed afterwards: that could close a descriptor which is ours by then,
    or say good-bye to a database on the parent's connection, which stays open.
    """
    gc.disable()
    os.closerange(0, HIGHEST_DESCRIPTOR)
    os.open(os.devnull, os.O_RDWR)  # becomes 0
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    os.open(os.path.join(control, "log"), flags, 0o600)  # becomes 1
    os.dup2(1, 2)
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    os.umask(0o077)
