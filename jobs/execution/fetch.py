"""Brings large or distant inputs into a job's folder, in a detached process.

Control files are those of the runner: a lock, `started.json`, `ended.json`.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings

from jobs.errors import BackendError
from jobs.execution import copying, download, filenames, watched
from jobs.execution.base import State
from jobs.execution.folder import JobFolder
from jobs.execution.runner import control as runner_control
from jobs.execution.runner import detached

LOST = "its inputs: the download was interrupted"


@dataclass(frozen=True, slots=True)
class Fetched:
    """An input that has arrived; `path` is absolute."""

    name: str
    path: Path
    url: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Outcome:
    fetched: tuple[Fetched, ...]
    problem: str  # a sentence; empty when all arrived


def submit(
    folder: JobFolder,
    token: str,
    urls: Mapping[str, str],
    copies: Mapping[Path, Path],
) -> None:
    """Fetch each named URL, make each copy, which is given with its source.

    Raises BackendError if the host cannot.
    """
    control = _control(folder)
    order = {
        "job": folder.public_id,
        "token": token,
        "urls": dict(urls),
        "copies": {str(copy): str(source) for copy, source in copies.items()},
        "folder": str(folder.inputs),
        "bytes": settings.OPUS_FETCH_BYTES,
        "seconds": settings.OPUS_FETCH_SECONDS,
        "hosts": settings.OPUS_FETCH_HOSTS,
        "socket": watched.address(),
    }
    try:
        control.mkdir(parents=True, exist_ok=True, mode=0o700)
        watched.write_once(control / "order.json", order)
        detached.start(main, str(control))
    except FileExistsError:
        return  # it is being fetched already
    except OSError as error:
        raise BackendError(f"This host cannot fetch inputs: {error}") from error


def submitted(folder: JobFolder) -> bool:
    return (_control(folder) / "order.json").exists()


def state(folder: JobFolder) -> State:
    return watched.state(_control(folder))


def cancel(folder: JobFolder) -> None:
    watched.stop(_control(folder))


def withdraw(folder: JobFolder) -> bool:
    return watched.withdraw(_control(folder))


def outcome(folder: JobFolder) -> Outcome:
    """What arrived, once the state is ENDED or LOST."""
    note = watched.read(_control(folder) / "ended.json")
    if note is None:
        return Outcome((), LOST)
    rows = [{**row, "path": Path(row["path"])} for row in note["fetched"]]
    return Outcome(tuple(Fetched(**row) for row in rows), note["problem"])


def _control(folder: JobFolder) -> Path:
    return folder.control / "fetch"


def main(folder: str) -> None:
    """The detached process."""
    if runner_control.hold_lock(folder) is None:
        return
    order = runner_control.read_json(folder, "order.json")
    started = {"time": time.time(), "pid": os.getpid(), "token": order["token"]}
    if not runner_control.make_once(folder, "started.json", started):
        return
    runner_control.tell(order, "started")
    runner_control.write_json(folder, "ended.json", _fetch_all(order))
    runner_control.tell(order, "ended")


def _fetch_all(order: dict[str, Any]) -> dict[str, Any]:
    limits = download.Limits(order["bytes"], order["seconds"], order["hosts"])
    try:
        for target, source in order["copies"].items():
            copying.copy(Path(source), Path(target))
    except OSError as error:
        return {"fetched": [], "problem": f"{error.filename}: {error.strerror}"}
    fetched: list[dict[str, Any]] = []
    for name, url in order["urls"].items():
        try:
            fetched.append(_fetch(name, url, Path(order["folder"]), limits))
        except (download.DownloadError, OSError) as error:
            return {"fetched": fetched, "problem": f"{name}: {error}"}
    return {"fetched": fetched, "problem": ""}


def _fetch(
    name: str, url: str, folder: Path, limits: download.Limits
) -> dict[str, Any]:
    last = unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2])
    target = folder / name / filenames.safe(last, otherwise=name)
    target.parent.mkdir(parents=True, exist_ok=True)
    with _at_most(limits.seconds, url):
        got = download.download(url, target, limits)
    target.chmod(0o400)
    return {
        "name": name,
        "path": str(target),
        "url": got.url,
        "size": got.size,
        "sha256": got.sha256,
    }


@contextlib.contextmanager
def _at_most(seconds: int, url: str) -> Iterator[None]:
    """Also a server that sends its header byte by byte is given up in time.

    The alarm is this process's own: it is detached, and has one thread.
    """

    def give_up(*_: object) -> None:
        raise download.DownloadError(f"{url} took more than {seconds} s")

    signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
