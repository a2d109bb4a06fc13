"""The only writer of provenance: plain values in, rows out.

Call it inside the transaction of whatever the record belongs to.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from provenance.models import (
    Activity,
    Agent,
    Association,
    Entity,
    Environment,
    Generated,
    Grant,
    Member,
    Plan,
    Used,
)
from provenance.recorded import AgentRecord


@dataclass(frozen=True, slots=True)
class PlanRecord:
    name: str
    version: str
    digest: str
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class UsedRecord:
    entity: Entity
    role: str
    matched_by: str = ""


@dataclass(frozen=True, slots=True)
class GeneratedRecord:
    """A new file; `location` is relative to the folder of all jobs.

    `unstamped_sha256` is of what the script wrote, where the portal has put a stamp
    into it. A `public_id` is given where the file names it already.
    """

    role: str
    name: str
    location: str
    size: int
    sha256: str
    content_type: str = ""
    unstamped_sha256: str = ""
    public_id: str = ""


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """A job that is over. Times are None when it never ran.

    What belongs to nobody and is unlisted is open to whoever knows its id, with all
    that it generated. Several files of a role among `collections` are also one
    collection.
    """

    public_id: str
    name: str
    status: str
    owner: User | None
    is_unlisted: bool = False
    start_time: datetime | None = None
    end_time: datetime | None = None
    comment: str = ""
    exit_code: int | None = None
    usage: Mapping[str, float] = field(default_factory=dict)
    environment: Mapping[str, Any] = field(default_factory=dict)
    plan: PlanRecord | None = None
    parameters: Sequence[dict[str, Any]] = ()
    used: Sequence[UsedRecord] = ()
    generated: Sequence[GeneratedRecord] = ()
    collections: frozenset[str] = frozenset()
    agents: Sequence[tuple[AgentRecord, str]] = field(default=())  # with their role


def activity(record: ActivityRecord) -> tuple[Activity, list[Entity]]:
    """Store the record; returns the activity and the new entities, in order."""
    made = Activity.objects.create(
        public_id=record.public_id,
        name=record.name,
        status=record.status,
        owner=record.owner,
        is_unlisted=record.is_unlisted,
        start_time=record.start_time,
        end_time=record.end_time,
        comment=record.comment,
        exit_code=record.exit_code,
        usage=dict(record.usage),
        environment=environments([record.environment])[0],
        plan=_plan(record.plan) if record.plan else None,
        parameters=list(record.parameters),
    )
    Used.objects.bulk_create(
        Used(
            activity=made,
            job=made,
            entity=used.entity,
            role=used.role,
            time=record.start_time,
            matched_by=used.matched_by,
        )
        for used in record.used
    )
    entities = _generate(made, record.generated)
    _gather(made, record, entities)
    Association.objects.bulk_create(
        Association(activity=made, agent=agent(whom), role=role)
        for whom, role in record.agents
    )
    return made, entities


def _generate(made: Activity, records: Sequence[GeneratedRecord]) -> list[Entity]:
    entities = Entity.objects.bulk_create(
        Entity(
            name=record.name,
            content_type=record.content_type,
            size=record.size,
            sha256=record.sha256,
            location=record.location,
            generated_at=made.end_time,
            owner=made.owner,
            is_unlisted=made.is_unlisted,
            unstamped_sha256=record.unstamped_sha256,
            **({"public_id": record.public_id} if record.public_id else {}),
        )
        for record in records
    )
    Generated.objects.bulk_create(
        Generated(
            activity=made,
            job=made,
            entity=entity,
            role=record.role,
            time=made.end_time,
        )
        for entity, record in zip(entities, records, strict=True)
    )
    return entities


def _gather(made: Activity, record: ActivityRecord, entities: Sequence[Entity]) -> None:
    """A collection for each role that several files have, where they may."""
    roles: dict[str, list[Entity]] = {}
    for entity, generated in zip(entities, record.generated, strict=True):
        if generated.role in record.collections:
            roles.setdefault(generated.role, []).append(entity)
    several = {role: members for role, members in roles.items() if len(members) > 1}
    made_of = {
        role: Entity(
            kind=Entity.Kind.COLLECTION,
            name=role,
            generated_at=made.end_time,
            owner=made.owner,
            is_unlisted=made.is_unlisted,
        )
        for role in several
    }
    Entity.objects.bulk_create(made_of.values())
    Generated.objects.bulk_create(
        Generated(activity=made, job=made, entity=whole, role=role, time=made.end_time)
        for role, whole in made_of.items()
    )
    Member.objects.bulk_create(
        Member(collection=made_of[role], entity=entity)
        for role, members in several.items()
        for entity in members
    )


def agent(record: AgentRecord) -> Agent:
    return Agent.objects.get_or_create(
        key=record.key,
        defaults={
            "name": record.name,
            "email": record.email,
            "type": record.type,
            "affiliation": record.affiliation,
            "url": record.url,
        },
    )[0]


def environments(
    contents: Sequence[Mapping[str, Any]],
) -> list[Environment | None]:
    """A row for each, the same for the same content; None for an empty one."""
    known: dict[str, Environment] = {}
    found: list[Environment | None] = []
    for content in contents:
        text = json.dumps(content, sort_keys=True, separators=(",", ":"))
        digest = hashlib.sha256(text.encode()).hexdigest()
        if content and digest not in known:
            known[digest] = Environment.objects.get_or_create(
                digest=digest, defaults={"content": dict(content)}
            )[0]
        found.append(known[digest] if content else None)
    return found


def _plan(record: PlanRecord) -> Plan:
    return Plan.objects.get_or_create(
        name=record.name,
        version=record.version,
        digest=record.digest,
        defaults={"content": record.content},
    )[0]


def file(  # noqa: PLR0913 - these are the facts of a file
    *,
    owner: User | None,
    is_unlisted: bool = False,
    name: str,
    location: str,
    size: int,
    sha256: str,
    content_type: str = "",
    origin: str = "",
    comment: str = "",
    public_id: str = "",
) -> Entity:
    """A file that came from outside: an upload, a download, a sample."""
    identified = {"public_id": public_id} if public_id else {}
    return Entity.objects.create(
        owner=owner,
        is_unlisted=is_unlisted,
        name=name,
        location=location,
        size=size,
        sha256=sha256,
        content_type=content_type,
        origin=origin,
        comment=comment,
        **identified,
    )


def show_to_everybody(entity: Entity) -> None:
    Grant.objects.get_or_create(entity=entity, activity=None, user=None, group=None)


def invalidate(entities: Sequence[Entity], time: datetime) -> None:
    """Their bytes are gone; what they were stays known."""
    pks = [entity.pk for entity in entities]
    Entity.objects.filter(pk__in=pks, invalidated_at=None).update(
        invalidated_at=time, location=""
    )
