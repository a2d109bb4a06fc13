"""Bytes that somebody sent as a text, within bounds."""

import json
import re
from dataclasses import dataclass
from typing import Any

from jobs.errors import DescriptionError

BYTES = 4_000_000
DEPTH = 50  # of lists and objects within each other
ENCODINGS = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "utf-8",
    "iso-8859-1": "latin-1",
    "latin-1": "latin-1",
    "windows-1252": "cp1252",
}
DECLARED = re.compile(rb"<\?xml[^>]{0,80}encoding=[\"']([A-Za-z0-9._-]{1,40})[\"']")


@dataclass(frozen=True, slots=True)
class Opened:
    """A text without byte order mark; `is_guess` if its encoding is not certain."""

    text: str
    is_guess: bool = False


def wrong(sentence: str) -> DescriptionError:
    """What is wrong with the file as a whole."""
    return DescriptionError({"file": sentence})


def text(content: bytes) -> Opened:
    """Raises DescriptionError for what is too much, or no text."""
    if len(content) > BYTES:
        raise wrong(f"has {len(content):,} bytes: a description has {BYTES:,} at most")
    if b"\0" in content:
        raise wrong("has NUL bytes, so it is no text file in UTF-8")
    if not content.strip():
        raise wrong("is empty")
    declared = DECLARED.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    name = declared[1].decode().lower() if declared else "utf-8"
    if name not in ENCODINGS:
        raise wrong(f"says that it is in {name}: save it in UTF-8")
    try:
        found = content.decode(ENCODINGS[name])
    except UnicodeDecodeError:
        return Opened(content.decode("latin-1"), is_guess=True)
    return Opened(found.removeprefix("\ufeff"))


def from_json(found: str) -> Any:
    """Raises DescriptionError for what is no JSON, or nested without end."""
    try:
        content = json.loads(found)
    except (ValueError, RecursionError) as error:
        raise wrong(f"is not JSON: {error}") from error
    if depth(content) > DEPTH:
        raise wrong(f"has more than {DEPTH} lists and objects within each other")
    return content


def depth(content: Any) -> int:
    """How many lists and objects are within each other; stops above DEPTH."""
    level, found = [content], 0
    while level and found <= DEPTH:
        level = [item for one in level for item in _items(one)]
        found += 1
    return found


def _items(content: Any) -> list[Any]:
    match content:
        case dict():
            return list(content.values())
        case list():
            return content
        case _:
            return []
