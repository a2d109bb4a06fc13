"""The control folder: the lock, files written once or whole, and the knock."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import socket
import time
from typing import Any, Dict

Json = Dict[str, Any]
TRIES, PAUSE_SECONDS = 100, 0.02


def hold_lock(folder: str) -> int | None:
    """The descriptor of the lock, or None if another process holds it.

    It tries for two seconds: somebody who only looks holds it for a moment. A lock of
    a folder that was withdrawn meanwhile is none.
    """
    path = os.path.join(folder, "lock")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(TRIES):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(PAUSE_SECONDS)
        else:
            if _is_still(path, descriptor):
                return descriptor
            break
    os.close(descriptor)
    return None


def _is_still(path: str, descriptor: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def read_json(folder: str, name: str) -> Json:
    with open(os.path.join(folder, name)) as file:
        content: Json = json.load(file)
    return content


def make_once(folder: str, name: str, content: Json) -> bool:
    """Write the file if there is none; of two callers one wins."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    try:
        descriptor = os.open(os.path.join(folder, name), flags, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as file:
        json.dump(content, file)
    return True


def write_json(folder: str, name: str, content: Json) -> None:
    """Write the file whole or not at all."""
    path = os.path.join(folder, name)
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    with os.fdopen(os.open(path + ".new", flags, 0o600), "w") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".new", path)


def touch(folder: str, name: str) -> None:
    path = os.path.join(folder, name)
    with open(path, "a"):
        os.utime(path)


def tell(order: Json, event: str) -> None:
    """Knock at the watcher's door; that nobody opens is no harm."""
    address = order.get("socket")
    if not address:
        return
    message = json.dumps({"job": order["job"], "event": event}).encode()
    kind = socket.SOCK_DGRAM | socket.SOCK_NONBLOCK
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, kind) as knock:
        knock.sendto(message, address)
