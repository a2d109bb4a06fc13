"""Waiting for conditions, and jobs that really run."""

import contextlib
import os
import time
from pathlib import Path

from jobs import tasks
from jobs.execution.folder import JobFolder
from tests import factories

PATIENCE_SECONDS = 20


def until(condition):
    """What the condition gives, once it is true."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.01)
    return found


def gone(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def running(owner, script, marker="ready", **changes):
    """A job whose script runs and has made the file `marker` in its folder."""
    row = factories.queued(owner, script=script, **changes)
    tasks.dispatch()
    until((JobFolder(row.public_id).work / marker).exists)
    tasks.follow(row.pk)
    row.refresh_from_db()
    return row


def work(row, name):
    """The text of a file in the folder in which the script runs or ran."""
    return (JobFolder(row.public_id).work / name).read_text()


def numbers(row, name):
    with contextlib.suppress(FileNotFoundError):
        return [int(word) for word in work(row, name).split()]
    return []


def until_still(look, seconds=0.8):
    """What it gives, once it has given the same for so long."""
    seen, since = look(), time.monotonic()
    deadline = since + PATIENCE_SECONDS
    while time.monotonic() - since < seconds:
        assert time.monotonic() < deadline, "it does not stand still"
        time.sleep(0.05)
        if (now := look()) != seen:
            seen, since = now, time.monotonic()
    return seen


def processes(words):
    """The pids of processes that were started with these words."""
    wanted = words.encode().replace(b" ", b"\0")
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (place / "cmdline").read_bytes().startswith(wanted):
                found.append(int(place.name))
    return found
