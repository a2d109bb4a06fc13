"""The metadata of a Process Run Crate 0.5 (RO-Crate 1.1): one job and its files.

What the profile wants: the job is a CreateAction, its description the instrument, its
parameters and inputs the objects, its results the results. Neither lists of one nor
times with a Z or with microseconds, which validators take for wrong.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from provenance.document import (
    ActivityNode,
    AgentNode,
    Document,
    EntityNode,
    PlanNode,
)
from provenance.export.crate_terms import (
    CONTEXT,
    CRATE,
    METADATA,
    NO_LICENSE,
    PROFILE,
    STATUS,
    Extra,
    Part,
    filled,
    license_of,
    line,
    moment,
    ref,
    single,
    web,
)
from provenance.export.elements import text as value_text
from provenance.texts import clean


@dataclass(frozen=True, slots=True)
class Crate:
    """What to write: `paths` are those of entities whose bytes are in the crate.

    `license_url` is that of the data, and `publisher` who provides the portal.
    """

    document: Document
    base: str
    paths: Mapping[str, str]
    extras: Sequence[Extra] = ()
    license_url: str = ""
    publisher: str = ""
    publisher_url: str = ""
    made_at: datetime | None = field(default=None)

    def metadata(self) -> Part:
        """The content of ro-crate-metadata.json."""
        return {"@context": list(CONTEXT), "@graph": list(self._parts())}

    @property
    def _job(self) -> ActivityNode:
        (job,) = (n for n in self.document.activities if n.id == self.document.focus)
        return job

    def _parts(self) -> Iterator[Part]:
        yield {
            "@id": METADATA,
            "@type": "CreativeWork",
            "about": ref("./"),
            "conformsTo": ref(CRATE),
        }
        yield self._root()
        yield {
            "@id": PROFILE,
            "@type": "CreativeWork",
            "name": "Process Run Crate",
            "version": "0.5",
        }
        yield license_of(self.license_url)
        yield self._publisher()
        yield from self._agents()
        yield from self._instrument()
        yield self._action()
        yield from self._parameters()
        for entity in self._data():
            yield self._entity(entity)
        for extra in self.extras:
            yield self._extra(extra)

    def _root(self) -> Part:
        job, time = self._job, self._job.end_time or self.made_at
        inside = [self._file_id(e) for e in self._data() if e.id in self.paths]
        inside += [quote(extra.path) for extra in self.extras]
        return filled(
            {
                "@id": "./",
                "@type": "Dataset",
                "name": f"{line(job.name)} {job.id}",
                "description": f"What the job {job.id} used and made: its files, the "
                "description of the activity, logs and provenance.",
                "identifier": self._url("activity", job.id),
                "datePublished": moment(time),
                "license": ref(self.license_url or NO_LICENSE),
                "author": self._authors(),
                "publisher": ref(self._publisher_id()),
                "conformsTo": ref(PROFILE),
                "mentions": ref(self._action_id()),
                "hasPart": single([ref(one) for one in inside]),
            }
        )

    def _authors(self) -> Any:
        return single([ref(self._agent_id(agent)) for agent in self._people()])

    def _action(self) -> Part:
        job = self._job
        is_done = job.status == "COMPLETED"
        given = [ref(self._file_id(e)) for e in self._used()]
        given += [ref(part["@id"]) for part in self._parameters()]
        made = [ref(self._file_id(e)) for e in self._generated()]
        label = job.plan.title or job.plan.name if job.plan else job.name
        return filled(
            {
                "@id": self._action_id(),
                "@type": "CreateAction",
                "name": f"{line(job.name)} {job.id}",
                "description": f"A run of {line(label)}",
                "startTime": moment(job.start_time),
                "endTime": moment(job.end_time),
                "instrument": ref(self._instrument_id()),
                "agent": self._authors(),
                "object": single(given),
                "result": single(made),
                "actionStatus": STATUS.format("Completed" if is_done else "Failed"),
                "error": "" if is_done else line(job.comment) or job.status,
            }
        )

    def _instrument(self) -> Iterator[Part]:
        plan = self._job.plan
        yield filled(
            {
                "@id": self._instrument_id(),
                "@type": "SoftwareApplication",
                "name": line(plan.title or plan.name if plan else self._job.name),
                "description": clean(plan.text) if plan else "",
                "url": web(plan.documentation if plan else "") or self._instrument_id(),
                "softwareVersion": line(plan.version) if plan else "unknown",
            }
        )

    def _instrument_id(self) -> str:
        plan: PlanNode | None = self._job.plan
        if plan is None:
            return self._url("activity", self._job.id)
        return self._url("plan", plan.id)

    def _parameters(self) -> Iterator[Part]:
        for number, one in enumerate(self._job.parameters):
            yield filled(
                {
                    "@id": f"#parameter-{number}",
                    "@type": "PropertyValue",
                    "name": line(one.name),
                    "value": clean(value_text(one.value)),
                    "unitText": line(one.unit),
                }
            )

    def _people(self) -> list[AgentNode]:
        """Who ran the job."""
        agents = {agent.id: agent for agent in self.document.agents}
        ids = dict.fromkeys(
            part.agent
            for part in self.document.associated
            if part.activity == self._job.id and part.role == "Operator"
        )
        return [agents[one] for one in ids if one in agents]

    def _agents(self) -> Iterator[Part]:
        for agent in self._people():
            yield filled(
                {
                    "@id": self._agent_id(agent),
                    "@type": "Person",
                    "name": line(agent.name),
                    "affiliation": ref(f"#affiliation-{agent.id}"),
                }
            )
            yield {
                "@id": f"#affiliation-{agent.id}",
                "@type": "Organization",
                "name": line(agent.affiliation) or "not stated",
                "url": self._agent_id(agent),  # whoever knows it would say so there
            }

    def _agent_id(self, agent: AgentNode) -> str:
        return self._url("agent", agent.id)

    def _publisher_id(self) -> str:
        return web(self.publisher_url) or self.base

    def _publisher(self) -> Part:
        return {
            "@id": self._publisher_id(),
            "@type": "Organization",
            "name": self.publisher or "OPUS job control portal",
            "url": self._publisher_id(),
        }

    def _entities(self, ids: Iterable[str]) -> list[EntityNode]:
        nodes = {node.id: node for node in self.document.entities}
        found = [nodes[one] for one in dict.fromkeys(ids) if one in nodes]
        return [node for node in found if node.kind != "collection"]

    def _used(self) -> list[EntityNode]:
        job = self._job.id
        return self._entities(u.entity for u in self.document.used if u.activity == job)

    def _generated(self) -> list[EntityNode]:
        job, made = self._job.id, self.document.generated
        return self._entities(g.entity for g in made if g.activity == job)

    def _data(self) -> list[EntityNode]:
        return self._entities(e.id for e in [*self._used(), *self._generated()])

    def _file_id(self, node: EntityNode) -> str:
        path = self.paths.get(node.id)
        return quote(path) if path else self._url("entity", node.id)

    def _entity(self, node: EntityNode) -> Part:
        is_inside = node.id in self.paths
        return filled(
            {
                "@id": self._file_id(node),
                "@type": "File" if is_inside else "CreativeWork",
                "name": line(node.name),
                "description": clean(node.comment),
                "identifier": self._url("entity", node.id),
                "encodingFormat": node.content_type if is_inside else "",
                "contentSize": str(node.size) if node.size is not None else "",
                "sha256": node.sha256,
                "dateCreated": moment(node.generated_at),
            }
        )

    def _extra(self, extra: Extra) -> Part:
        return filled(
            {
                "@id": quote(extra.path),
                "@type": "File",
                "name": extra.name,
                "encodingFormat": extra.content_type,
                "contentSize": str(extra.size),
                "about": ref(self._action_id()) if extra.is_log else None,
            }
        )

    def _action_id(self) -> str:
        return f"#{self._job.id}"

    def _url(self, kind: str, public_id: str) -> str:
        return f"{self.base}/provenance/{kind}/{public_id}"
