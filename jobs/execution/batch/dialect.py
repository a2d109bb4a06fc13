"""What a scheduler must be able to do: submit, list, cancel, all by a job's own name.

A scheduler's number for a job is no identity: after a crash it is given to another one.
The name is unique, and everything is found again by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Protocol

from jobs.execution.base import Limits, Needs
from jobs.execution.batch.transport import Answer


class RefusedError(Exception):
    """The scheduler will never take the job as it is."""


class BusyError(Exception):
    """It takes none now; it was certainly not sent."""


class UnknownError(Exception):
    """It may have been taken or not: the next lists tell."""


class UnreachableError(Exception):
    """The scheduler does not answer; nothing follows from that for any job."""


class Stand(Enum):
    """What a scheduler says of a job that it knows."""

    WAITS = auto()
    RUNS = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of its list. `word` is its own word, `reason` a sentence for people."""

    id: str
    stand: Stand
    word: str = ""
    reason: str = ""
    started: bool = False  # whether it says that the job was put on a node


@dataclass(frozen=True, slots=True)
class Task:
    """What is submitted: a script for a shell, and what it may use."""

    name: str
    script: str
    folder: str
    log: str
    limits: Limits
    needs: Needs


@dataclass(frozen=True, slots=True)
class Command:
    words: Sequence[str]
    text: str = ""
    seconds: float = 30


class Dialect(Protocol):
    def submit(self, job: Task) -> Command:
        """The command that hands the job over."""

    def submitted(self, answer: Answer) -> str:
        """Its number. Raises RefusedError, BusyError or UnknownError."""

    def probe(self) -> Command:
        """Whether it is there, by its exit code, where a list would hang."""

    def list(self) -> Command:
        """The command that lists all jobs of our account, ended ones, too."""

    def listed(self, answer: Answer) -> Mapping[str, Entry]:
        """By name. Raises UnreachableError."""

    def cancel(self, name: str) -> Command:
        """The command that ends the job; harmless if there is none."""

    def verdict(self, word: str) -> tuple[str, str] | None:
        """A UWS phase and a sentence for an end of which the runner left no note.

        None if the word says nothing about why.
        """
