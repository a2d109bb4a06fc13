"""Moments, in UTC: ISO 8601, Modified Julian Date or Julian Date."""

import re
from datetime import UTC, datetime, timedelta

from jobs.descriptions.kinds import numbers
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import TimeFormat

RIGHT = "write it like 2026-03-04T05:06:07, MJD 61103.2 or JD 2461103.7 (UTC)"
NUMBER = re.compile(
    r"(?:(MJD|JD)\s*)?([0-9]{1,7}(?:\.[0-9]{0,12})?)", re.ASCII | re.IGNORECASE
)
# With the digits of a year first; what fromisoformat also takes, like 2026W101, is not.
ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]{1,9})?)?"
    r"(?:\s?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?",
    re.ASCII | re.IGNORECASE,
)
MJD_EPOCH = datetime(1858, 11, 17, tzinfo=UTC)
MJD_OF_JD = 2_400_000.5
LEAST_JD = 1_000_000  # a bare number below it is an MJD
DAY = timedelta(days=1)


def parse(text: str) -> datetime:
    """Without a zone it is UTC. Raises ValueError with what would be right."""
    try:
        if found := NUMBER.fullmatch(text):
            return _of_number(found[2], (found[1] or "").upper())
        if ISO.fullmatch(text):
            return _of_iso(text)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"“{shorten(text)}” is not a moment: {error}") from error
    raise ValueError(f"“{shorten(text)}” is not a moment: {RIGHT}")


def _of_number(digits: str, scale: str) -> datetime:
    days = numbers.real(digits)
    if scale == "JD" or (not scale and days >= LEAST_JD):
        days -= MJD_OF_JD
    # To the microsecond, which is more than a double holds of a JD.
    return MJD_EPOCH + timedelta(days=days)


def _of_iso(text: str) -> datetime:
    plain = text.upper().replace("UTC", "Z").replace(",", ".").replace(" Z", "Z")
    time = datetime.fromisoformat(plain.replace(" +", "+").replace(" -", "-"))
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time.astimezone(UTC)


def write(time: datetime, form: TimeFormat) -> str:
    """What a script gets: ISO without a zone, or days with a fraction."""
    match form:
        case "iso":
            return time.replace(tzinfo=None).isoformat(timespec=_precision(time))
        case "mjd":
            return _days((time - MJD_EPOCH) / DAY)
        case "jd":
            return _days((time - MJD_EPOCH) / DAY + MJD_OF_JD)


def _precision(time: datetime) -> str:
    if time.microsecond % 1000:
        return "microseconds"
    return "milliseconds" if time.microsecond else "seconds"


def _days(number: float) -> str:
    return f"{number:.9f}".rstrip("0").removesuffix(".")
