"""Patterns of generated entities that no file can ever match."""

import posixpath
import re
from collections.abc import Iterator

from jobs.descriptions.lint.finding import Finding
from jobs.descriptions.value import Description

# A set as the collection of results reads it: a bracket may be its first member.
SET = re.compile(r"\[(!?)(\]?[^\]]*)\]")
LONGEST_PATH, LONGEST_NAME = 4096, 255  # bytes
RANGE = re.compile(r"(.)-(.)", re.DOTALL)


def findings(description: Description) -> Iterator[Finding]:
    taken: dict[str, str] = {}
    for index, generated in enumerate(description.generated):
        pattern = generated.pattern
        if not pattern.strip():
            continue
        if sentence := never(pattern):
            yield Finding(f"generated.{index}.pattern", sentence, is_error=True)
        first = taken.setdefault(posixpath.normpath(pattern), generated.name)
        if first != generated.name:
            sentence = f"never gets a file: “{first}”, with the same pattern, takes all"
            yield Finding(f"generated.{index}.pattern", sentence, is_error=True)


def never(pattern: str) -> str:
    """Why no file in the work folder can have such a name; empty if one can."""
    if "\0" in pattern or _size(pattern) > LONGEST_PATH:
        return "is longer than any path, or holds a character that no name has"
    if any(_size(name) > LONGEST_NAME for name in pattern.split("/")):
        return "has a part that is longer than any file name"
    for found in SET.finditer(pattern):
        if sentence := _members(found[0], found[2]):
            return sentence
    return ""


def _size(text: str) -> int:
    return len(text.encode(errors="replace"))


def _members(whole: str, members: str) -> str:
    if members == "/":
        return f"“{whole}” never matches: no file name has a slash"
    backwards = [pair[0] for pair in RANGE.finditer(members) if pair[1] > pair[2]]
    if backwards:
        return f"“{whole}” never matches: the range {backwards[0]} runs backwards"
    return ""
