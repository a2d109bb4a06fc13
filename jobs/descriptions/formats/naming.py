"""Names from elsewhere, made into names that our descriptions can have."""

import re
from pathlib import PurePosixPath

from jobs.descriptions import names
from jobs.descriptions.formats.shape import Notes
from jobs.descriptions.texts import shorten
from jobs.errors import DescriptionError

OTHER = re.compile(r"[^A-Za-z0-9_]+", re.ASCII)
OTHER_IN_ACTIVITY = re.compile(r"[^A-Za-z0-9_-]+", re.ASCII)
MOST = 5000
ROOM = names.LONGEST - 12  # for what is added to make it unique


class Names:
    """One name for each part of a description, different whatever their case."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._taken: set[str] = set()
        self._counts: dict[str, int] = {}
        self.changed: dict[str, str] = {}

    def of(self, name: str, path: str) -> str:
        """Raises DescriptionError for what is a path."""
        refuse_path(name, f"{path}.name")
        if len(self._taken) == MOST:
            raise DescriptionError({"file": f"has more than {MOST:,} parts: too many"})
        found = self._free(name)
        self._taken.add(found.lower())
        if found != name:
            if names.problem(name):
                self.changed.setdefault(name, found)
            self._notes.add(path, f"“{shorten(name)}” is called “{found}” here")
        return found

    def _free(self, name: str) -> str:
        if self._fits(name):
            return name
        base = OTHER.sub("_", name)[:ROOM] or "value"
        candidates = (base, f"{base}_", f"p_{base}")
        if found := next(filter(self._fits, candidates), None):
            return found
        while True:
            self._counts[base] = self._counts.get(base, 1) + 1
            if self._fits(found := f"p_{base}_{self._counts[base]}"):
                return found

    def _fits(self, name: str) -> bool:
        return not names.problem(name) and name.lower() not in self._taken


def activity(name: str, path: str, file: str, notes: Notes) -> str:
    """The name of the activity; that of the file if it has none of its own.

    Raises DescriptionError for what is a path, or without any name.
    """
    refuse_path(name, "name")
    wanted = name or PurePosixPath(file.replace("\\", "/")).stem
    if not wanted:
        raise DescriptionError({"name": "is missing, and the file has none either"})
    found = wanted
    if names.activity_problem(found):
        found = OTHER_IN_ACTIVITY.sub("_", wanted)[:ROOM]
    if names.activity_problem(found):
        found = f"a_{found}"
    if found != name:
        why = "is called" if name else "has no name: it is called"
        notes.add(path, f"“{shorten(wanted)}” {why} “{found}” here")
    return found


def refuse_path(name: str, path: str) -> None:
    """Raises DescriptionError."""
    if "/" in name or "\\" in name or name.strip() in (".", ".."):
        raise DescriptionError(
            {path: f"“{shorten(name)}” is a path: give a name without folders"}
        )
