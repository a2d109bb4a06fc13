"""Which entity each recorded thing is: one that the portal knows, or a new one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from provenance.models import Activity, Entity
from provenance.recorded import FileRecord, Recorded, Thing, ValueRecord

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Known:
    """Entities by key: of what steps used, of what they generated.

    `results` are the keys of things that the job itself generated.
    """

    used: Mapping[str, Entity]
    generated: Mapping[str, Entity]
    results: frozenset[str]


def key(thing: Thing) -> str:
    return thing.location if isinstance(thing, FileRecord) else thing.key


def entities(job: Activity, recorded: Recorded, files: Mapping[str, Entity]) -> Known:
    """Make the entities that are missing, and say which is which.

    A file is known by its location, or else by its bytes, among those of the job.
    """
    own = set(job.generated.values_list("entity", flat=True))
    by_bytes = {
        digest: entity
        for entity in files.values()
        for digest in (entity.sha256, entity.unstamped_sha256)
        if digest
    }
    met = {key(thing): _known(thing, files, by_bytes) for thing in _all(recorded)}
    used = {name: entity for name, entity in met.items() if entity}
    results = {name: entity for name, entity in used.items() if entity.pk in own}
    others = _others(job, recorded, used, results)
    return Known(others | used, others | results, frozenset(results))


def _all(recorded: Recorded) -> Iterator[Thing]:
    for step in recorded.steps:
        yield from step.used
        yield from step.generated
    yield from recorded.things


def _known(
    thing: Thing, files: Mapping[str, Entity], by_bytes: Mapping[str, Entity]
) -> Entity | None:
    if not isinstance(thing, FileRecord):
        return None
    if thing.location in files or thing.sha256 == EMPTY:
        return files.get(thing.location)
    return by_bytes.get(thing.sha256)


def _others(
    job: Activity,
    recorded: Recorded,
    used: Mapping[str, Entity],
    results: Mapping[str, Entity],
) -> dict[str, Entity]:
    """New entities for what is used and not known, or made and no result."""
    given = [*recorded.things, *(t for step in recorded.steps for t in step.used)]
    wanted: dict[str, tuple[Thing, datetime | None]] = {
        key(thing): (thing, None) for thing in reversed(given) if key(thing) not in used
    }
    wanted |= {
        key(thing): (thing, step.end_time)
        for step in recorded.steps
        for thing in step.generated
        if key(thing) not in results
    }
    made = {name: _new(job, thing, time) for name, (thing, time) in wanted.items()}
    Entity.objects.bulk_create(made.values())
    return made


def _new(job: Activity, thing: Thing, time: datetime | None) -> Entity:
    entity = Entity(generated_at=time, owner=job.owner, is_unlisted=job.is_unlisted)
    match thing:
        case ValueRecord():
            entity.kind, entity.name = Entity.Kind.VALUE, thing.name[:255]
            entity.value = thing.value
        case FileRecord():
            place = thing.location
            entity.kind = Entity.Kind.EXTERNAL
            entity.name = (thing.name or PurePath(place).name or place)[:255]
            entity.location = place[:1024]
            entity.content_type = thing.content_type[:127]
            entity.comment = thing.note
            if SHA256.fullmatch(thing.sha256):
                entity.sha256 = thing.sha256
    return entity
