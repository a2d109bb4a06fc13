"""Whose job is next: whoever has had least of the machines lately, for their share.

What jobs of a person used counts half after a day, so that nobody pays for ever. What
runs now counts as if it ended now, and a minute for each, so that of two people whose
jobs all begin at once each gets some.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import QuerySet

from jobs import allowances
from jobs.allowances import Allowed
from jobs.models import Job, Spent
from provenance import times

HALF_LIFE = timedelta(days=1)
EACH_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Running:
    """What runs, or is about to: how many jobs of each person and activity."""

    by_owner: Counter[int | None] = field(default_factory=Counter)
    by_activity: Counter[int] = field(default_factory=Counter)
    seconds: Counter[int | None] = field(default_factory=Counter)
    versions: frozenset[int] = frozenset()


def unsettled() -> QuerySet[Job]:
    """The jobs of all hosts that something may still run for."""
    return Job.objects.filter(settled_at=None, host__gt="").exclude(token="")


def running() -> Running:
    now = times.now()
    found = Running()
    versions = set()
    rows = unsettled().values_list(
        "owner_id", "claimed_at", "version__activity_id", "version_id"
    )
    for owner, claimed, activity, version in rows:
        found.by_owner[owner] += 1
        found.by_activity[activity] += 1
        found.seconds[owner] += int((now - claimed).total_seconds()) if claimed else 0
        versions.add(version)
    return Running(
        found.by_owner, found.by_activity, found.seconds, frozenset(versions)
    )


def in_turn(
    waiting: Iterable[tuple[int | None, datetime]], now: Running
) -> list[tuple[int | None, Allowed]]:
    """People whose jobs wait, with since when: those who are next come first.

    Who has as many running as they may is left out.
    """
    rows = list(waiting)
    owners = [owner for owner, _ in rows]
    spent, all_allowed = _spent(owners), allowances.of_all(owners)
    found = []
    for owner, since in rows:
        allowed = all_allowed[owner]
        count = now.by_owner[owner]
        if allowed.running and count >= allowed.running:
            continue
        had = spent.get(owner or 0, 0.0) + now.seconds[owner] + EACH_SECONDS * count
        found.append((had / allowed.share, since, owner, allowed))
    found.sort(key=lambda one: one[:2])
    return [(owner, allowed) for _, _, owner, allowed in found]


def _spent(owners: Iterable[int | None]) -> dict[int, float]:
    now = times.now()
    rows = Spent.objects.filter(owner_key__in=[owner or 0 for owner in owners])
    return {row.owner_key: _left(row, now) for row in rows}


def _left(row: Spent, now: datetime) -> float:
    return float(row.seconds * 0.5 ** (max(now - row.at, timedelta(0)) / HALF_LIFE))


def spend(owner_id: int | None, seconds: float) -> None:
    """A job of the person ran so long. Call it in a transaction."""
    now = times.now()
    row, _ = Spent.objects.select_for_update().get_or_create(
        owner_key=owner_id or 0, defaults={"at": now}
    )
    row.seconds, row.at = _left(row, now) + seconds, now
    row.save(update_fields=["seconds", "at"])
