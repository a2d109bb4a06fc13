"""What can go wrong with a job, as classes that carry facts.

JobsError
├── ValuesError      values that do not fit the description, field by field
├── DescriptionError a description that cannot be published, field by field
├── StaleError       somebody else has saved a description meanwhile
├── PhaseError       a move that the job's phase does not allow
├── ClosedError      a change that the phase does not allow any more
├── LimitError       more jobs than one may have at once
└── BackendError     the machine that runs jobs refuses
"""

from collections.abc import Mapping
from typing import Any

from jobs.phases import Phase


class JobsError(Exception):
    """The root of all errors of this app."""


class FieldsError(JobsError):
    """One sentence per field: what was found and what would be right."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("\n".join(f"{k}: {v}" for k, v in self.problems.items()))


class ValuesError(FieldsError):
    """Values that do not fit the description."""


class DescriptionError(FieldsError):
    """A description that cannot be used."""


class StaleError(JobsError):
    """Somebody else has saved the description since its author began.

    `version` is what there is now, None if it is not open any more.
    """

    def __init__(self, version: Any) -> None:
        self.version = version
        super().__init__("Somebody else has saved this description meanwhile.")


WHY = {
    Phase.QUEUED: "only a PENDING job can be started",
    Phase.ABORTED: "it is over already",
    Phase.HELD: "only a job that waits can be held",
    Phase.SUSPENDED: "only a job that runs can be suspended",
    Phase.EXECUTING: "only a suspended job can go on",
}


class PhaseError(JobsError):
    """A move that the phase does not allow."""

    def __init__(self, phase: Phase, wanted: Phase) -> None:
        self.phase, self.wanted = phase, wanted
        why = WHY.get(wanted, f"it cannot become {wanted}")
        super().__init__(f"The job is {phase}: {why}.")


class ClosedError(JobsError):
    """A change that the job's phase does not allow any more."""

    def __init__(self, phase: Phase, why: str) -> None:
        self.phase = phase
        super().__init__(f"The job is {phase}: {why}.")


class LimitError(JobsError):
    """More jobs than one may have at once; `limit` is the name of the setting."""

    def __init__(self, limit: str, most: int, count: int, message: str) -> None:
        self.limit, self.most, self.count = limit, most, count
        super().__init__(message)


class BackendError(JobsError):
    """The machine that runs jobs refuses."""


class RefusedError(BackendError):
    """It will never take this job."""
