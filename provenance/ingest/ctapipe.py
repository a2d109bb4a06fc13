"""The log that every tool of ctapipe leaves, `<tool>.provenance.log`, with no change.

Each run of a tool appends a JSON array of its activities to the log, those of earlier
runs of the same process again.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from provenance import times
from provenance.ingest import software
from provenance.ingest.reading import UnreadableError
from provenance.recorded import AgentRecord, FileRecord, StepRecord

SUFFIX = ".provenance.log"
MOST_STEPS = 20_000
Activity = Mapping[str, Any]


def read(values: list[Any]) -> list[StepRecord]:
    """The activities of all arrays, each once. Raises UnreadableError."""
    found: dict[str, StepRecord] = {}
    for activity in _activities(values):
        step = _step(activity)
        found[step.id] = step
        if len(found) > MOST_STEPS:
            raise UnreadableError(f"it has more than {MOST_STEPS:,} activities")
    return list(found.values())


def _activities(values: list[Any]) -> Iterator[Activity]:
    for array in values:
        if not isinstance(array, list):
            raise UnreadableError("it is not a list of activities")
        for activity in array:
            if not (isinstance(activity, dict) and activity.get("activity_name")):
                raise UnreadableError("one of its activities has no name")
            yield activity


def _step(activity: Activity) -> StepRecord:
    name = str(activity["activity_name"])
    start = _time(activity, "start")
    system = activity.get("system")
    system = system if isinstance(system, dict) else {}
    config = activity.get("config")
    code = activity.get("exit_code")
    return StepRecord(
        id=str(activity.get("activity_uuid") or f"{name} {start}"),
        name=name[:255],
        parent=str(activity.get("parent_uuid") or ""),
        start_time=start,
        end_time=_time(activity, "stop"),
        status=_status(activity, name),
        exit_code=code if isinstance(code, int) else None,
        config=config if isinstance(config, dict) else {},
        used=_files(activity, "input"),
        generated=_files(activity, "output"),
        agents=_agents(system),
        environment=software.of_system(system),
    )


def _status(activity: Activity, name: str) -> str:
    """Where a block ended well, ctapipe until 0.28 writes its name in this place."""
    status = str(activity.get("status") or "")
    return "completed" if status == name else status[:32]


def _time(activity: Activity, which: str) -> datetime | None:
    """UTC without saying so, or with."""
    told = activity.get(which)
    text = told.get("time_utc") if isinstance(told, dict) else None
    try:
        time = datetime.fromisoformat(str(text))
        aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time
        return times.truncate(aware.astimezone(UTC))
    except (ValueError, OverflowError):
        return None


def _files(activity: Activity, which: str) -> list[FileRecord]:
    listed = activity.get(which)
    entries = listed if isinstance(listed, list) else []
    found = {
        FileRecord(str(entry["url"]), str(entry.get("role") or "")[:255]): None
        for entry in entries
        if isinstance(entry, dict) and entry.get("url")
    }
    return list(found)


def _agents(system: Mapping[str, Any]) -> list[tuple[AgentRecord, str]]:
    version = system.get("ctapipe_version")
    if not version:
        return []
    agent = AgentRecord(
        key=f"software:ctapipe {version}"[:255],
        name=f"ctapipe {version}"[:255],
        type="SoftwareAgent",
    )
    return [(agent, "Software")]
