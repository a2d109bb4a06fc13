"""What a client asks of a job besides its parameters, from texts to values."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from django.conf import settings

from jobs import amounts
from jobs.descriptions.texts import shorten
from jobs.errors import ValuesError
from provenance import times

NUMBER = re.compile(r"\d{1,1000}", re.ASCII)
SHOWN = 40
# Names of control parameters, as descriptions write them, and as clients do.
DURATION, DESTRUCTION = "EXECUTIONDURATION", "DESTRUCTION"
# Not VERSION: generic clients send that, and mean the version of a protocol.
VERSION = "ACTIVITYVERSION"


# What a job may ask a machine for, where its description offers it.
AMOUNTS: Mapping[str, Callable[[str], int]] = {
    "memory": amounts.size,
    "cpus": amounts.count,
    "gpus": amounts.count,
}
WORD = re.compile(r"[A-Za-z0-9_.,:@/*-]{1,64}", re.ASCII)
WORDS = ("partition", "account", "licences")
RESOURCES = (*AMOUNTS, *WORDS)


def resources(
    texts: Mapping[str, Sequence[str]], offered: Collection[str]
) -> dict[str, int | str]:
    """What is asked for of what is offered; names in any case. Raises ValuesError."""
    found: dict[str, int | str] = {}
    problems: dict[str, str] = {}
    for name, given in texts.items():
        word = name.lower()
        text = given[-1].strip() if given else ""
        if not text or word not in RESOURCES or word not in offered:
            continue
        try:
            found[word] = _resource(word, text)
        except ValueError as error:
            problems[name] = str(error)
    if problems:
        raise ValuesError(problems)
    return found


def _resource(word: str, text: str) -> int | str:
    if word in AMOUNTS:
        return AMOUNTS[word](text)
    allowed = settings.OPUS_SLURM_PARTITIONS
    if word == "partition" and allowed and text not in allowed:
        known = ", ".join(allowed)
        raise ValueError(f"{shown(text)} is not offered; there is: {known}")
    if not WORD.fullmatch(text):
        raise ValueError(f"{shown(text)} is no word for a scheduler: no blanks in it")
    return text


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
