"""A back end of a scheduler's dialect and a way to its commands.

The control folder lies beside the jobs, where the nodes see it; what the runner notes
there is the truth, and the scheduler says the rest:

    submission.json   written before the scheduler is asked: its answer may be lost
    accepted.json     its number for the job
    aborted           the runner ends the script, also while the scheduler is away

A job that it does not know, three lists in a row, has either run, or will be sent
again: the runner's own files decide, so it is never run twice.
"""

import contextlib
import logging
import secrets
import shutil
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from jobs.errors import BackendError, RefusedError
from jobs.execution import orders, reports, watched
from jobs.execution.base import Report, State, Work
from jobs.execution.batch import snapshot
from jobs.execution.batch.dialect import (
    BusyError,
    Command,
    Dialect,
    Entry,
    Stand,
    Task,
    UnknownError,
    UnreachableError,
)
from jobs.execution.batch.dialect import RefusedError as WontTakeError
from jobs.execution.batch.library import library, script
from jobs.execution.batch.snapshot import Snapshot
from jobs.execution.batch.transport import Answer, Transport
from jobs.execution.folder import JobFolder
from jobs.execution.runner.control import touch
from jobs.phases import Phase

logger = logging.getLogger(__name__)
LISTS, PATIENCE_SECONDS = 3, 60  # until a job that is in no list was never taken
ALIVE_SECONDS = 60  # several signs of life of a runner
KILLED = -9
BY_OTHERS = "The job was ended by the cluster or its administrator."


