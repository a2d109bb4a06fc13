"""What is read from a file or written to one, and what could not come along."""

from dataclasses import dataclass

from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description

MOST_NOTES = 500
LONGEST_PATH = 120


@dataclass(frozen=True, slots=True)
class Imported:
    """`notes` name, by its place in the file, all that did not map or was changed."""

    description: Description
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """`notes` name all that the format cannot hold."""

    content: bytes
    filename: str
    media_type: str
    notes: tuple[str, ...] = ()


class Notes:
    """Sentences, in the order in which they came up; each only once."""

    def __init__(self) -> None:
        self._found: dict[str, None] = {}

    def add(self, path: str, sentence: str) -> None:
        self._found[f"{shorten(path, LONGEST_PATH)}: {sentence}"] = None

    def all(self) -> tuple[str, ...]:
        found = tuple(self._found)
        if (more := len(found) - MOST_NOTES) > 0:
            return (*found[:MOST_NOTES], f"There are {more:,} further ones like these.")
        return found
