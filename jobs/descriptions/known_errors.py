"""What a description knows of an error: the first of its patterns that is found.

What a script printed is not trusted, and a pattern may take for ever: each gets a
moment.
"""

import logging
import re
import time
from collections.abc import Sequence
from typing import Any

import regex

from jobs.descriptions.texts import shorten
from jobs.descriptions.value import KnownError

logger = logging.getLogger(__name__)
PATTERN_SECONDS, ALL_SECONDS = 0.2, 1.0
LONGEST_PART = 80  # of what a group found, in a sentence
GROUP = re.compile(r"\{([A-Za-z_]\w*)\}", re.ASCII)


def advice(known: Sequence[KnownError], printed: str) -> str:
    """One line that explains, and below it what to do, if anything; or nothing.

    `{name}` stands there for what the group of that name found.
    """
    deadline = time.monotonic() + ALL_SECONDS
    for error in known:
        seconds = min(PATTERN_SECONDS, deadline - time.monotonic())
        if seconds <= 0:
            logger.warning("the patterns of known errors took more than 1 s together")
            break
        if found := _search(error.pattern, printed, seconds):
            lines = (_filled(text, found) for text in (error.explanation, error.advice))
            return "\n".join(line for line in lines if line)
    return ""


def _search(pattern: str, printed: str, seconds: float) -> Any:
    """The match, if there is one; a pattern that cannot be used finds nothing."""
    try:
        compiled = regex.compile(pattern, regex.MULTILINE)
        return compiled.search(printed, timeout=seconds)
    except (regex.error, TimeoutError) as error:
        logger.warning("known error %s is skipped: %s", shorten(pattern), error)
        return None


def _filled(text: str, found: Any) -> str:
    """The text on one line; braces around what is no group stay as they are."""
    groups: dict[str, str] = found.groupdict(default="")

    def part(braces: re.Match[str]) -> str:
        if braces[1] not in groups:
            return braces[0]
        return shorten(_line(groups[braces[1]]), LONGEST_PART)

    return GROUP.sub(part, _line(text))


def _line(text: str) -> str:
    """Nothing that is invisible, or that would begin another line."""
    seen = (character if character.isprintable() else " " for character in text)
    return " ".join("".join(seen).split())
