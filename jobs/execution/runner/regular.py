"""Files in whose place a script may have put something else."""

from __future__ import annotations

import errno
import os
import stat
from typing import BinaryIO

# A FIFO without a writer would keep us waiting for ever.
FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


def open_binary(path: str) -> BinaryIO:
    """Open a regular file for reading. Raises OSError if it is anything else."""
    descriptor = os.open(path, FLAGS)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not a regular file", path)
    return os.fdopen(descriptor, "rb")
