"""Files that a script may have put anywhere: found, opened and decoded with care."""

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from provenance.texts import clean_json

DEEPEST = 3  # folders below the one that is searched
MOST_ENTRIES = 20_000  # that are looked at
MOST_BYTES = 16 * 1024**2


class UnreadableError(Exception):
    """The message says what is wrong with the file, as the end of a sentence."""


def find(top: Path) -> Iterator[Path]:
    """Regular files not too far below `top`, in order; links are not followed."""
    left = MOST_ENTRIES
    waiting = [(top, 0)]
    for folder, depth in waiting:  # it grows meanwhile
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError:
            continue
        for entry in entries:
            left -= 1
            if left < 0:
                return
            if entry.is_dir(follow_symlinks=False) and depth < DEEPEST:
                waiting.append((Path(entry.path), depth + 1))
            elif entry.is_file(follow_symlinks=False):
                yield Path(entry.path)


def content(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file. Raises UnreadableError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise UnreadableError(f"it cannot be opened ({error.strerror})") from error
    with os.fdopen(descriptor, "rb") as file:
        facts = os.fstat(descriptor)
        if not stat.S_ISREG(facts.st_mode):
            raise UnreadableError("it is no regular file")
        if facts.st_size > most:
            raise UnreadableError(f"it is larger than {most:,} bytes")
        return file.read(most)


def json_values(data: bytes) -> list[Any]:
    """All JSON values of a file, one after the other. Raises UnreadableError.

    What follows a value that is broken is lost, what is before it is not.
    """
    decoder = json.JSONDecoder()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError("it is not UTF-8") from error
    found: list[Any] = []
    place = len(text) - len(text.lstrip())
    while place < len(text):
        try:
            value, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            if found:
                break
            raise UnreadableError(f"it is not JSON ({error})") from error
        found.append(clean_json(value))
        place += len(text[place:]) - len(text[place:].lstrip())
    if not found:
        raise UnreadableError("it is empty")
    return found
