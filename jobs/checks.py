"""The portal looks, once a day, whether what is published still works."""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Max, Q

from jobs import access, endings, trials, trying
from jobs.descriptions.value import Example
from jobs.errors import LimitError, ValuesError
from jobs.models import Trial, Version
from jobs.trying import Run
from provenance import times

logger = logging.getLogger(__name__)
CHECK = Trial.Purpose.CHECK


def run() -> None:
    """Start what is due, few at a time; a scheduler calls this every minute."""
    _make_up()
    under_way = Trial.objects.filter(purpose=CHECK, finished_at=None).count()
    left = settings.OPUS_CHECKS_AT_ONCE - under_way
    for version in _due():
        if left <= 0:
            return
        left -= _start(version)


def _make_up() -> None:
    """Verdicts that were missed when the jobs were settled."""
    missed = Trial.objects.filter(finished_at=None, job__settled_at__isnull=False)
    for trial in missed.select_related("job__version__activity"):
        if trial.job:
            endings.judge(trial.job)


def _due() -> Iterator[Version]:
    """Each version that was neither checked nor published lately."""
    if not settings.OPUS_CHECK_HOURS:
        return
    before = times.now() - timedelta(hours=settings.OPUS_CHECK_HOURS)
    last = Max("trials__started_at", filter=Q(trials__purpose=CHECK))
    old = access.newest().filter(published_at__lt=before).annotate(last=last)
    due = old.filter(Q(last=None) | Q(last__lt=before)).select_related("published_by")
    yield from due.order_by(F("last").asc(nulls_first=True), "pk")


def _start(version: Version) -> bool:
    """Whether there is one more job now."""
    owner, example = version.published_by, _next(version)
    why = hindrances([version])[version.pk]
    if owner is None or example is None or why:
        logger.info("%s is not checked: %s", version, why)
        return False
    hosts = {settings.OPUS_URL.partition("://")[2].lower()} - {""}
    try:
        trying.check(version, Run(example, owner, hosts=hosts))
    except LimitError as error:
        logger.warning("the check of %s waits: %s", version, error)
        return False
    except ValuesError as error:
        _refused(version, example, error)
        return False
    return True


@transaction.atomic
def _refused(version: Version, example: Example, error: ValuesError) -> None:
    """What the example gives is not accepted any more: it has failed without a job."""
    trial = trying.record(version, example, CHECK)
    trial.passed, trial.finished_at = False, trial.started_at
    trial.message = f"What it gives is refused: {error}"
    trial.save(update_fields=["passed", "finished_at", "message"])
    endings.tell_of_check(trial)


def hindrances(versions: Iterable[Version]) -> dict[int, str]:
    """Why versions cannot be checked, by their keys; empty where they can be."""
    runnable: dict[int, set[int]] = {}
    found = {}
    for version in versions:
        owner = version.published_by
        if owner and owner.pk not in runnable:
            keys = access.runnable(owner).values_list("pk", flat=True)
            runnable[owner.pk] = set(keys)
        may_run = owner is not None and version.pk in runnable[owner.pk]
        found[version.pk] = _hindrance(version, owner, may_run=may_run)
    return found


def _hindrance(version: Version, owner: User | None, *, may_run: bool) -> str:
    if not _expected(version):
        return "It has no example that should complete."
    if owner is None:
        return "Nobody is known to have published it; who does owns its checks."
    if not owner.is_active:
        return f"{owner.get_username()}, who published it, has no active account."
    if not may_run:
        return f"{owner.get_username()}, who published it, may not run it any more."
    return ""


def _expected(version: Version) -> list[Example]:
    examples = version.value().examples
    return [example for example in examples if example.outcome == "COMPLETED"]


def _next(version: Version) -> Example | None:
    """One example after the other; one that failed until it passes."""
    examples = _expected(version)
    last = trials.checks().filter(version=version).first()
    names = [example.name for example in examples]
    if not last or last.example not in names:
        return next(iter(examples), None)
    index = names.index(last.example)
    return examples[(index + bool(last.passed)) % len(examples)]
