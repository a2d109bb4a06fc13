"""The ten phases of a UWS job and every move between them (UWS 1.1, section 2.1.3)."""

from enum import StrEnum


class Phase(StrEnum):
    PENDING = "PENDING"
    QUEUED = "QUEUED"
    EXECUTING = "EXECUTING"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"
    ABORTED = "ABORTED"
    UNKNOWN = "UNKNOWN"
    HELD = "HELD"
    SUSPENDED = "SUSPENDED"
    ARCHIVED = "ARCHIVED"


MOVES: dict[Phase, frozenset[Phase]] = {
    Phase.PENDING: frozenset({Phase.QUEUED, Phase.HELD, Phase.ABORTED, Phase.ERROR}),
    # HELD after QUEUED is ours: a user holds a job that has not started yet.
    Phase.QUEUED: frozenset({Phase.EXECUTING, Phase.HELD, Phase.ABORTED, Phase.ERROR}),
    Phase.HELD: frozenset({Phase.QUEUED, Phase.EXECUTING, Phase.ABORTED, Phase.ERROR}),
    Phase.EXECUTING: frozenset(
        {Phase.COMPLETED, Phase.ERROR, Phase.ABORTED, Phase.SUSPENDED, Phase.HELD}
    ),
    Phase.SUSPENDED: frozenset({Phase.EXECUTING, Phase.ABORTED, Phase.ERROR}),
    Phase.UNKNOWN: frozenset(
        {
            Phase.QUEUED,
            Phase.EXECUTING,
            Phase.COMPLETED,
            Phase.ERROR,
            Phase.ABORTED,
        }
    ),
    Phase.COMPLETED: frozenset({Phase.ARCHIVED}),
    Phase.ERROR: frozenset({Phase.ARCHIVED}),
    Phase.ABORTED: frozenset({Phase.ARCHIVED}),
    Phase.ARCHIVED: frozenset(),
}

FINAL = frozenset({Phase.COMPLETED, Phase.ERROR, Phase.ABORTED})
OVER = FINAL | {Phase.ARCHIVED}
ACTIVE = frozenset(Phase) - OVER


def sources(phase: Phase) -> frozenset[Phase]:
    """The phases from which a job may move to `phase`."""
    return frozenset(source for source, targets in MOVES.items() if phase in targets)
