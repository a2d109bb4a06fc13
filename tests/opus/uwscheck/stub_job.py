"""The jobs of the stub: what they do follows from the clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

FINAL = ("COMPLETED", "ERROR", "ABORTED", "ARCHIVED")
ACTIVE = ("PENDING", "QUEUED", "EXECUTING")
PHASES = (*ACTIVE, *FINAL, "HELD", "SUSPENDED", "UNKNOWN")
QUEUED_SECONDS = 0.05


def utc(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


def now():
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass
class Job:
    id: str
    owner: str
    created: datetime
    run_id: str = ""
    parameters: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    duration: int = 3600
    destruction: datetime = field(default_factory=lambda: now() + timedelta(days=30))
    started: datetime | None = None
    ended: datetime | None = None
    over: str = ""

    @property
    def seconds(self):
        return float(self.parameters.get("seconds", 0.1))

    @property
    def phase(self):
        if self.over or self.started is None:
            return self.over or "PENDING"
        spent = (now() - self.started).total_seconds() - QUEUED_SECONDS
        if spent < 0:
            return "QUEUED"
        if spent < self.seconds:
            return "EXECUTING"
        return "ERROR" if self.parameters.get("outcome") == "fail" else "COMPLETED"

    @property
    def begun_at(self):
        begun = self.started and self.phase not in ("PENDING", "QUEUED")
        return self.started + timedelta(seconds=QUEUED_SECONDS) if begun else None

    @property
    def ended_at(self):
        if self.phase not in FINAL:
            return None
        whole = timedelta(seconds=QUEUED_SECONDS + self.seconds)
        return self.ended or self.started + whole

    def end(self, phase):
        self.ended, self.over = self.ended_at or now(), phase
