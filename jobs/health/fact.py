"""One thing that was looked at, and what came of it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    WARNING = "warning"  # it works, and will not for long
    BAD = "bad"
    ABSENT = "absent"  # it is not set up, and nobody needs it


@dataclass(frozen=True, slots=True)
class Fact:
    """`remedy` says what to do; empty if nothing is to be done."""

    name: str
    state: State
    found: str
    remedy: str = ""


def good(name: str, found: str) -> Fact:
    return Fact(name, State.GOOD, found)


def bad(name: str, found: str, remedy: str) -> Fact:
    return Fact(name, State.BAD, found, remedy)


def warning(name: str, found: str, remedy: str) -> Fact:
    return Fact(name, State.WARNING, found, remedy)


def absent(name: str, found: str) -> Fact:
    return Fact(name, State.ABSENT, found)
