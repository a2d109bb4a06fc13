"""A job as UWS knows it, as plain values: XML and JSON are two ways to write them.

Fields are those of the `job` element (UWS 1.1, appendix A), in its order.
"""

from datetime import datetime, timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct

from jobs import queueing, statistics
from jobs.execution import progress
from jobs.execution.folder import JobFolder
from jobs.links import Links
from jobs.models import Job, JobInput, JobParameter, JobResult
from jobs.phases import Phase
from provenance import times
from provenance.texts import clean

Time = Annotated[str, Meta(description="UTC, like 2026-03-04T05:06:07.123Z")]
Url = Annotated[str, Meta(description="An absolute address")]
# Seconds and bytes; memory and processes are sampled.
USED = {
    "wall": "wallTime",
    "cpu": "cpuTime",
    "memory": "peakMemory",
    "processes": "peakProcesses",
    "read": "bytesRead",
    "written": "bytesWritten",
    "disk": "bytesOnDisk",
}
PROVENANCE = (
    ("provjson", "application/json"),
    ("provxml", "application/provenance+xml"),
    ("provsvg", "image/svg+xml"),
)


class Parameter(Struct, rename="camel", frozen=True):
    """A value, or with `byReference` the address of a file."""

    id: str
    value: str
    by_reference: bool = False


class Result(Struct, rename="camel", frozen=True):
    """`size` is in bytes; null for what is made when it is asked for."""

    id: str
    href: Url
    mime_type: str
    size: int | None = None


class ErrorSummary(Struct, rename="camel", frozen=True):
    """Why the job failed; `hasDetail` promises more at …/error."""

    message: str
    type: Literal["fatal", "transient"] = "fatal"
    has_detail: bool = True


class Reference(Struct, rename="camel", frozen=True):
    """A job in the list of jobs."""

    id: str
    href: Url
    phase: Phase
    run_id: str | None
    owner_id: str | None
    creation_time: Time


class Summary(Struct, rename="camel", frozen=True):
    """Durations are in seconds; 0 means unlimited."""

    job_id: str
    href: Url
    run_id: str | None
    owner_id: str | None
    phase: Phase
    quote: Time | None
    creation_time: Time
    start_time: Time | None
    end_time: Time | None
    execution_duration: int
    destruction: Time
    parameters: list[Parameter]
    results: list[Result]
    error_summary: ErrorSummary | None
    job_info: dict[str, str]
    version: Literal["1.1"] = "1.1"


def of(row: Job, links: Links) -> Summary:
    return Summary(
        job_id=row.public_id,
        href=links.job(row),
        run_id=row.run_id or None,
        owner_id=row.owner_name or None,
        phase=Phase(row.phase),
        quote=quote(row),
        creation_time=times.uws(row.creation_time),
        start_time=_time(row.start_time),
        end_time=_time(row.end_time),
        execution_duration=row.execution_duration,
        destruction=times.uws(row.destruction),
        parameters=parameters(row, links),
        results=results(row, links),
        error_summary=_error(row),
        job_info=_job_info(row),
    )


def quote(row: Job) -> str | None:
    """When a job would be over that began now, as far as others tell."""
    if row.phase not in (Phase.PENDING, Phase.QUEUED):
        return None
    usual = statistics.usual(row.version.activity, row.version.value().quote)
    return times.uws(times.now() + timedelta(seconds=usual)) if usual else None


def _error(row: Job) -> ErrorSummary | None:
    """What the description knows of the error comes before what the portal saw."""
    message = explained(row)
    return ErrorSummary(clean(message)) if message else None


def explained(row: Job) -> str:
    """Why the job failed and what to do about it, on one line."""
    if not row.remedy:
        return row.explanation
    stop = "" if row.explanation.endswith((".", "!", "?")) else "."
    return f"{row.explanation}{stop} {row.remedy}"


def parameters(row: Job, links: Links) -> list[Parameter]:
    """Values that were given or are defaults, and files by their addresses."""
    values = [
        Parameter(value.name, text)
        for value in row.parameters.all()
        for text in _values(value)
    ]
    given = row.inputs.select_related("entity")
    return [*values, *(_input(one, links) for one in given)]


def _values(value: JobParameter) -> list[str]:
    """What the script gets; several values are several parameters of one id."""
    if value.text is None:
        return []
    return value.text.splitlines() if isinstance(value.typed, list) else [value.text]


def _input(given: JobInput, links: Links) -> Parameter:
    url = links.entity(given.entity) if given.entity else given.url
    return Parameter(given.name, url, by_reference=True)


def results(row: Job, links: Links) -> list[Result]:
    """Files, and the provenance documents that are made when asked for."""
    if row.phase == Phase.ARCHIVED or not row.settled:
        return []
    files = [_result(row, one, links) for one in row.results.select_related("entity")]
    made = [Result(name, links.child(row, name), kind) for name, kind in PROVENANCE]
    return [*files, *made]


def _result(row: Job, result: JobResult, links: Links) -> Result:
    href = links.child(row, "results", result.result_id)
    entity = result.entity
    return Result(result.result_id, href, entity.content_type, entity.size)


def _job_info(row: Job) -> dict[str, str]:
    """Names that UWS does not use: some parsers ignore namespaces and depth."""
    facts = {
        "waitingFor": queueing.why(row),
        "exitStatus": row.exit_code,
        "progress": _progress(row),
        "host": row.host if row.over and row.owner else "",
        "batchId": row.batch_id,
        **row.resources,
        **{USED[key]: value for key, value in (row.usage or {}).items()},
    }
    return {
        name: clean(str(value))
        for name, value in facts.items()
        if value not in ("", None)
    }


def _progress(row: Job) -> str:
    """What a script that runs says of itself."""
    if row.phase != Phase.EXECUTING:
        return ""
    return str(progress.read(JobFolder(row.public_id).progress) or "")


def _time(time: datetime | None) -> str | None:
    return times.uws(time) or None
