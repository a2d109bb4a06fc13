"""What clients may ask for, within what the operator allows.

UWS lets a service give less than was asked; it shows what it gives.
"""

from datetime import datetime, timedelta

from django.conf import settings

from jobs.models import Version


def execution_duration(wanted: int | None, version: Version) -> int:
    """The wanted seconds within the operator's limit; 0 asks for as long as allowed."""
    if wanted is None:
        wanted = version.execution_duration or settings.OPUS_DURATION
    longest: int = settings.OPUS_DURATION_MAX
    return min(wanted, longest) if wanted else longest


def destruction(wanted: datetime | None, now: datetime) -> datetime:
    """The wanted time, not in the past and not beyond the operator's limit."""
    if wanted is None:
        wanted = now + timedelta(days=settings.OPUS_DESTRUCTION_DAYS)
    latest = now + timedelta(days=settings.OPUS_DESTRUCTION_MAX_DAYS)
    return max(now, min(wanted, latest))
