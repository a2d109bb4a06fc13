"""What the runner noted, put into UWS words and honest sentences.

The note is not trusted: the script could have written it.
"""

import signal
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from jobs import amounts
from jobs.execution.base import Made, Report, Usage
from jobs.phases import Phase
from provenance import times

Note = dict[str, Any]
ABORTED = "The job was aborted."
SIGNALLED = 128  # what a shell, and bubblewrap, add to the number of a signal
LOST = "The run was lost: its runner is gone and left no report."


def read(order: Note, note: Note) -> Report:
    """The report in a runner's note. Raises KeyError, TypeError, ValueError."""
    phase, message = _verdict(order, note)
    return Report(
        phase=phase,
        message=message,
        exit_code=note["code"],
        started=_time(note["started"]),
        ended=_time(note["ended"]),
        made=[_made(row) for row in note["outputs"]],
        usage=_usage(note.get("usage")),
    )


def _usage(told: Note | None) -> Usage | None:
    """A runner that was started by an older portal tells none."""
    if told is None:
        return None
    return Usage(
        wall=max(0.0, float(told["wall"])),
        cpu=max(0.0, float(told["cpu"])),
        **{
            name: max(0, int(told[name]))
            for name in ("memory", "processes", "read", "written", "disk")
        },
    )


def _time(seconds: float) -> datetime:
    return times.truncate(datetime.fromtimestamp(seconds, UTC))


def _made(row: Note) -> Made:
    path = PurePosixPath(row["path"])
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{row['path']!r} leaves the folder of results")
    return Made(str(row["name"]), str(path), int(row["size"]), str(row["sha256"]))


def _verdict(order: Note, note: Note) -> tuple[Phase, str]:
    """What the runner did beats what the script says."""
    match note["stopped_by"]:
        case "abort":
            return Phase.ABORTED, ABORTED
        case "duration":
            seconds = order["seconds"]
            return Phase.ABORTED, f"The execution duration of {seconds} s was exceeded."
        case "bytes" | "memory" | "processes" | "cpu" as what:
            return Phase.ERROR, _beyond(what, order[what])
        case "start":
            return Phase.ERROR, f"The script cannot start: {note['message']}."
        case "collect":
            return Phase.ERROR, f"The results cannot be kept: {note['message']}."
        case _:
            return _own_end(order, note)


def _beyond(what: str, limit: int) -> str:
    match what:
        case "memory":
            size = amounts.about(limit)
            return f"The job used more memory than its limit of {size} (sampled)."
        case "processes":
            return f"The job had more processes than its limit of {limit:,} (sampled)."
        case "cpu":
            return f"The job used more CPU time than its limit of {limit:,} s."
        case _:
            return f"The job wrote more than its limit of {amounts.about(limit)}."


def _own_end(order: Note, note: Note) -> tuple[Phase, str]:
    if number := _signal_of(order, note["code"]):
        return Phase.ERROR, _killed(order, number)
    if note["code"]:
        return Phase.ERROR, f"The script ended with exit status {note['code']}."
    if note["nul"]:
        log, offset = next(iter(note["nul"].items()))
        return Phase.ERROR, (
            f"The script printed binary data to {log} (byte {offset} is NUL): "
            "data belongs into files, logs are text."
        )
    if note["missing"]:
        return Phase.ERROR, _missing(order, note["missing"])
    if excess := note.get("excess"):
        return Phase.ERROR, _excess(order, excess)
    return Phase.COMPLETED, ""


def _signal_of(order: Note, code: int) -> int:
    """The signal that ended the script; 0 if it ended itself."""
    if order.get("is_sandboxed") and code > SIGNALLED:
        return code - SIGNALLED
    return max(0, -code)


def _killed(order: Note, number: int) -> str:
    if number == signal.SIGXCPU and order.get("cpu"):
        return _beyond("cpu", order["cpu"])
    return f"The script was killed by {_signal(number)}."


def _signal(number: int) -> str:
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


def _missing(order: Note, names: list[str]) -> str:
    patterns = {output["name"]: output["pattern"] for output in order["outputs"]}
    wanted = ", ".join(f"{patterns[name]} (“{name}”)" for name in names)
    return f"The script ended well but did not write {wanted}."


def _excess(order: Note, counts: Note) -> str:
    """A runner that was started by an older portal counts none."""
    name, count = next(iter(counts.items()))
    [output] = [one for one in order["outputs"] if one["name"] == name]
    return (
        f"The script ended well but wrote {int(count):,} files for {output['pattern']} "
        f"(“{name}”): {output['most']:,} at most."
    )
