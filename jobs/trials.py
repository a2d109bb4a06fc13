"""What is known of runs of examples: what they prove of a version, and what failed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from jobs.descriptions import proof
from jobs.descriptions.value import Example
from jobs.models import ActivityDescription, Job, Trial, Version

Word = Literal["passed", "failed", "running", "stale", "never"]
CHECK = Trial.Purpose.CHECK


@dataclass(frozen=True, slots=True)
class State:
    """How an example does: `trial` is its last run, if there was one.

    It is stale if the last run was of something else, which proves nothing now.
    """

    example: Example
    trial: Trial | None
    word: Word


@dataclass(frozen=True, slots=True)
class LastCheck:
    """What the last check of a published version found, and since when it is so."""

    passed: bool
    time: datetime
    since: datetime
    message: str
    example: str


def states(version: Version) -> list[State]:
    """All examples of the version as it is now, with what is known of them."""
    description = version.value()
    digests = [proof.digest(description, one) for one in description.examples]
    names = [one.name for one in description.examples]
    rows = Trial.objects.filter(version__activity=version.activity_id)
    same = _newest(rows.filter(digest__in=digests), "digest")
    named = _newest(rows.filter(example__in=names), "example")
    return [
        _state(example, same.get(digest), named.get(example.name))
        for example, digest in zip(description.examples, digests, strict=True)
    ]


def _newest(rows: QuerySet[Trial], column: str) -> dict[str, Trial]:
    """The last trial for each value of the column, without those that say nothing."""
    telling = rows.exclude(passed=None, finished_at__isnull=False)
    last = telling.order_by().values(column).annotate(last=Max("pk")).values("last")
    found = Trial.objects.filter(pk__in=last).select_related("job")
    return {getattr(trial, column): trial for trial in found}


def _state(example: Example, same: Trial | None, named: Trial | None) -> State:
    if same is None:
        return State(example, named, "stale" if named else "never")
    if same.passed is None:
        return State(example, same, "running")
    return State(example, same, "passed" if same.passed else "failed")


def is_proven(version: Version) -> bool:
    """Whether an example passed, the last time it ran, as the version is now."""
    return any(state.word == "passed" for state in states(version))


def of(job: Job) -> Trial | None:
    """The trial that the job is, if it is one."""
    return Trial.objects.filter(job=job).first()


def without_checks(rows: QuerySet[Job]) -> QuerySet[Job]:
    """The jobs that people made: the portal's own checks are left out."""
    checks = Trial.objects.filter(job=OuterRef("pk"), purpose=CHECK)
    return rows.filter(~Exists(checks))


def only(rows: QuerySet[Job]) -> QuerySet[Job]:
    """The jobs that are trials of drafts, or checks."""
    return rows.filter(Exists(Trial.objects.filter(job=OuterRef("pk"))))


def checks() -> QuerySet[Trial]:
    """The checks that found something, whatever it was."""
    return Trial.objects.filter(purpose=CHECK).exclude(passed=None)


def last_check(activity: ActivityDescription) -> LastCheck | None:
    """What users are told of the version that they run now."""
    published = activity.versions.filter(state=Version.State.PUBLISHED)
    newest = published.order_by("-number").values_list("pk", flat=True)[:1]
    keys = list(newest)
    return next(iter(last_checks(keys).values()), None)


def last_checks(versions: Iterable[int]) -> dict[int, LastCheck]:
    """For each version, by its key: the last check that failed, else the last one.

    An example that failed counts as failing until it is run again and passes.
    """
    found: dict[int, list[LastCheck]] = {}
    for trial in _of_each_example(versions):
        found.setdefault(trial.version_id, []).append(_last(trial))
    return {key: max(checks, key=_importance) for key, checks in found.items()}


def _importance(check: LastCheck) -> tuple[bool, datetime]:
    return not check.passed, check.time


def _last(trial: Any) -> LastCheck:
    return LastCheck(
        passed=trial.passed,
        time=trial.finished_at,
        since=trial.since,
        message=trial.message,
        example=trial.example,
    )


def _of_each_example(versions: Iterable[int]) -> QuerySet[Any]:
    """The last check of each example, with the time since which it found the same."""
    same = checks().filter(version=OuterRef("version"), example=OuterRef("example"))
    other = same.exclude(passed=OuterRef("passed")).order_by("-pk").values("pk")
    began = same.filter(pk__gt=OuterRef("other")).order_by("pk").values("finished_at")
    last = checks().filter(~Exists(same.filter(pk__gt=OuterRef("pk"))))
    return (
        last.filter(version__in=list(versions))
        .annotate(other=Coalesce(Subquery(other[:1]), 0))
        .annotate(since=Subquery(began[:1]))
    )
