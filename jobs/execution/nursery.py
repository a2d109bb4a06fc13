"""Asks a small process to fork runners, and forks them itself when there is none.

Forking a worker, which has loaded everything, costs 25 ms of CPU; forking the nursery
costs a tenth of that, and what is forked there has never seen the portal's memory. An
interpreter of its own for each runner would cost 40.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from jobs.execution.runner import detached, run

HERE = Path(__file__).parent
OPTIONS = ("-E", "-s", "-S")  # it needs nothing that is installed
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class Nursery:
    """The process, and the door that workers inherit; both last as long as its parent.

    The parent keeps both ends, so what is named while the process is started again
    waits for it.
    """

    def __init__(self, prepare: Callable[[], None]) -> None:
        """`prepare` is called in the process before its program is loaded."""
        self._prepare = prepare
        self._door, self._inside = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._start()

    def _start(self) -> None:
        inside = self._inside.fileno()
        self._process = subprocess.Popen(
            [sys.executable, *OPTIONS, "-m", "runner", str(inside)],
            cwd=HERE,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            pass_fds=[inside],
            start_new_session=True,
            preexec_fn=self._prepare,  # noqa: PLW1509 - its parent has no threads
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def look(self) -> None:
        """Start it again if it died."""
        if self._process.poll() is not None:
            self._start()

    def open(self) -> None:
        """From now on this process and those that it forks ask here."""
        global _door  # noqa: PLW0603 - a worker is forked, nothing can be handed to it
        self._door.settimeout(0)
        _door = self._door

    def close(self) -> None:
        self._process.kill()  # it has nothing to tidy up
        self._process.wait()
        self._inside.close()
        self._door.close()


_door: socket.socket | None = None


def start(control: Path) -> None:
    """Start the runner of a control folder. Raises OSError if the host cannot."""
    try:
        if _door is not None:
            _door.send(os.fsencode(control))
            return
    except OSError:  # its queue is full: it is stuck
        pass
    detached.start(run.main, str(control))
