"""From what was recorded to a Document, without a portal between them.

Identifiers follow from what they name, so the same record always gives the same ones.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from provenance.document import (
    ActivityNode,
    AgentNode,
    Attribution,
    Bundle,
    Communication,
    Derivation,
    Document,
    EntityNode,
    EnvironmentNode,
    Generation,
    Membership,
    ParameterNode,
    Responsibility,
    Use,
)
from provenance.recorded import (
    THE_JOB,
    AgentRecord,
    FileRecord,
    Recorded,
    StepRecord,
    Thing,
    ValueRecord,
)


def document(recorded: Recorded, name: str = "the process") -> Document:
    """`name` is that of the activity around the steps, where the record has one."""
    return _Told.of(recorded, name).document()


@dataclass(frozen=True, slots=True)
class _Told:
    """A record with the nodes of what it names: things and agents by their keys."""

    recorded: Recorded
    activities: tuple[ActivityNode, ...]
    things: Mapping[str, EntityNode]
    agents: Mapping[str, AgentNode]
    ids: Mapping[str, str]  # of activities, by those of steps

    @classmethod
    def of(cls, recorded: Recorded, name: str) -> "_Told":
        steps = {step.id: step for step in recorded.steps}
        return cls(
            recorded,
            tuple(_activity(step, steps, name) for step in recorded.steps),
            _things(recorded),
            dict(_agents(recorded)),
            {step: _id("a", step) for step in steps},
        )

    def document(self) -> Document:
        tops = [node.id for node in self.activities if not node.parent]
        first = next((node.id for node in self.things.values()), "")
        return Document(
            tops[-1] if tops else first,
            activities=self.activities,
            entities=tuple(self.things.values()),
            agents=tuple(self.agents.values()),
            used=tuple(self._used()),
            generated=tuple(self._generated()),
            associated=tuple(self._associated()),
            derived=tuple(
                Derivation(later.id, earlier.id)
                for later, earlier in self._pairs(self.recorded.derived)
            ),
            informed=tuple(self._informed()),
            attributed=tuple(self._attributed()),
            members=tuple(
                Membership(whole.id, part.id)
                for whole, part in self._pairs(self.recorded.members)
            ),
            environments=tuple(_environments(self.recorded)),
            bundles=tuple(self._bundles(tops[:1])),
        )

    def _used(self) -> Iterator[Use]:
        for step in self.recorded.steps:
            for thing in step.used:
                entity = self.things[_key(thing)].id
                yield Use(self.ids[step.id], entity, thing.role, step.start_time, "")

    def _generated(self) -> Iterator[Generation]:
        for step in self.recorded.steps:
            for thing in step.generated:
                entity = self.things[_key(thing)].id
                yield Generation(entity, self.ids[step.id], thing.role, step.end_time)

    def _associated(self) -> Iterator[Responsibility]:
        for step in self.recorded.steps:
            for agent, role in step.agents:
                who = self.agents[agent.key].id
                yield Responsibility(self.ids[step.id], who, role, "")

    def _attributed(self) -> Iterator[Attribution]:
        for key, agent, role in self.recorded.attributed:
            if key in self.things:
                yield Attribution(self.things[key].id, self.agents[agent.key].id, role)

    def _informed(self) -> Iterator[Communication]:
        for later, earlier in self.recorded.informed:
            if later in self.ids and earlier in self.ids:
                yield Communication(self.ids[later], self.ids[earlier])

    def _pairs(
        self, keys: Iterable[tuple[str, str]]
    ) -> Iterator[tuple[EntityNode, EntityNode]]:
        for one, other in keys:
            if one in self.things and other in self.things:
                yield self.things[one], self.things[other]

    def _bundles(self, places: Iterable[str]) -> Iterator[Bundle]:
        """What left them is the first of the activities, as far as one knows."""
        for place in places:
            for one in self.recorded.bundles:
                identifier = _id("b", json.dumps(one.content, sort_keys=True))
                yield Bundle(identifier, place, one.name, one.content)


def _id(kind: str, text: str) -> str:
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).digest()
    return f"{kind}-{base64.b32encode(digest).decode().lower()[:26]}"


def _key(thing: Thing) -> str:
    return thing.location if isinstance(thing, FileRecord) else thing.key


def _activity(
    step: StepRecord, steps: Mapping[str, StepRecord], name: str
) -> ActivityNode:
    above = list(_above(step, steps))
    return ActivityNode(
        id=_id("a", step.id),
        name=step.name or name,
        status=step.status,
        start_time=step.start_time,
        end_time=step.end_time,
        comment=step.comment,
        parent=_id("a", above[0]) if above else "",
        root=_id("a", above[-1]) if above else "",
        plan=None,
        parameters=tuple(
            ParameterNode(str(key), value) for key, value in step.config.items()
        ),
        exit_code=step.exit_code,
        environment=_environment(step.environment).id if step.environment else "",
        foreign_id="" if step.id == THE_JOB else step.id,
    )


def _above(step: StepRecord, steps: Mapping[str, StepRecord]) -> Iterator[str]:
    """The steps around it, the nearest first; a circle is cut."""
    met = {step.id}
    while step.parent in steps and step.parent not in met:
        yield step.parent
        met.add(step.parent)
        step = steps[step.parent]


def _things(recorded: Recorded) -> dict[str, EntityNode]:
    """Each once, by its key; what a step generated has the time of that."""
    times: dict[str, datetime | None] = {}
    found: dict[str, Thing] = {}
    for step in recorded.steps:
        for thing in step.generated:
            times[_key(thing)] = step.end_time
        for thing in (*step.used, *step.generated):
            found[_key(thing)] = thing
    for thing in recorded.things:
        found.setdefault(_key(thing), thing)
    wholes = {whole for whole, _ in recorded.members}
    return {
        key: _entity(key, thing, times.get(key), is_whole=key in wholes)
        for key, thing in found.items()
    }


def _entity(
    key: str, thing: Thing, time: datetime | None, *, is_whole: bool
) -> EntityNode:
    is_file = isinstance(thing, FileRecord)
    name = thing.name or (PurePath(key).name if is_file else "") or key
    kind = "external" if is_file else "value"
    return EntityNode(
        id=_id("e", key),
        kind="collection" if is_whole else kind,
        name=name,
        content_type=thing.content_type if isinstance(thing, FileRecord) else "",
        size=None,
        sha256=thing.sha256 if isinstance(thing, FileRecord) else "",
        location=key if is_file else "",
        origin="",
        comment=thing.note if isinstance(thing, FileRecord) else "",
        generated_at=time,
        invalidated_at=None,
        value=thing.value if isinstance(thing, ValueRecord) else None,
    )


def _agents(recorded: Recorded) -> Iterator[tuple[str, AgentNode]]:
    yield from (_agent(agent) for step in recorded.steps for agent, _ in step.agents)
    yield from (_agent(agent) for _, agent, _ in recorded.attributed)


def _agent(agent: AgentRecord) -> tuple[str, AgentNode]:
    return agent.key, AgentNode(
        _id("g", agent.key),
        agent.name,
        agent.type,
        agent.email,
        agent.affiliation,
        agent.url,
    )


def _environments(recorded: Recorded) -> Iterator[EnvironmentNode]:
    found = [_environment(s.environment) for s in recorded.steps if s.environment]
    yield from {node.id: node for node in found}.values()


def _environment(content: Mapping[str, object]) -> EnvironmentNode:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).hexdigest()
    return EnvironmentNode(f"v-{digest[:26]}", content)
