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
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from django.conf import settings

from jobs.descriptions.value import Description
from jobs.execution import media
from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.phases import Phase
from jobs.recording import beside
from jobs.stamp_documents import Stamps
from provenance import identity
from provenance.stamps.kinds import KINDS
from provenance.stamps.stamp import Done, Order

logger = logging.getLogger(__name__)
JOURNAL = "stamps.json"
SIDECAR = ".provenance.json"  # not read again as a record of the script
SECONDS = 40  # a worker has a minute for all
MOST_BYTES = 256 * 1024**2  # together; beyond that there are files beside
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
    stamps = Stamps.of(job, report)
    kinds = {made.path: _kind(job, made, here.out / made.path) for made in chosen}
    place = Path(tempfile.mkdtemp(prefix="stamps-", dir=here.root))
    orders = _orders(named.values(), kinds, stamps, here, place)
    done = _in_files(orders, here)
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
            document = stamps.stamp(mine, kinds[one.path]).document
            move, sidecar = _beside(here, mine, document, place)
            moves.append(move)
            made += [mine, sidecar]
    return _committed(_Journal(moves, made), here, report, place)


def _orders(
    chosen: Iterable[Made],
    kinds: Mapping[str, str],
    stamps: Stamps,
    here: JobFolder,
    place: Path,
) -> dict[str, Order]:
    """Of the files that can carry a stamp, by path, as many as there is room for."""
    orders: dict[str, Order] = {}
    left = MOST_BYTES
    for number, made in enumerate(chosen):
        kind = kinds[made.path]
        if kind in KINDS and made.size <= left:
            left -= made.size
            source, target = str(here.out / made.path), str(place / str(number))
            stamp = stamps.stamp(made, kind)
            orders[made.path] = Order(source, target, kind, stamp)
    return orders


def _in_files(orders: Mapping[str, Order], here: JobFolder) -> dict[str, Done]:
    """What could be stamped, by path; the rest is in the log."""
    answers = {done.target: done for done in _carried_out(list(orders.values()))}
    found = {}
    for path, order in orders.items():
        done = answers.get(order.target, Done(order.target, problem="no time was left"))
        if done.problem:
            logger.info(
                "job %s: no stamp in %s: %s", here.public_id, path, done.problem
            )
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
    here: JobFolder, made: Made, document: str, place: Path
) -> tuple[_Move, Made]:
    """A file with the document, as one more result."""
    content = document.encode()
    path = _free(here, made.path)
    target = place / f"{made.entity_id}{SIDECAR}"
    target.write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    return _Move(str(target), path), Made(beside(made.name), path, len(content), digest)


def _free(here: JobFolder, path: str) -> str:
    """Where no file of the script's lies."""
    names = (f"{path}{number}{SIDECAR}" for number in ("", *range(1, 1000)))
    return next(name for name in names if not os.path.lexists(here.out / name))


def _committed(
    journal: _Journal, here: JobFolder, report: Report, place: Path
) -> Report:
    """From here on it is done, whatever happens; the first of two workers wins."""
    text = msgspec.json.encode(journal)
    with tempfile.NamedTemporaryFile(dir=here.control, delete=False) as file:
        file.write(text)
    try:
        os.link(file.name, here.control / JOURNAL)
    except FileExistsError:
        shutil.rmtree(place, ignore_errors=True)  # what the other one made counts
    finally:
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
