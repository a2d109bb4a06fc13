"""A text that a user gave: can it be kept, does it match, how is it quoted."""

import regex

from provenance.texts import FORBIDDEN

PATTERN_SECONDS = 0.2


def problem(text: str) -> str:
    """Why no XML document can hold the text; empty if one can."""
    if found := FORBIDDEN.search(text):
        return (
            f"character {found.start() + 1} is U+{ord(found[0]):04X}, a control "
            "character that no document can hold: leave it out"
        )
    return ""


def shorten(text: str, longest: int = 60) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern that an author wrote fits the whole text.

    Raises ValueError if that takes too long to find out.
    """
    try:
        found = regex.fullmatch(pattern, text, timeout=PATTERN_SECONDS)
    except TimeoutError as error:
        raise ValueError(
            f"“{shorten(text)}” takes too long to check against {shorten(pattern)}: "
            "give a simpler value, or ask the contact for a simpler pattern"
        ) from error
    return found is not None


def pattern_problem(pattern: str) -> str:
    """Why the text is no regular expression; empty if it is one."""
    try:
        regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError) as error:
        return f"is not a regular expression: {error}"
    return ""
