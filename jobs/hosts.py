"""The computers with workers: each says every few seconds that it is there."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min, QuerySet

from jobs.models import Host
from provenance import times

SEEN = timedelta(seconds=30)  # several times what lies between two signs of life


def start() -> None:
    """The workers of this host begin."""
    now = times.now()
    Host.objects.update_or_create(
        name=settings.OPUS_HOST,
        defaults={
            "slots": settings.OPUS_SLOTS,
            "started_at": now,
            "seen_at": now,
        },
    )


def beat() -> None:
    """They are still there."""
    if not Host.objects.filter(name=settings.OPUS_HOST).update(seen_at=times.now()):
        start()


def stop() -> None:
    """They end; jobs that run go on, and nobody follows them for now."""
    Host.objects.filter(name=settings.OPUS_HOST).update(seen_at=times.now() - 2 * SEEN)


def alive() -> QuerySet[Host]:
    return Host.objects.filter(seen_at__gt=times.now() - SEEN)


def since() -> datetime | None:
    """Since when somebody has been there; None if nobody is now."""
    found: datetime | None = alive().aggregate(first=Min("started_at"))["first"]
    return found


def names() -> list[str]:
    """Those that are there; this one first if it is, and alone if nobody is."""
    found = sorted(alive().values_list("name", flat=True))
    here: str = settings.OPUS_HOST
    if here in found or not found:
        return [here, *(name for name in found if name != here)]
    return found
