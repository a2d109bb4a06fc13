"""Scripts on this host, each under a detached runner."""

import dataclasses
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jobs.errors import BackendError
from jobs.execution import nursery, orphans, reports, watched
from jobs.execution.base import Report, State, Work
from jobs.execution.folder import JobFolder
from jobs.phases import Phase
from provenance import times

logger = logging.getLogger(__name__)


class Local:
    """The back end for this host. Its control files lie in the folder `run`."""

    def submit(self, work: Work) -> None:
        control = _control(work.folder)
        try:
            control.mkdir(parents=True, exist_ok=True, mode=0o700)
            watched.write_once(control / "order.json", _order(work))
            nursery.start(control)
        except FileExistsError:
            logger.info("job %s has its order already", work.folder.public_id)
        except OSError as error:
            raise BackendError(f"This host cannot start a script: {error}") from error

    def submitted(self, folder: JobFolder) -> bool:
        return (_control(folder) / "order.json").exists()

    def withdraw(self, folder: JobFolder) -> bool:
        return watched.withdraw(_control(folder))

    def cancel(self, folder: JobFolder) -> None:
        watched.stop(_control(folder))
        if self.state(folder) == State.LOST:
            orphans.end(folder.public_id)

    def suspend(self, folder: JobFolder, *, suspended: bool) -> None:
        watched.suspend(_control(folder), suspended=suspended)

    def state(self, folder: JobFolder) -> State:
        return watched.state(_control(folder))

    def started(self, folder: JobFolder) -> datetime | None:
        note = watched.read(_control(folder) / "started.json")
        if note is None:
            return None
        return times.truncate(datetime.fromtimestamp(note["time"], UTC))

    def report(self, folder: JobFolder) -> Report:
        control = _control(folder)
        order, note = (watched.read(control / f"{x}.json") for x in ("order", "ended"))
        if note is None:
            orphans.end(folder.public_id)
        if order is None or note is None or note.get("token") != order["token"]:
            return Report(Phase.ERROR, reports.LOST, started=self.started(folder))
        try:
            return reports.read(order, note)
        except (KeyError, TypeError, ValueError) as error:
            logger.warning("job %s: bad note: %s", folder.public_id, error)
            return Report(Phase.ERROR, reports.LOST, started=self.started(folder))


def _control(folder: JobFolder) -> Path:
    return folder.control / "run"


def _order(work: Work) -> dict[str, Any]:
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
        "socket": watched.address(),
    }
