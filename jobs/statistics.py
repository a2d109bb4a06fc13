"""How the jobs of an activity usually go: how long they run, how many succeed.

Everybody reads it, so it says nothing of few jobs: it could be told whose they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from django.core.cache import cache
from django.db.models import Exists, OuterRef

from jobs.models import ActivityDescription, Job, Trial
from jobs.phases import Phase

RECENT = 200  # jobs that are looked at
FEW = 5
REMEMBERED = 60  # seconds
ENDED = (Phase.COMPLETED, Phase.ERROR)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of recent jobs; times in seconds, none if there are too few.

    `median` and `most` are the run time of half of the jobs that completed, and of nine
    in ten. `completed` of `ended` jobs did not fail.
    """

    ended: int
    completed: int
    median: float | None
    most: float | None

    @property
    def rate(self) -> int | None:
        """How many of a hundred complete; none if there are too few to tell."""
        return round(100 * self.completed / self.ended) if self.ended >= FEW else None


def of(activity: ActivityDescription) -> Statistics:
    key = f"statistics-{activity.pk}"
    found: Statistics | None = cache.get(key)
    if found is None:
        found = _count(activity)
        cache.set(key, found, REMEMBERED)
    return found


def _count(activity: ActivityDescription) -> Statistics:
    """Trials and checks are no job of a user."""
    rows = Job.objects.filter(
        ~Exists(Trial.objects.filter(job=OuterRef("pk"))),
        version__activity=activity,
        phase__in=ENDED,
        start_time__isnull=False,
        end_time__isnull=False,
    )
    recent = rows.order_by("-pk").values_list("phase", "start_time", "end_time")
    seconds, ended = [], 0
    for phase, start, end in recent[:RECENT]:
        ended += 1
        if phase == Phase.COMPLETED and start and end:
            seconds.append((end - start).total_seconds())
    return Statistics(ended, len(seconds), *_times(seconds))


def _times(seconds: Sequence[float]) -> tuple[float | None, float | None]:
    if len(seconds) < FEW:
        return None, None
    return median(seconds), quantiles(seconds, n=10, method="inclusive")[-1]


def usual(activity: ActivityDescription, quote: int) -> float | None:
    """How long a job is likely to run: as its author says, else as half of them did."""
    return quote or of(activity).median
