"""What a check can end with. One that only returns has passed."""

from enum import StrEnum
from typing import ClassVar


class Result(StrEnum):
    PASS = "pass"  # noqa: S105 - no password
    FAIL = "fail"
    WARNING = "warning"
    SKIPPED = "skipped"


class Verdict(Exception):  # noqa: N818 - it is an answer
    """The end of a check that did not pass; its text is what was seen."""

    result: ClassVar[Result]


class Failed(Verdict):
    """The standard forbids what was seen."""

    result = Result.FAIL


class Warned(Verdict):
    """The standard allows what was seen, and known clients trip over it."""

    result = Result.WARNING


class Skipped(Verdict):
    """The check could not be made; the text says what it needs."""

    result = Result.SKIPPED


def demand(condition: object, seen: str) -> None:
    """Raises Failed."""
    if not condition:
        raise Failed(seen)


def advise(condition: object, seen: str) -> None:
    """Raises Warned."""
    if not condition:
        raise Warned(seen)
