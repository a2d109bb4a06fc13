"""What a client asks of a job besides its parameters, from texts to values."""

import re
from datetime import datetime

from jobs.descriptions.texts import shorten
from jobs.errors import ValuesError
from provenance import times

NUMBER = re.compile(r"\d{1,1000}", re.ASCII)
SHOWN = 40
# Names of control parameters, as descriptions write them, and as clients do.
DURATION, DESTRUCTION = "EXECUTIONDURATION", "DESTRUCTION"
# Not VERSION: generic clients send that, and mean the version of a protocol.
VERSION = "ACTIVITYVERSION"


def shown(text: str) -> str:
    """A value as a sentence quotes it."""
    return f"“{shorten(text, SHOWN)}”"


def seconds(text: str) -> int:
    """Raises ValuesError."""
    if not NUMBER.fullmatch(text):
        right = "0 or more; 0 is for as long as is allowed"
        found = f"{shown(text)} is not" if text else "is missing: give"
        sentence = f"{found} a whole number of seconds: {right}"
        raise ValuesError({DURATION: sentence})
    return int(text)


def moment(text: str) -> datetime:
    """Raises ValuesError."""
    try:
        return times.parse(text)
    except (ValueError, OverflowError) as error:
        found = f"{shown(text)} is not" if text else "is missing: give"
        sentence = f"{found} a UTC time: write it like 2026-03-04T05:06:07Z"
        raise ValuesError({DESTRUCTION: sentence}) from error
