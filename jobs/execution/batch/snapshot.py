"""What the scheduler said last, kept in a file: whoever follows a job asks nobody."""

import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jobs.execution.batch.dialect import Entry, Stand


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Times are seconds since 1970; `good` counts the lists that came since `since`.

    `silent_since` is 0 while the scheduler answers.
    """

    jobs: Mapping[str, Entry] = field(default_factory=dict)
    answered: float = 0
    good: int = 0
    silent_since: float = 0
    problem: str = ""
    missing: Mapping[str, int] = field(default_factory=dict)

    def answer(self, jobs: Mapping[str, Entry], wanted: frozenset[str]) -> "Snapshot":
        """After a list that came; `wanted` are the names that should be in it."""
        missing = {
            name: self.missing.get(name, 0) + 1 for name in wanted if name not in jobs
        }
        return Snapshot(jobs, time.time(), self.good + 1, missing=missing)

    def silence(self, problem: str) -> "Snapshot":
        """After one that did not: what was known stays."""
        since = self.silent_since or time.time()
        return Snapshot(
            self.jobs, self.answered, self.good, since, problem, self.missing
        )


def read(path: Path) -> Snapshot:
    try:
        content = json.loads(path.read_text())
        jobs = {name: _entry(row) for name, row in content.pop("jobs").items()}
        return Snapshot(jobs=jobs, **content)
    except (OSError, ValueError, KeyError, TypeError):
        return Snapshot()


def write(path: Path, snapshot: Snapshot) -> None:
    """Whole or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    content = {
        "jobs": {name: _row(entry) for name, entry in snapshot.jobs.items()},
        "answered": snapshot.answered,
        "good": snapshot.good,
        "silent_since": snapshot.silent_since,
        "problem": snapshot.problem,
        "missing": dict(snapshot.missing),
    }
    new = path.with_name(f".{path.name}.{os.getpid()}")
    new.write_text(json.dumps(content))
    new.replace(path)


def _row(entry: Entry) -> list[Any]:
    return [entry.id, entry.stand.name, entry.word, entry.reason, entry.started]


def _entry(row: list[Any]) -> Entry:
    number, stand, word, reason, started = row
    return Entry(number, Stand[stand], word, reason, started=started)
