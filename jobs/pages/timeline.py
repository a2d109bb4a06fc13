"""The phases a job went through, and those that are still to come."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.models import Job
from jobs.phases import FINAL, OVER, Phase
from provenance import times

USUAL = (Phase.PENDING, Phase.QUEUED, Phase.EXECUTING, Phase.COMPLETED)


@dataclass(frozen=True, slots=True)
class Step:
    """`lasted` is until the next phase, or until now for the current one."""

    phase: str
    time: datetime | None
    lasted: timedelta | None
    is_current: bool
    note: str = ""


def steps(job: Job) -> list[Step]:
    """Past phases from the events; then what usually follows."""
    events = list(job.events.all())
    ends = [event.time for event in events[1:]] + [None]
    past = [
        Step(
            phase=event.target,
            time=event.time,
            lasted=_lasted(job, event.target, event.time, end),
            is_current=event is events[-1],
            note=event.note,
        )
        for event, end in zip(events, ends, strict=True)
    ]
    return past + [Step(phase, None, None, is_current=False) for phase in _future(job)]


def _lasted(
    job: Job, phase: str, begin: datetime, end: datetime | None
) -> timedelta | None:
    if phase in OVER or (end is None and job.over):
        return None
    return (end or times.now()) - begin


def _future(job: Job) -> tuple[Phase, ...]:
    if job.over or job.phase not in USUAL:
        return () if job.over else tuple(FINAL & {Phase.COMPLETED})
    return USUAL[USUAL.index(Phase(job.phase)) + 1 :]
