"""The only writer of provenance: plain values in, rows out.

Call it inside the transaction of whatever the record belongs to.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from provenance.models import (
    Activity,
    Agent,
    Association,
    Entity,
    Generated,
    Grant,
    Plan,
    Used,
)


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """`key` says which agents are the same one, like `user:7` or `mail:a@b.org`."""

    key: str
    name: str
    email: str = ""
    type: str = "Person"


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
    """A new file; `location` is relative to the folder of all jobs."""

    role: str
    name: str
    location: str
    size: int
    sha256: str
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class ActivityRecord:
    """A job that is over. Times are None when it never ran.

    What belongs to nobody and is unlisted is open to whoever knows its id, with all
    that it generated.
    """

    public_id: str
    name: str
    status: str
    owner: User | None
    is_unlisted: bool = False
    start_time: datetime | None = None
    end_time: datetime | None = None
    comment: str = ""
    plan: PlanRecord | None = None
    parameters: Sequence[dict[str, Any]] = ()
    used: Sequence[UsedRecord] = ()
    generated: Sequence[GeneratedRecord] = ()
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
        plan=_plan(record.plan) if record.plan else None,
        parameters=list(record.parameters),
    )
    Used.objects.bulk_create(
        Used(
            activity=made,
            entity=used.entity,
            role=used.role,
            time=record.start_time,
            matched_by=used.matched_by,
        )
        for used in record.used
    )
    entities = _generate(made, record.generated)
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
        )
        for record in records
    )
    Generated.objects.bulk_create(
        Generated(activity=made, entity=entity, role=record.role, time=made.end_time)
        for entity, record in zip(entities, records, strict=True)
    )
    return entities


def agent(record: AgentRecord) -> Agent:
    return Agent.objects.get_or_create(
        key=record.key,
        defaults={"name": record.name, "email": record.email, "type": record.type},
    )[0]


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
