"""Hears at once when a runner starts, ends or dies.

It runs in the main process of the cluster. All it does is ring: losing everything it
knows costs nothing but the few seconds until `reconcile`.
"""

import json
import logging
import os
import re
import selectors
import socket
import time

from django.conf import settings

from jobs import queue
from jobs.execution import watched
from jobs.execution.folder import JobFolder
from jobs.models import Job

logger = logging.getLogger(__name__)
LONGEST = 4096
JOB = re.compile("j-[a-z2-7]{26}")  # anything else could be a path to anywhere
# A script that ends this soon after its start is told of once.
START_SECONDS = 0.1


class Watcher:
    """Listens to datagrams of runners and holds a handle on each of them."""

    def __init__(self) -> None:
        """Raises OSError if another watcher of this installation is alive."""
        kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
        self._socket = socket.socket(socket.AF_UNIX, kind)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        try:
            self._socket.bind(watched.address())
        except OSError:
            self._socket.close()
            raise
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)
        self._handles: dict[str, int] = {}
        self._starting: dict[str, float] = {}  # when to tell of it

    def wait(self, seconds: float) -> None:
        """Handle what happens within that time; returns after the first lot."""
        if self._starting:
            first = min(self._starting.values())
            seconds = min(seconds, max(0.0, first - time.monotonic()))
        for key, _ in self._selector.select(seconds):
            if key.fileobj is self._socket:
                self._listen()
            else:
                self._ended(str(key.data))
        now = time.monotonic()
        for public_id in [id_ for id_, due in self._starting.items() if due <= now]:
            del self._starting[public_id]
            _ring(public_id)

    def close(self) -> None:
        for public_id in list(self._handles):
            self._drop(public_id)
        self._selector.close()
        self._socket.close()

    def _listen(self) -> None:
        while True:
            try:
                data, credentials, _, _ = self._socket.recvmsg(
                    LONGEST, socket.CMSG_SPACE(12)
                )
            except BlockingIOError:
                return
            if _uid(credentials) in (os.getuid(), 0):
                self._heard(data)

    def _heard(self, data: bytes) -> None:
        try:
            message = json.loads(data)
            public_id, event = str(message["job"]), str(message["event"])
        except (ValueError, KeyError, TypeError):
            return
        if not JOB.fullmatch(public_id):
            return
        if event == "started":
            self._hold(public_id)
            self._starting[public_id] = time.monotonic() + START_SECONDS
        else:
            self._ended(public_id)

    def _hold(self, public_id: str) -> None:
        """Be woken when the runner is gone, also if it cannot say so any more."""
        self._drop(public_id)
        control = JobFolder(public_id).control
        for stage in ("run", "fetch"):
            handle = watched.pidfd(control / stage)
            if handle is not None:
                self._handles[public_id] = handle
                self._selector.register(handle, selectors.EVENT_READ, public_id)
                return

    def _drop(self, public_id: str) -> None:
        if handle := self._handles.pop(public_id, None):
            self._selector.unregister(handle)
            os.close(handle)

    def _ended(self, public_id: str) -> None:
        self._drop(public_id)
        self._starting.pop(public_id, None)
        _ring(public_id)


def _ring(public_id: str) -> None:
    job = Job.objects.filter(public_id=public_id, settled_at=None).only("pk").first()
    if job:
        queue.follow(job.pk, settings.OPUS_HOST)


def _uid(ancillary: list[tuple[int, int, bytes]]) -> int | None:
    """The sender's user, for which the kernel vouches."""
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
            return int.from_bytes(data[4:8], "little")
    return None
