"""What the tester said."""

from dataclasses import dataclass, field

from opus.uwscheck.bodies import Values

OPTION = {
    "run": "a parameter of a job that completes within seconds",
    "long": "a parameter of a job that runs for a minute",
    "fail": "a parameter of a job that ends as ERROR",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the tester said: the job list's address and sets of parameters.

    `at_once` and `wait_seconds` are what WAIT is measured with; `patience` bounds
    the time that one job may take. A set that is None was not given.
    """

    url: str
    sets: dict[str, Values | None] = field(default_factory=dict)
    upload: str = ""
    vosi: str = ""
    wait_seconds: int = 10
    at_once: float = 2.0
    patience: float = 120.0
