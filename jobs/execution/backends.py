"""The machines this portal can use."""

from jobs.execution.base import Backend
from jobs.execution.local import Local

_local = Local()


def get() -> Backend:
    return _local


def names() -> frozenset[str]:
    """What a description may call them."""
    return frozenset({"local"})
