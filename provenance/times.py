"""Times are aware, UTC and whole milliseconds; each document has its own spelling."""

from datetime import UTC, datetime


def now() -> datetime:
    return truncate(datetime.now(UTC))


def truncate(time: datetime) -> datetime:
    """What is stored is what documents show, so “later than this” means it."""
    return time.replace(microsecond=time.microsecond // 1000 * 1000)


def uws(time: datetime | None) -> str:
    """ISO 8601 with Z, as UWS wants it (section 2.2.1); empty for None."""
    if time is None:
        return ""
    bare = time.astimezone(UTC).replace(tzinfo=None)
    return bare.isoformat(timespec="milliseconds") + "Z"


def parse(text: str) -> datetime:
    """A UTC time, with or without Z, fraction or clock; ValueError otherwise."""
    bare = text.strip().removesuffix("Z")
    time = datetime.fromisoformat(bare)
    if time.tzinfo is not None and time.utcoffset():
        raise ValueError(f"“{text}” is not UTC: write it like 2026-03-04T05:06:07Z")
    return truncate(time.replace(tzinfo=UTC))
