"""Reads the events of our recorder: JSON Lines, one file per process."""

import json
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from provenance import times
from provenance.ingest import software
from provenance.recorded import FileRecord, StepRecord, Thing, ValueRecord
from provenance.texts import clean_json

logger = logging.getLogger(__name__)
MOST_BYTES = 64 * 1024**2
LONGEST_LINE = 4 * 1024**2
MOST_STEPS, MOST_EVENTS = 20_000, 50_000
LONGEST_NAME = 255
MISSING = "missing when it was recorded"
Event = dict[str, Any]
# what an event raises that lacks something, or has the wrong kind of thing; a time at
# the end of the calendar overflows
UNFIT = (KeyError, TypeError, ValueError, AttributeError, OverflowError)


@dataclass(slots=True)
class _Step:
    """A step while its events come in."""

    id: str
    name: str = "unnamed step"
    parent: str = ""
    start_time: datetime | None = None
    end_time: datetime | None = None
    status: str = ""
    comment: str = ""
    exit_code: int | None = None
    file: Path | None = None
    config: dict[str, Any] = field(default_factory=dict)
    used: dict[Thing, None] = field(default_factory=dict)
    generated: dict[Thing, None] = field(default_factory=dict)


@dataclass(slots=True)
class _Record:
    """All steps, and the software that each file tells of."""

    steps: dict[str, _Step] = field(default_factory=dict)
    software: dict[Path, dict[str, Any]] = field(default_factory=dict)


def read(folder: Path) -> list[StepRecord]:
    """The steps in all files of the folder, in the order in which they began.

    What is not an event is passed over, and so is what comes after a limit: a broken
    record is no reason to lose a job.
    """
    return of_files(sorted(folder.glob("*.jsonl")))


def of_files(paths: Sequence[Path]) -> list[StepRecord]:
    """The same of these files."""
    record = _Record()
    for path, event in islice(_events(paths), MOST_EVENTS):
        try:
            _take(record, path, event)
        except UNFIT as error:
            logger.info("%s: not an event: %s", path, error)
    begun = [step for step in record.steps.values() if step.start_time]
    begun.sort(key=lambda step: step.start_time or datetime.max.replace(tzinfo=UTC))
    return [_freeze(step, record) for step in begun[:MOST_STEPS]]


def _events(paths: Sequence[Path]) -> Iterator[tuple[Path, Event]]:
    left = MOST_BYTES
    for path, line in _lines(paths):
        left -= len(line)
        if left < 0:
            logger.warning("%s: more than %d bytes", path, MOST_BYTES)
            return
        event = _parse(line)
        if event is not None:
            yield path, event


def _lines(paths: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    """A line that is too long comes in pieces, none of which is an event."""
    for path in paths:
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                while line := file.readline(LONGEST_LINE):
                    yield path, line
        except OSError as error:
            logger.warning("%s cannot be read: %s", path, error)


def _parse(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
        return clean_json(event) if isinstance(event, dict) else None
    except (ValueError, RecursionError):
        return None  # a line torn by kill -9, or nested without end


def _take(record: _Record, path: Path, event: Event) -> None:
    kind = event["event"]
    if kind == "process":
        record.software.setdefault(path, {}).update(software.of_system(event["system"]))
    elif kind == "packages":
        found = record.software.setdefault(path, {})
        found["packages"] = software.packages(event["packages"])
    else:
        name = str(event["id"])
        step = record.steps.setdefault(name, _Step(name))
        step.file = step.file or path
        _tell(step, kind, event)


def _tell(step: _Step, kind: str, event: Event) -> None:
    time = times.truncate(datetime.fromisoformat(event["time"]).astimezone(UTC))
    match kind:
        case "start":
            step.name = str(event["name"])[:LONGEST_NAME] or step.name
            step.parent = str(event["parent"] or "")
            step.start_time = time
        case "used" | "generated":
            things = step.used if kind == "used" else step.generated
            thing = _thing(event)
            things.pop(thing, None)  # what was said last about it counts
            things[thing] = None
        case "config":
            step.config.update(event["config"])
        case "error":
            step.comment = f"{event['type']}: {event['message']}"
        case "finish":
            step.status, step.end_time = str(event["status"])[:32], time
            code = event.get("exit_code")
            step.exit_code = code if isinstance(code, int) else None
        case _:
            raise ValueError(f"unknown event {kind!r}")


def _thing(event: Event) -> Thing:
    role = str(event["role"] or "")[:LONGEST_NAME]
    if "location" not in event:
        name = str(event["name"])
        return ValueRecord(f"value:{name}", name[:LONGEST_NAME], event["value"], role)
    note = MISSING if event.get("missing") else ""
    digest = str(event.get("sha256") or "")
    return FileRecord(str(event["location"]), role, note, digest)


def _freeze(step: _Step, record: _Record) -> StepRecord:
    return StepRecord(
        id=step.id,
        name=step.name,
        parent=step.parent,
        start_time=step.start_time,
        end_time=step.end_time,
        status=step.status,
        comment=step.comment,
        exit_code=step.exit_code,
        environment=record.software.get(step.file, {}) if step.file else {},
        config=step.config,
        used=tuple(step.used),
        generated=tuple(step.generated),
    )
