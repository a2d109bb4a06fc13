"""Why a job waits, in a sentence for its owner; nothing of it is stored."""

from dataclasses import dataclass

from django.db import Error as DatabaseError
from django.db.models import Count, Q

from jobs import allowances, claims, fairness, hosts
from jobs.descriptions.rules.head import LOCAL
from jobs.fairness import Running
from jobs.models import Job, Scheduler
from jobs.phases import Phase
from provenance import times

NOBODY = "Nothing runs jobs at the moment. Nothing is lost: it starts once they do."
DRAINING = "No further jobs are started for now, for maintenance. Nothing is lost."
HELD = "It is held: it waits until somebody releases it."


@dataclass(frozen=True, slots=True)
class Queue:
    """What the answer depends on, looked at once for any number of jobs."""

    running: Running
    slots: int
    is_draining: bool
    silent: dict[str, str]

    @classmethod
    def now(cls) -> "Queue":
        return cls(
            running=fairness.running(),
            slots=sum(hosts.alive().values_list("slots", flat=True)),
            is_draining=claims.draining(),
            silent={row.name: _silence(row) for row in _silent()},
        )

    def why(self, job: Job) -> str:
        """Empty for a job that waits for nothing."""
        if job.phase == Phase.HELD:
            return HELD
        if job.phase not in (Phase.QUEUED, Phase.EXECUTING):
            return ""
        if sentence := self.silent.get(job.backend):
            return sentence
        if job.phase == Phase.EXECUTING or job.reason or job.token:
            return job.reason
        return self._machines() or self._limits(job) or self._ahead(job)

    def _machines(self) -> str:
        if not self.slots:
            return NOBODY
        return DRAINING if self.is_draining else ""

    def _limits(self, job: Job) -> str:
        most = allowances.of(job.owner_id).running
        count = self.running.by_owner[job.owner_id]
        if most and count >= most:
            return f"{_jobs(count)} of yours {_runs(count)}, your limit is {most}."
        most = job.version.value().most_running
        count = self.running.by_activity[job.version.activity_id]
        if most and count >= most:
            name = job.version.activity.name
            return f"{_jobs(count)} of {name} {_runs(count)}; no more may at once."
        return ""

    def _ahead(self, job: Job) -> str:
        """The order changes with what people have had, so it is about right."""
        count = _before(job)
        busy = f"All {self.slots} slots are busy" if job.backend == LOCAL else ""
        if not count:
            return f"{busy}; it is next." if busy else "It is next."
        ahead = f"{_jobs(count)} {'is' if count == 1 else 'are'} ahead."
        return f"{busy}; {ahead}" if busy else ahead


def why(job: Job) -> str:
    """Of one job."""
    waits = (Phase.QUEUED, Phase.HELD, Phase.EXECUTING)
    return Queue.now().why(job) if job.phase in waits else ""


def _before(job: Job) -> int:
    """Of the same owner what comes first, of others what has waited longer."""
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="", backend=job.backend)
    earlier = Q(priority=job.priority, queued_at__lt=job.queued_at)
    own = Q(owner=job.owner_id) & (Q(priority__gt=job.priority) | earlier)
    others = ~Q(owner=job.owner_id) & Q(queued_at__lt=job.queued_at)
    if job.owner_id is None:  # in SQL nobody is not somebody else
        others = Q(owner__isnull=False, queued_at__lt=job.queued_at)
    found: int = waiting.filter(own | others).aggregate(n=Count("pk"))["n"]
    return found


def _silent() -> list[Scheduler]:
    return list(Scheduler.objects.exclude(silent_since=None))


def _silence(row: Scheduler) -> str:
    since = row.silent_since or times.now()
    day = "" if since.date() == times.now().date() else f"{since:%Y-%m-%d} "
    return f"The cluster does not answer since {day}{since:%H:%M} UTC; nothing is lost."


def _jobs(count: int) -> str:
    return f"{count} {'job' if count == 1 else 'jobs'}"


def _runs(count: int) -> str:
    return "runs" if count == 1 else "run"


def is_unserved() -> bool:
    """Whether jobs are accepted while nothing runs them: the pages say so."""
    try:
        return not hosts.alive().exists()
    except DatabaseError:  # the page says what is wrong, if it needs the database
        return False
