"""Inner steps that a script recorded, written below the activity of its job."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import Any

from provenance.models import Activity, Entity, Generated, Used


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that a step named; `location` is an absolute path or a URL.

    `note` says what was odd about it, and does not make it another record.
    """

    location: str
    role: str = ""
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One inner activity; `parent` is another step's id, or empty.

    `id` is the recorder's own and unique within one job only.
    """

    id: str
    name: str
    parent: str = ""
    start_time: datetime | None = None
    end_time: datetime | None = None
    status: str = ""
    comment: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    used: Sequence[FileRecord] = ()
    generated: Sequence[FileRecord] = ()


def add(job: Activity, steps: Sequence[StepRecord], files: dict[str, Entity]) -> None:
    """Write the steps; `files` are the entities that the portal knows, by location.

    Every other location becomes an external entity: named by the script, without
    bytes and without a hash. So does an input that a step says it generated: who may
    see what a job made would see it, too. A step whose parent is unknown belongs to
    the job.
    """
    activities = _activities(job, steps)
    own = set(job.generated.values_list("entity", flat=True))
    results = {path: entity for path, entity in files.items() if entity.pk in own}
    external = _external(job, steps, files, results)
    used, generated = external | files, external | results
    Used.objects.bulk_create(
        (
            Used(
                activity=activities[step.id],
                entity=used[file.location],
                role=file.role,
                time=step.start_time,
            )
            for step, file in _each(steps, "used")
        ),
        ignore_conflicts=True,
    )
    Generated.objects.bulk_create(
        (
            Generated(
                activity=activities[step.id],
                entity=generated[file.location],
                role=file.role,
                # a job and its step generate a file at one time (PROV-CONSTRAINTS 39)
                time=generated[file.location].generated_at,
            )
            for step, file in _each(steps, "generated")
        ),
        ignore_conflicts=True,
    )


def _activities(job: Activity, steps: Sequence[StepRecord]) -> dict[str, Activity]:
    made = {
        step.id: Activity(
            name=step.name,
            start_time=step.start_time,
            end_time=step.end_time,
            status=step.status,
            comment=step.comment,
            parameters=[
                {"name": str(name), "value": value}
                for name, value in step.config.items()
            ],
            owner=job.owner,
            is_unlisted=job.is_unlisted,
            root=job,
            parent=job,
        )
        for step in steps
    }
    Activity.objects.bulk_create(made.values())
    nested = [step for step in steps if step.parent in made and step.parent != step.id]
    for step in nested:
        made[step.id].parent = made[step.parent]
    Activity.objects.bulk_update([made[step.id] for step in nested], ["parent"])
    return made


def _external(
    job: Activity,
    steps: Sequence[StepRecord],
    files: Mapping[str, Entity],
    results: Mapping[str, Entity],
) -> dict[str, Entity]:
    times: dict[str, datetime | None] = {}
    notes: dict[str, str] = {}
    for _, file in _each(steps, "used"):
        if file.location not in files:
            times[file.location], notes[file.location] = None, file.note
    for step, file in _each(steps, "generated"):
        if file.location not in results:
            times[file.location], notes[file.location] = step.end_time, file.note
    made = {
        location: Entity(
            kind=Entity.Kind.EXTERNAL,
            name=PurePath(location).name[:255] or location[:255],
            location=location[:1024],
            generated_at=time,
            comment=notes[location],
            owner=job.owner,
            is_unlisted=job.is_unlisted,
        )
        for location, time in times.items()
    }
    Entity.objects.bulk_create(made.values())
    return made


def _each(
    steps: Sequence[StepRecord], which: str
) -> Iterator[tuple[StepRecord, FileRecord]]:
    for step in steps:
        for file in getattr(step, which):
            yield step, file
