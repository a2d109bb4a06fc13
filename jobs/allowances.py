"""What one person may have: the portal's usual, or what a group of theirs allows.

Of several groups the most generous counts, and 0 is any number.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db.models import F

from jobs.models import Allowance

USUAL_SHARE = 100


@dataclass(frozen=True, slots=True)
class Allowed:
    """`jobs` wait or run, `running` run, at once; `disk` is in bytes."""

    share: int = USUAL_SHARE
    running: int = 0
    jobs: int = 0
    disk: int = 0


def of(owner_id: int | None) -> Allowed:
    """What the owner of a job may have; None is everybody who did not log in."""
    return of_all([owner_id])[owner_id]


def of_all(owner_ids: Collection[int | None]) -> dict[int | None, Allowed]:
    """The same for several, with one query."""
    known = [owner for owner in owner_ids if owner is not None]
    found: dict[int, list[Allowance]] = {}
    if known:
        rows = Allowance.objects.filter(group__user__in=known)
        for row in rows.annotate(member=F("group__user")):
            found.setdefault(row.member, []).append(row)
    return {owner: _allowed(found.get(owner or 0, [])) for owner in owner_ids}


def _allowed(rows: Sequence[Allowance]) -> Allowed:
    return Allowed(
        share=max((row.share for row in rows), default=USUAL_SHARE) or 1,
        running=_best(settings.OPUS_USER_RUNNING, [row.running for row in rows]),
        jobs=_best(settings.OPUS_USER_JOBS, [row.jobs for row in rows]),
        disk=_best(settings.OPUS_USER_BYTES, [row.disk_bytes for row in rows]),
    )


def _best(usual: int, own: list[int | None]) -> int:
    said = [number for number in own if number is not None]
    if not said:
        return usual
    return 0 if 0 in said else max(said)
