"""Any PROV document that a script left, of the W3C or in the dialect of the IVOA.

Its activities become steps of the job, so that lineage and graph have them. One that is
called `current_job` is the job itself: so the older OPUS had it in its file
internal_provenance.json.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from provenance import times
from provenance.ingest.prov_names import IVOA_ENTITIES, Record, records
from provenance.ingest.reading import UnreadableError
from provenance.recorded import (
    THE_JOB,
    AgentRecord,
    FileRecord,
    Recorded,
    StepRecord,
    Thing,
    ValueRecord,
)

MOST_RECORDS = 20_000
CURRENT_JOB = "current_job"
LONGEST = 255
AGENTS = ("Person", "Organization", "SoftwareAgent")


def read(content: Mapping[str, Any], work: Path) -> Recorded:
    """`content` is PROV-JSON; paths in it are relative to the folder `work`.

    Raises UnreadableError.
    """
    document = _Document.of(content, work)
    if not (document.activities or document.things):
        raise UnreadableError("it has neither an activity nor an entity")
    return Recorded(
        steps=[document.step(record) for record in document.activities.values()],
        things=list(document.things.values()),
        derived=document.pairs("wasDerivedFrom", "generatedEntity", "usedEntity"),
        members=document.pairs("hadMember", "collection", "entity"),
        informed=document.pairs("wasInformedBy", "informed", "informant"),
        attributed=document.attributed(),
    )


Relations = dict[str, list[Record]]  # by the id of the activity


@dataclass(slots=True)
class _Document:
    """What the steps are put together from."""

    activities: dict[str, Record] = field(default_factory=dict)
    agents: dict[str, AgentRecord] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    parameters: dict[str, Record] = field(default_factory=dict)
    relations: dict[str, list[Record]] = field(default_factory=dict)
    _near: dict[str, Relations] = field(default_factory=dict)

    @classmethod
    def of(cls, content: Mapping[str, Any], work: Path) -> "_Document":
        found = cls()
        for number, record in enumerate(records(content)):
            if number >= MOST_RECORDS:
                raise UnreadableError(f"it has more than {MOST_RECORDS:,} records")
            found.take(record, work)
        return found

    def take(self, record: Record, work: Path) -> None:
        match record.kind:
            case "activity":
                self.activities.setdefault(record.id, record)
            case "agent":
                self.agents[record.id] = _agent(record)
            case "entity" | "collection" | _ if record.kind in (
                "entity",
                "collection",
                *IVOA_ENTITIES,
            ):
                if record.kind == "parameter" or "Parameter" in record.types():
                    self.parameters[record.id] = record
                else:
                    self.things[record.id] = _thing(record, work)
            case _:
                self.relations.setdefault(record.kind, []).append(record)

    def step(self, record: Record) -> StepRecord:
        start, end = _time(record.first("startTime")), _time(record.first("endTime"))
        starters = [one.name("starter") for one in self._of(record, "wasStartedBy")]
        ended = "completed" if end else ""
        return StepRecord(
            id=self._id(record.id),
            name=(record.first("label", "name") or _local(record.id))[:LONGEST],
            parent=next((self._id(one) for one in starters if one), ""),
            start_time=start,
            end_time=end,
            status=(record.first("status") or ended)[:32],
            comment=record.first("comment", "description"),
            config=self._config(record),
            used=self._touched(record, "used"),
            generated=self._touched(record, "wasGeneratedBy"),
            agents=self._agents(record),
        )

    def _id(self, activity: str) -> str:
        return THE_JOB if _local(activity) == CURRENT_JOB else activity

    def _of(self, activity: Record, kind: str) -> list[Record]:
        if kind not in self._near:
            near: Relations = {}
            for one in self.relations.get(kind, ()):
                named = one.name("activity") or one.name("configured")
                near.setdefault(named or one.name("influencee"), []).append(one)
            self._near[kind] = near
        return self._near[kind].get(activity.id, [])

    def _touched(self, activity: Record, kind: str) -> list[Thing]:
        found: dict[Thing, None] = {}
        for one in self._of(activity, kind):
            entity = one.name("entity")
            if not entity or entity in self.parameters:
                continue
            known = self.things.get(entity) or FileRecord(entity, name=_local(entity))
            found[_in_role(known, one.first("role")[:LONGEST])] = None
        return list(found)

    def _config(self, activity: Record) -> dict[str, Any]:
        found = {}
        for kind in ("wasConfiguredBy", "wasInfluencedBy"):
            for one in self._of(activity, kind):
                name = one.name("configurator") or one.name("influencer")
                if parameter := self.parameters.get(name):
                    named = parameter.first("name", "label") or _local(name)
                    found[named] = parameter.first("value")
        return found

    def _agents(self, activity: Record) -> list[tuple[AgentRecord, str]]:
        return [
            (self._agent(one.name("agent")), one.first("role")[:64])
            for one in self._of(activity, "wasAssociatedWith")
            if one.name("agent")
        ]

    def _agent(self, name: str) -> AgentRecord:
        otherwise = AgentRecord(f"named:{name}"[:LONGEST], _local(name)[:LONGEST])
        return self.agents.get(name, otherwise)

    def attributed(self) -> list[tuple[str, AgentRecord, str]]:
        return [
            (self._key(one.name("entity")), self._agent(one.name("agent")), role)
            for one in self.relations.get("wasAttributedTo", ())
            for role in [one.first("role")[:64]]
            if one.name("entity") and one.name("agent")
        ]

    def pairs(self, kind: str, later: str, earlier: str) -> list[tuple[str, str]]:
        found = [
            (self._key(one.name(later)), self._key(one.name(earlier)))
            for one in self.relations.get(kind, ())
        ]
        return [pair for pair in dict.fromkeys(found) if all(pair)]

    def _key(self, name: str) -> str:
        thing = self.things.get(name)
        if isinstance(thing, FileRecord):
            return thing.location
        return self._id(name)


def _thing(record: Record, work: Path) -> Thing:
    label = record.first("label", "name")
    place, value = record.first("location"), record.values("value")
    if value and not place:
        return ValueRecord(record.id, (label or _local(record.id))[:LONGEST], value[0])
    return FileRecord(
        _location(place, work) if place else record.id,
        sha256=record.first("sha256").lower(),
        name=(label or _local(place or record.id))[:LONGEST],
        content_type=record.first("contentType", "content_type")[:127],
        note=record.first("comment"),
    )


def _in_role(thing: Thing, role: str) -> Thing:
    if isinstance(thing, ValueRecord):
        return ValueRecord(thing.key, thing.name, thing.value, role)
    return FileRecord(
        thing.location, role, thing.note, thing.sha256, thing.name, thing.content_type
    )


def _location(place: str, work: Path) -> str:
    """An absolute path or a URL; what is relative is so to the work folder."""
    parts = urlsplit(place) if "://" in place else None
    if parts and parts.scheme == "file":
        return unquote(parts.path)
    return place if parts else str(work / place)


def _local(name: str) -> str:
    return name.rstrip("/#").replace("#", "/").replace(":", "/").rpartition("/")[2]


def _agent(record: Record) -> AgentRecord:
    kinds: Iterable[str] = record.types() & set(AGENTS)
    return AgentRecord(
        key=f"named:{record.id}"[:LONGEST],
        name=(record.first("label", "name") or _local(record.id))[:LONGEST],
        email=record.first("email", "mbox").removeprefix("mailto:")[:254],
        type=next(iter(sorted(kinds)), "Person"),
        affiliation=record.first("affiliation")[:LONGEST],
        url=record.first("url")[:1024],
    )


def _time(text: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(text)
        aware = time.replace(tzinfo=UTC) if time.tzinfo is None else time
        return times.truncate(aware.astimezone(UTC))
    except (ValueError, OverflowError):
        return None