@dataclass(frozen=True, slots=True)
class Batch:
    """`place` is the file of what the scheduler said last, `python` that of a node."""

    dialect: Dialect
    transport: Transport
    place: Path
    python: str = "/usr/bin/python3"

    def submit(self, work: Work) -> None:
        """Raises BackendError if it takes none now, RefusedError if it never will."""
        control = _control(work.folder)
        try:
            task = self._write(work, control)
        except FileExistsError:
            logger.info("job %s has its order already", work.folder.public_id)
            return
        except OSError as error:
            raise BackendError(f"The job’s folder cannot be made: {error}") from error
        try:
            number = self.dialect.submitted(self._run(self.dialect.submit(task)))
        except UnknownError as error:  # the next lists tell
            logger.warning("job %s may be sent: %s", work.folder.public_id, error)
        except BusyError as error:
            shutil.rmtree(control, ignore_errors=True)
            raise BackendError(f"The cluster takes no job now: {error}") from error
        except WontTakeError as error:
            shutil.rmtree(control, ignore_errors=True)
            raise RefusedError(f"The cluster refuses the job: {error}") from error
        else:
            with contextlib.suppress(OSError):
                watched.write_once(control / "accepted.json", {"id": number})

    def _write(self, work: Work, control: Path) -> Task:
        """Everything that the node needs. Raises FileExistsError if it is there."""
        place = library(work.folder.root.parent)
        there = {**work.environment, "PYTHONPATH": str(place)}
        orders.write(control, replace(work, environment=there))
        watched.write_once(control / "submission.json", {"time": time.time()})
        return self._task(work, control, place)

    def _task(self, work: Work, control: Path, place: Path) -> Task:
        return Task(
            name=name_of(work.folder, work.token),
            script=script(place, self.python, control),
            folder=str(work.folder.work),
            log=str(control / "log"),
            limits=work.limits,
            needs=work.needs,
        )

    def _run(self, command: Command) -> Answer:
        return self.transport.run(command.words, command.text, command.seconds)

    def submitted(self, folder: JobFolder) -> bool:
        return (_control(folder) / "order.json").exists()

    def withdraw(self, folder: JobFolder) -> bool:
        """What comes to a node later finds no order, and ends."""
        control = _control(folder)
        name = self.named(folder)
        if not name or (control / "started.json").exists():
            return False
        gone = control.with_name(f".{control.name}-{secrets.token_hex(4)}")
        try:
            control.rename(gone)
        except OSError:
            return False
        if (gone / "started.json").exists():  # it started at that very moment
            gone.rename(control)
            return False
        shutil.rmtree(gone, ignore_errors=True)
        self._run(self.dialect.cancel(name))
        return True

    def cancel(self, folder: JobFolder) -> None:
        if self.withdraw(folder) or not self.submitted(folder):
            return
        control = _control(folder)
        if (control / "ended.json").exists():
            return
        with contextlib.suppress(OSError):
            touch(str(control), "aborted")
        if not self.look().silent_since:
            self._run(self.dialect.cancel(self.named(folder)))

    def suspend(self, folder: JobFolder, *, suspended: bool) -> None:
        """The runner looks for the file; a scheduler would want an administrator."""
        watched.wish(_control(folder), suspended=suspended)

    def waits_for(self, folder: JobFolder) -> str:
        entry = self._entry(folder)
        return entry.reason if entry and entry.stand == Stand.WAITS else ""

    def batch_id(self, folder: JobFolder) -> str:
        note = watched.read(_control(folder) / "accepted.json")
        entry = self._entry(folder)
        return str(note["id"]) if note else entry.id if entry else ""

    def state(self, folder: JobFolder) -> State:
        control = _control(folder)
        if (control / "ended.json").exists():
            return State.ENDED
        if not self.submitted(folder):
            return State.ABSENT
        started = (control / "started.json").exists()
        entry = self._entry(folder)
        if entry is not None and entry.stand != Stand.OVER:
            return State.RUNNING if started else State.WAITING
        if started:
            return State.LOST if self._is_gone(folder, entry) else State.RUNNING
        return State.ABSENT if self._was_never_taken(folder, entry) else State.WAITING

    def _is_gone(self, folder: JobFolder, entry: Entry | None) -> bool:
        """The scheduler says so, or does not know it, and there is no sign of life."""
        missing = self.look().missing.get(self.named(folder), 0)
        known = entry is not None or missing >= LISTS
        return known and _age(_control(folder)) > ALIVE_SECONDS

    def _was_never_taken(self, folder: JobFolder, entry: Entry | None) -> bool:
        """It ended without a start, or is in no list long after it was sent."""
        note = watched.read(_control(folder) / "submission.json") or {"time": 0}
        is_old = time.time() - note["time"] > PATIENCE_SECONDS
        missing = self.look().missing.get(self.named(folder), 0)
        return is_old and (entry is not None or missing >= LISTS)

    def started(self, folder: JobFolder) -> datetime | None:
        return orders.started(_control(folder))

    def report(self, folder: JobFolder) -> Report:
        control = _control(folder)
        found = orders.report(control) or orders.lost(control)
        return replace(self._judged(folder, found), batch_id=self.batch_id(folder))

    def _judged(self, folder: JobFolder, found: Report) -> Report:
        """What the scheduler knows of the end, where the runner does not."""
        asked = (_control(folder) / "aborted").exists()
        entry = self._entry(folder)
        verdict = entry and self.dialect.verdict(entry.word)
        not_by_us = found.message == reports.ABORTED and not asked
        if verdict and (not_by_us or _says_nothing(found)):
            phase, message = verdict
            return replace(found, phase=Phase(phase), message=message)
        return replace(found, message=BY_OTHERS) if not_by_us else found

    def has_news(self, folder: JobFolder) -> bool:
        """Whether its runner has started or ended it since somebody looked."""
        control = _control(folder)
        seen = control / "seen"
        news = [
            name for name in ("started.json", "ended.json") if (control / name).exists()
        ]
        told = seen.read_text() if seen.exists() else ""
        if not news or " ".join(news) == told:
            return False
        with contextlib.suppress(OSError):
            seen.write_text(" ".join(news))
        return True

    def named(self, folder: JobFolder) -> str:
        """How the scheduler calls it; empty if it was never handed over."""
        order = watched.read(_control(folder) / "order.json")
        return name_of(folder, order["token"]) if order else ""

    def _entry(self, folder: JobFolder) -> Entry | None:
        return self.look().jobs.get(self.named(folder))

    def look(self) -> Snapshot:
        """What the scheduler said last; nobody is asked."""
        return snapshot.read(self.place)

    def poll(self, folders: list[JobFolder]) -> Snapshot:
        """Ask it once for all jobs; `folders` are those that it should know."""
        before = self.look()
        wanted = frozenset(filter(None, map(self.named, folders)))
        try:
            jobs = self._listed(before)
        except UnreachableError as error:
            now = before.silence(str(error))
        else:
            known = {name: entry for name, entry in jobs.items() if name in wanted}
            now = before.answer(known, wanted)
        snapshot.write(self.place, now)
        return now

    def _listed(self, before: Snapshot) -> Mapping[str, Entry]:
        """Raises UnreachableError."""
        if before.silent_since:
            probed = self._run(self.dialect.probe())
            if probed.code != 0:
                raise UnreachableError(before.problem)
        return self.dialect.listed(self._run(self.dialect.list()))


def name_of(folder: JobFolder, token: str) -> str:
    """Unique to this claim: a job that is sent again has another one."""
    return f"opus-{folder.public_id[2:14]}-{token[:20]}"


def _control(folder: JobFolder) -> Path:
    return folder.shared_control / "run"


def _age(control: Path) -> float:
    """Seconds since the runner was last known to live."""
    times = []
    for name in ("alive", "started.json"):
        with contextlib.suppress(OSError):
            times.append((control / name).stat().st_mtime)
    return time.time() - max(times, default=0)


def _says_nothing(report: Report) -> bool:
    """The scheduler knows more of a run without a note, and of one that was killed."""
    return report.usage is None or report.exit_code == KILLED
