"""The fields of an object in a file: each is taken, or noted as left over."""

from collections.abc import Mapping
from typing import Any

from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten

EMPTY: tuple[Any, ...] = (None, "", [], {}, ())


class Fields:
    """One object; `path` says where it stands in the file."""

    def __init__(self, row: Any, path: str, notes: Notes) -> None:
        self.path, self._notes = path, notes
        if not isinstance(row, Mapping):
            notes.add(path, f"{shown(row)} is no object: left out")
            row = {}
        self._row = {str(name): value for name, value in row.items()}

    def __contains__(self, name: str) -> bool:
        return name in self._row

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def take(self, name: str) -> Any:
        """The value as it is, None without one."""
        return self._row.pop(name, None)

    def text(self, name: str) -> str:
        """A text, number, true or false, as a text; anything else is noted."""
        value = self.take(name)
        found = plain(value)
        if found is None:
            self.note(name, f"{shown(value)} is not a text: left out")
        return found or ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        value = self.take(name)
        if value is None or isinstance(value, bool):
            return default if value is None else value
        word = str(plain(value)).strip().lower()
        if word in ("true", "yes", "1"):
            return True
        if word not in ("false", "no", "0", ""):
            self.note(name, f"{shown(value)} is neither true nor false: taken as false")
        return False

    def note(self, name: str, sentence: str) -> None:
        self._notes.add(self.at(name), sentence)

    def close(self) -> None:
        """What nobody has taken is noted."""
        for name, value in self._row.items():
            if value not in EMPTY:
                self.note(name, f"{shown(value)} has no place here: left out")


def plain(value: Any) -> str | None:
    """A simple value as a text; None if it is not simple."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case float() | int():
            return str(value)
        case list() | dict():
            return None
        case _:  # YAML makes dates of some texts
            return str(value)


def shown(value: Any) -> str:
    """A value as a sentence quotes it."""
    match value:
        case list():
            return f"a list of {len(value)}"
        case dict():
            return f"an object with {', '.join(map(_brief, list(value)[:5]))}"
        case _:
            return f"“{_brief(value)}”"


def _brief(value: Any) -> str:
    return " ".join(shorten(plain(value) or "", 60).split())
