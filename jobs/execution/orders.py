"""What a runner is told, and what it noted: the files of a control folder."""

import dataclasses
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.execution import reports, watched
from jobs.execution.base import Report, Work
from jobs.phases import Phase
from provenance import times

logger = logging.getLogger(__name__)


def write(control: Path, work: Work, socket: str = "") -> None:
    """The order, once. Raises FileExistsError if it is there, OSError."""
    control.mkdir(parents=True, exist_ok=True, mode=0o700)
    watched.write_once(control / "order.json", _order(work, socket))


def _order(work: Work, socket: str) -> dict[str, Any]:
    folder = work.folder
    return {
        "job": folder.public_id,
        "token": work.token,
        "argv": list(work.argv),
        "environment": dict(work.environment),
        "work": str(folder.work),
        "out": str(folder.out),
        "counted": [
            str(path) for path in (folder.work, folder.out, folder.tmp, folder.logs)
        ],
        "given": str(folder.inputs),
        "stdout": str(folder.stdout),
        "stderr": str(folder.stderr),
        "outputs": [dataclasses.asdict(output) for output in work.outputs],
        **dataclasses.asdict(work.limits),
        "is_sandboxed": work.is_sandboxed,
        "socket": socket,
    }


def started(control: Path) -> datetime | None:
    note = watched.read(control / "started.json")
    if note is None:
        return None
    return times.truncate(datetime.fromtimestamp(note["time"], UTC))


def report(control: Path) -> Report | None:
    """What the runner noted; None if that cannot be believed, or there is nothing."""
    order, note = (watched.read(control / f"{x}.json") for x in ("order", "ended"))
    if order is None or note is None or note.get("token") != order["token"]:
        return None
    try:
        return reports.read(order, note)
    except (KeyError, TypeError, ValueError) as error:
        logger.warning("%s: bad note: %s", control, error)
        return None


def lost(control: Path) -> Report:
    """Nothing runs, and the runner left no note."""
    return Report(Phase.ERROR, reports.LOST, started=started(control))
