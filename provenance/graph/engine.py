"""The program that lays graphs out: Graphviz, in a child process on a short leash."""

import contextlib
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sysconfig
from pathlib import Path

from django.conf import settings
from django.core.cache import caches

SECONDS = 10
MEMORY = 1024**3  # bytes
CACHED = 24 * 3600  # seconds
FAILURE_CACHED = 300
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"}


class LayoutError(Exception):
    """The graph cannot be laid out; the message says why."""


def lay_out(dot: str) -> str:
    """The places of all nodes and edges, as Graphviz writes them in JSON."""
    program = find()
    key = hashlib.sha256(f"{program}\n{dot}".encode()).hexdigest()
    cache = caches["layouts"]
    json, failure = cache.get(key, ("", ""))
    if not json and not failure:
        json, failure = _try(program, dot)
        cache.set(key, (json, failure), FAILURE_CACHED if failure else CACHED)
    if failure:
        raise LayoutError(failure)
    return str(json)


def find() -> str:
    """What the settings name, or else one of this environment, or of the system."""
    if named := settings.OPUS_DOT:
        return shutil.which(named) or named
    own = Path(sysconfig.get_path("scripts")) / "graphviz-pure"
    if own.is_file():
        return str(own)
    if found := shutil.which("dot"):
        return found
    raise LayoutError(
        "There is no program to lay out the graph: install graphviz-pure or Graphviz, "
        "or name one in OPUS_DOT."
    )


def _try(program: str, dot: str) -> tuple[str, str]:
    """What the program wrote, or a sentence on why there is nothing."""
    try:
        return _run(program, dot), ""
    except LayoutError as error:
        return "", str(error)


def _run(program: str, dot: str) -> str:
    try:
        process = subprocess.Popen(
            [program, "-Kdot", "-Tjson0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=ENVIRONMENT,
            start_new_session=True,
        )
    except OSError as error:
        raise LayoutError(f"{program} cannot be started: {error.strerror}.") from error
    with process:
        try:
            _limit(process.pid)  # it waits for its input, so it has done nothing yet
            output, complaint = process.communicate(dot.encode(), timeout=SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)  # a child could hold our pipes open
            raise LayoutError(
                f"The graph is too large: no layout after {SECONDS} s."
            ) from error
    if process.returncode or not output:
        said = complaint.decode(errors="replace").strip().partition("\n")[0]
        raise LayoutError(f"{program} failed with code {process.returncode}: {said}")
    return output.decode()


def _limit(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):  # it is over already
        resource.prlimit(pid, resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.prlimit(pid, resource.RLIMIT_AS, (MEMORY, MEMORY))
