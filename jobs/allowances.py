"""What one person may have: the portal's usual, or what a group of theirs allows.

Of several groups the most generous counts, and 0 is any number.
"""

from dataclasses import dataclass

from django.conf import settings

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
    usual = Allowed(
        running=settings.OPUS_USER_RUNNING,
        jobs=settings.OPUS_USER_JOBS,
        disk=settings.OPUS_USER_BYTES,
    )
    if owner_id is None:
        return usual
    rows = list(Allowance.objects.filter(group__user=owner_id))
    return Allowed(
        share=max((row.share for row in rows), default=USUAL_SHARE) or 1,
        running=_best(usual.running, [row.running for row in rows]),
        jobs=_best(usual.jobs, [row.jobs for row in rows]),
        disk=_best(usual.disk, [row.disk_bytes for row in rows]),
    )


def _best(usual: int, own: list[int | None]) -> int:
    said = [number for number in own if number is not None]
    if not said:
        return usual
    return 0 if 0 in said else max(said)
