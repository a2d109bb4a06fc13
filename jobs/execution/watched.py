"""Detached work seen from outside: its control folder, and how to interrupt it."""

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import signal
from pathlib import Path
from typing import Any

from django.conf import settings

from jobs.execution.base import State
from jobs.execution.runner import regular

Note = dict[str, Any]


def address() -> str:
    """The abstract unix socket on which this installation's watcher listens.

    Abstract: it has no path that could be too long, and vanishes with the watcher.
    """
    name = hashlib.sha256(os.fsencode(settings.OPUS_RUN)).hexdigest()[:32]
    return f"\0opus-watcher-{name}"


def write_once(path: Path, note: Note) -> None:
    """Raises FileExistsError if somebody else did."""
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(note))
    try:
        os.link(new, path)
    finally:
        new.unlink()


def read(path: Path) -> Note | None:
    """The note, or None if there is none that can be read."""
    try:
        with regular.open_binary(str(path)) as file:
            note = json.load(file)
    except (OSError, ValueError):
        return None
    return note if isinstance(note, dict) else None


def state(control: Path) -> State:
    if (control / "ended.json").exists():
        return State.ENDED
    if _locked(control):
        return State.RUNNING
    if (control / "ended.json").exists():  # it ended between the two looks
        return State.ENDED
    return State.LOST if (control / "started.json").exists() else State.ABSENT


def _locked(control: Path) -> bool:
    try:
        with (control / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def stop(control: Path) -> None:
    """Keep the work from starting, or tell the process that does it to end."""
    if not withdraw(control):
        _interrupt(control)


def withdraw(control: Path) -> bool:
    """Take back work that has not started; False if it has, or if there is none.

    The one who holds the lock decides, so the work is either withdrawn or starts.
    """
    try:
        lock = (control / "lock").open("a")  # a runner that comes later finds it held
    except FileNotFoundError:
        return False
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        if (control / "started.json").exists():
            return False
        gone = control.with_name(f".{control.name}-{secrets.token_hex(4)}")
        try:
            control.rename(gone)
        except FileNotFoundError:
            return False
    shutil.rmtree(gone, ignore_errors=True)
    return True


def suspend(control: Path, *, suspended: bool) -> None:
    """Leave the wish where the runner looks, and wake it."""
    if wish(control, suspended=suspended):
        _interrupt(control, signal.SIGUSR2)


def wish(control: Path, *, suspended: bool) -> bool:
    """Leave it where the runner looks; False if it is there, or the work is over."""
    file = control / "suspended"
    if file.exists() == suspended:
        return False
    try:
        file.touch() if suspended else file.unlink(missing_ok=True)
    except FileNotFoundError:
        return False
    return True


def _interrupt(control: Path, number: int = signal.SIGUSR1) -> None:
    """Signal the process that holds the lock.

    No pid is an identity: the handle is opened first, then the lock shows that the
    process which wrote the pid still lives, then it is signalled through the handle.
    """
    handle = pidfd(control)
    if handle is None:
        return
    try:
        if _locked(control):
            signal.pidfd_send_signal(handle, number)
    except ProcessLookupError:
        pass  # it has just ended
    finally:
        os.close(handle)


def pidfd(control: Path) -> int | None:
    """A descriptor that becomes readable when the work's process is gone."""
    note = read(control / "started.json")
    try:
        return os.pidfd_open(int(note["pid"])) if note else None
    except (OSError, KeyError, TypeError, ValueError):
        return None
