"""Stamps in the results of a job that is over, where its description wants them.

All stamped copies are made first, beside the job's folders; then a journal says what
they are, and only then they take the place of what the script wrote. So it is harmless
to begin again at any moment. What cannot carry a stamp gets a file beside it.
"""

import contextlib
import dataclasses
import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec
from django.conf import settings

from jobs.descriptions.value import Description
from jobs.execution import media
from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.phases import Phase
from jobs.stamp_documents import stamp_of
from provenance import identity
from provenance.stamps.stamp import Done, Order

logger = logging.getLogger(__name__)
JOURNAL = "stamps.json"
SIDECAR = ".provenance.json"  # not read again as a record of the script
OF_SIDECARS = ".prov"  # behind the name of the result
SECONDS = 40  # a worker has a minute for all
MOST_BYTES = 256 * 1024**2  # together; beyond that there are files beside
KINDS = ("image/fits", "application/fits", "application/x-votable+xml", "image/png")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}


class _Move(msgspec.Struct, frozen=True):
    """A file that takes its place among the results."""

    source: str
    path: str


class _Journal(msgspec.Struct, frozen=True):
    moves: list[_Move]
    made: list[Made]


def resumed(report: Report, here: JobFolder) -> Report:
    """The report with the stamps that were put before, if there are any."""
    try:
        text = (here.control / JOURNAL).read_bytes()
    except FileNotFoundError:
        return report
    journal = msgspec.json.decode(text, type=_Journal)
    _move(journal, here)
    return dataclasses.replace(report, made=journal.made)


def stamped(job: Job, here: JobFolder, report: Report) -> Report:
    """The report with stamped files. What went wrong is a warning of it."""
    wanted = _wanted(job.version.value())
    if report.phase != Phase.COMPLETED or (here.control / JOURNAL).exists():
        return report
    chosen = [made for made in report.made if made.name in wanted]
    if not chosen:
        return report
    try:
        return _stamp(job, here, report, chosen)
    except OSError as error:
        logger.warning("job %s: no stamps: %s", job.public_id, error)
        warning = f"The results were not stamped: {error.strerror or error}."
        return dataclasses.replace(report, warnings=(*report.warnings, warning))


def _wanted(description: Description) -> frozenset[str]:
    return frozenset(one.name for one in description.generated if one.stamp)


def _stamp(job: Job, here: JobFolder, report: Report, chosen: Sequence[Made]) -> Report:
    named = {
        made.path: dataclasses.replace(made, entity_id=identity.entity())
        for made in chosen
    }
    place = Path(tempfile.mkdtemp(prefix="stamps-", dir=here.root))
    done = _in_files(job, here, report, list(named.values()), place)
    moves, made = [], []
    for one in report.made:
        mine = named.get(one.path)
        if mine is None:
            made.append(one)
        elif found := done.get(one.path):
            moves.append(_Move(found.target, one.path))
            made.append(
                dataclasses.replace(
                    mine,
                    size=found.size,
                    sha256=found.sha256,
                    unstamped_sha256=one.sha256,
                )
            )
        else:
            move, beside = _beside(job, here, report, mine, place)
            moves.append(move)
            made += [mine, beside]
    return _committed(_Journal(moves, made), here, report)


def _in_files(
    job: Job, here: JobFolder, report: Report, chosen: Sequence[Made], place: Path
) -> dict[str, Done]:
    """What could be stamped, by path; the rest is in the log."""
    orders: dict[str, Order] = {}
    left = MOST_BYTES
    for number, made in enumerate(chosen):
        source = here.out / made.path
        kind = _kind(job, made, source)
        if kind in KINDS and made.size <= left:
            left -= made.size
            stamp = stamp_of(job, made, report, kind)
            orders[made.path] = Order(
                str(source), str(place / str(number)), kind, stamp
            )
    answers = {done.target: done for done in _carried_out(list(orders.values()))}
    found = {}
    for path, order in orders.items():
        done = answers.get(order.target, Done(order.target, problem="no time was left"))
        if done.problem:
            logger.info("job %s: no stamp in %s: %s", job.public_id, path, done.problem)
        else:
            found[path] = done
    return found


def _kind(job: Job, made: Made, source: Path) -> str:
    """By its bytes, which cannot be wrong about what they are."""
    found = media.content_type(source)
    if found in KINDS:
        return found
    said = {one.name: one.content_type for one in job.version.value().generated}
    return said.get(made.name, "") or found


def _carried_out(orders: Sequence[Order]) -> Iterable[Done]:
    if not orders:
        return []
    lines = b"".join(msgspec.json.encode(order) + b"\n" for order in orders)
    try:
        answer = subprocess.run(
            [sys.executable, "-m", "provenance.stamps"],
            input=lines,
            capture_output=True,
            cwd=settings.BASE_DIR,
            env=ENVIRONMENT,
            timeout=SECONDS,
            check=False,
        ).stdout
    except subprocess.TimeoutExpired as error:
        answer = error.stdout or b""
    return [
        msgspec.json.decode(line, type=Done)
        for line in answer.splitlines(keepends=True)
        if line.endswith(b"\n")
    ]


def _beside(
    job: Job, here: JobFolder, report: Report, made: Made, place: Path
) -> tuple[_Move, Made]:
    """A file with the document, as one more result."""
    kind = _kind(job, made, here.out / made.path)
    content = stamp_of(job, made, report, kind).document.encode()
    path = _free(here, made.path)
    target = place / f"{made.entity_id}{SIDECAR}"
    target.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    name = f"{made.name[: 64 - len(OF_SIDECARS)]}{OF_SIDECARS}"
    return _Move(str(target), path), Made(name, path, len(content), digest)


def _free(here: JobFolder, path: str) -> str:
    """Where no file of the script's lies."""
    names = (f"{path}{number}{SIDECAR}" for number in ("", *range(1, 1000)))
    return next(name for name in names if not os.path.lexists(here.out / name))


def _committed(journal: _Journal, here: JobFolder, report: Report) -> Report:
    """From here on it is done, whatever happens; the first of two workers wins."""
    text = msgspec.json.encode(journal)
    with tempfile.NamedTemporaryFile(dir=here.control, delete=False) as file:
        file.write(text)
    with contextlib.suppress(FileExistsError):
        os.link(file.name, here.control / JOURNAL)
    Path(file.name).unlink()
    return resumed(report, here)


def _move(journal: _Journal, here: JobFolder) -> None:
    for move in journal.moves:
        source, target = Path(move.source), here.out / move.path
        with contextlib.suppress(FileNotFoundError):  # it was moved before
            source.chmod(0o400)
            source.replace(target)
    for place in {Path(move.source).parent for move in journal.moves}:
        shutil.rmtree(place, ignore_errors=True)
