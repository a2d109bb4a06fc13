"""Scripts on this host, each under a detached runner."""

import logging
from datetime import datetime
from pathlib import Path

from jobs.errors import BackendError
from jobs.execution import nursery, orders, orphans, watched
from jobs.execution.base import Report, State, Work
from jobs.execution.folder import JobFolder

logger = logging.getLogger(__name__)


class Local:
    """The back end for this host. Its control files lie in the folder `run`."""

    def submit(self, work: Work) -> None:
        control = _control(work.folder)
        try:
            orders.write(control, work, watched.address())
            nursery.start(control)
        except FileExistsError:
            logger.info("job %s has its order already", work.folder.public_id)
        except OSError as error:
            raise BackendError(f"This host cannot start a script: {error}") from error

    def submitted(self, folder: JobFolder) -> bool:
        return (_control(folder) / "order.json").exists()

    def withdraw(self, folder: JobFolder) -> bool:
        return watched.withdraw(_control(folder))

    def waits_for(self, folder: JobFolder) -> str:  # noqa: ARG002 - it starts at once
        return ""

    def batch_id(self, folder: JobFolder) -> str:  # noqa: ARG002 - there is none
        return ""

    def cancel(self, folder: JobFolder) -> None:
        watched.stop(_control(folder))
        if self.state(folder) == State.LOST:
            orphans.end(folder.public_id)

    def suspend(self, folder: JobFolder, *, suspended: bool) -> None:
        watched.suspend(_control(folder), suspended=suspended)

    def state(self, folder: JobFolder) -> State:
        return watched.state(_control(folder))

    def started(self, folder: JobFolder) -> datetime | None:
        return orders.started(_control(folder))

    def report(self, folder: JobFolder) -> Report:
        control = _control(folder)
        if not (control / "ended.json").exists():
            orphans.end(folder.public_id)
        return orders.report(control) or orders.lost(control)


def _control(folder: JobFolder) -> Path:
    return folder.control / "run"
