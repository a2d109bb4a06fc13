"""The contract between jobs and the machines that run them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from typing import Protocol

from jobs.execution.folder import JobFolder
from jobs.phases import Phase


@dataclass(frozen=True, slots=True)
class Output:
    """A file, or files, to look for when the script has ended; 0 is any number."""

    name: str
    pattern: str
    optional: bool
    most: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a script may use; 0 is any amount.

    `seconds` is wall time without that of suspension, `cpu` seconds of all processes
    together; `memory` and `bytes` (on disk) are bytes.
    """

    seconds: int = 0
    bytes: int = 0
    memory: int = 0
    processes: int = 0
    cpu: int = 0
    open_files: int = 0


@dataclass(frozen=True, slots=True)
class Needs:
    """What a cluster is asked for; 0 and an empty text are its own default."""

    cpus: int = 0
    gpus: int = 0
    partition: str = ""
    account: str = ""
    licences: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run used; memory and processes are sampled, so a short peak may miss.

    Seconds and bytes; `read` and `written` are bytes of calls, `disk` is what lies in
    its folders at the end.
    """

    wall: float
    cpu: float
    memory: int
    processes: int
    read: int
    written: int
    disk: int = 0


@dataclass(frozen=True, slots=True)
class Work:
    """A script to run: everything a machine needs to know, values as data."""

    folder: JobFolder
    token: str
    argv: Sequence[str]
    environment: Mapping[str, str]
    outputs: Sequence[Output]
    limits: Limits
    needs: Needs = Needs()
    is_sandboxed: bool = False  # then a signal comes out as an exit status


@dataclass(frozen=True, slots=True)
class Made:
    """A file that the script made; `path` is relative to the folder of results.

    `unstamped_sha256` is of what the script wrote, where the portal has put a stamp
    into it that names the file by its `entity_id`.
    """

    name: str
    path: str
    size: int
    sha256: str
    unstamped_sha256: str = ""
    entity_id: str = ""


class State(Enum):
    """What a machine knows of a piece of work."""

    ABSENT = auto()  # never started, and nobody is about to start it
    WAITING = auto()  # a scheduler has it, and will start it
    RUNNING = auto()
    ENDED = auto()  # there is a report
    LOST = auto()  # it was started, nothing runs, and there is no report


@dataclass(frozen=True, slots=True)
class Report:
    """How a piece of work ended, in UWS words; `phase` is a final one.

    `advice` is what the description knows of the failure.
    """

    phase: Phase
    message: str = ""
    detail: str = ""
    exit_code: int | None = None
    started: datetime | None = None
    ended: datetime | None = None
    made: Sequence[Made] = ()
    usage: Usage | None = None
    batch_id: str = ""
    advice: str = ""
    warnings: tuple[str, ...] = ()  # what did not work without harm to the job


class Backend(Protocol):
    """A kind of machine. No method waits for the script, and none touches rows."""

    def submit(self, work: Work) -> None:
        """Hand the work over; twice is once. Raises BackendError on refusal."""

    def submitted(self, folder: JobFolder) -> bool:
        """Whether the work was handed over and not withdrawn."""

    def withdraw(self, folder: JobFolder) -> bool:
        """Take back work that has not started; False if it has or there is none."""

    def waits_for(self, folder: JobFolder) -> str:
        """Why it has not started, as a sentence; empty if nothing is to be said."""

    def batch_id(self, folder: JobFolder) -> str:
        """A scheduler's own word for it; empty if there is none."""

    def cancel(self, folder: JobFolder) -> None:
        """Withdraw the work, or end everything that runs for it; harmless if over."""

    def suspend(self, folder: JobFolder, *, suspended: bool) -> None:
        """Stop the processes where they are, or let them go on."""

    def state(self, folder: JobFolder) -> State:
        """Look without concluding anything from what cannot be reached."""

    def started(self, folder: JobFolder) -> datetime | None:
        """When the script started; None if it did not, or is not known to have."""

    def report(self, folder: JobFolder) -> Report:
        """How it ended, once the state is ENDED or LOST."""
