"""The nursery: a small process from which runners are forked.

Usage: python -m runner DESCRIPTOR
It is that of a datagram socket on which control folders are named.
"""

from __future__ import annotations

import contextlib
import os
import socket
import sys

from . import detached, run

LONGEST = 4096  # bytes of a path


def main(descriptor: int) -> None:
    """Start a runner for each folder that is named, until nobody can name one."""
    door = socket.socket(fileno=descriptor)
    while folder := door.recv(LONGEST):
        with contextlib.suppress(OSError):  # whoever follows the job sees none start
            detached.start(run.main, os.fsdecode(folder))


if __name__ == "__main__":
    main(int(sys.argv[1]))
