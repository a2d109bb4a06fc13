"""Reads the events of our recorder: JSON Lines, one file per process."""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from provenance import times
from provenance.recorded import FileRecord, StepRecord
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
    config: dict[str, Any] = field(default_factory=dict)
    used: dict[FileRecord, None] = field(default_factory=dict)
    generated: dict[FileRecord, None] = field(default_factory=dict)


def read(folder: Path) -> list[StepRecord]:
    """The steps in all files of the folder, in the order in which they began.

    What is not an event is passed over, and so is what comes after a limit: a broken
    record is no reason to lose a job.
    """
    steps: dict[str, _Step] = {}
    for event in islice(_events(folder), MOST_EVENTS):
        try:
            _take(steps, event)
        except UNFIT as error:
            logger.info("%s: not an event: %s", folder, error)
    begun = [step for step in steps.values() if step.start_time]
    begun.sort(key=lambda step: step.start_time or datetime.max.replace(tzinfo=UTC))
    return [_freeze(step) for step in begun[:MOST_STEPS]]


def _events(folder: Path) -> Iterator[Event]:
    left = MOST_BYTES
    for line in _lines(folder):
        left -= len(line)
        if left < 0:
            logger.warning("%s: more than %d bytes", folder, MOST_BYTES)
            return
        event = _parse(line)
        if event is not None:
            yield event


def _lines(folder: Path) -> Iterator[bytes]:
    """A line that is too long comes in pieces, none of which is an event."""
    for path in sorted(folder.glob("*.jsonl")):
        if path.is_symlink() or not path.is_file():
            continue
        try:
            with path.open("rb") as file:
                while line := file.readline(LONGEST_LINE):
                    yield line
        except OSError as error:
            logger.warning("%s cannot be read: %s", path, error)


def _parse(line: bytes) -> Event | None:
    try:
        event = json.loads(line)
        return clean_json(event) if isinstance(event, dict) else None
    except (ValueError, RecursionError):
        return None  # a line torn by kill -9, or nested without end


def _take(steps: dict[str, _Step], event: Event) -> None:
    kind = event["event"]
    if kind in ("process", "packages"):
        return
    step = steps.setdefault(str(event["id"]), _Step(str(event["id"])))
    time = times.truncate(datetime.fromisoformat(event["time"]).astimezone(UTC))
    match kind:
        case "start":
            step.name = str(event["name"])[:LONGEST_NAME] or step.name
            step.parent = str(event["parent"] or "")
            step.start_time = time
        case "used" | "generated":
            role = str(event["role"] or "")[:LONGEST_NAME]
            files = step.used if kind == "used" else step.generated
            note = MISSING if event.get("missing") else ""
            file = FileRecord(str(event["location"]), role, note)
            files.pop(file, None)  # what was said last about it counts
            files[file] = None
        case "config":
            step.config.update(event["config"])
        case "error":
            step.comment = f"{event['type']}: {event['message']}"
        case "finish":
            step.status, step.end_time = str(event["status"])[:32], time
        case _:
            raise ValueError(f"unknown event {kind!r}")


def _freeze(step: _Step) -> StepRecord:
    return StepRecord(
        id=step.id,
        name=step.name,
        parent=step.parent,
        start_time=step.start_time,
        end_time=step.end_time,
        status=step.status,
        comment=step.comment,
        config=step.config,
        used=tuple(step.used),
        generated=tuple(step.generated),
    )
