"""The jobs of a lineage in the order of the data, with those alike taken together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from provenance.document import ActivityNode, Document, EntityNode, ParameterNode

DONE = frozenset({"COMPLETED", "completed", "success"})


@dataclass(frozen=True, slots=True)
class Run:
    """Jobs of one version with the same parameters; `first` stands for them all."""

    jobs: tuple[ActivityNode, ...]
    used: tuple[EntityNode, ...]
    generated: tuple[EntityNode, ...]
    steps: tuple[str, ...]

    @property
    def first(self) -> ActivityNode:
        return self.jobs[0]


def runs(document: Document) -> list[Run]:
    """Those that completed, the earliest first."""
    entities = {node.id: node for node in document.entities}
    used = _by_activity((use.activity, use.entity) for use in document.used)
    made = _by_activity((made.activity, made.entity) for made in document.generated)
    groups: dict[object, list[ActivityNode]] = {}
    for job in ordered(document):
        groups.setdefault(_likeness(job), []).append(job)
    return [
        Run(
            tuple(jobs),
            tuple(_entities(jobs, used, entities)),
            tuple(_entities(jobs, made, entities)),
            tuple(
                dict.fromkeys(
                    node.name
                    for node in document.activities
                    if node.root == jobs[0].id and node.parent == node.root
                )
            ),
        )
        for jobs in groups.values()
    ]


def ordered(document: Document) -> list[ActivityNode]:
    """The jobs that completed, each after those whose results it used."""
    jobs = {n.id: n for n in document.activities if not n.parent and n.status in DONE}
    before: dict[str, set[str]] = {job: set() for job in jobs}
    for link in document.informed:
        if link.informed in jobs and link.informant in jobs:
            before[link.informed].add(link.informant)
    found: dict[str, ActivityNode] = {}
    waiting = sorted(jobs.values(), key=lambda job: (str(job.start_time), job.id))
    while waiting:
        ready = [job for job in waiting if before[job.id] <= found.keys()]
        for job in ready or waiting[:1]:  # a circle is begun somewhere
            found[job.id] = job
        waiting = [job for job in waiting if job.id not in found]
    return list(found.values())


def _likeness(job: ActivityNode) -> object:
    if job.plan is None:
        return job.id
    values = tuple((one.name, str(one.value)) for one in job.parameters)
    return job.plan.id, values


def _by_activity(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for activity, entity in pairs:
        found.setdefault(activity, []).append(entity)
    return found


def _entities(
    jobs: Iterable[ActivityNode],
    touched: Mapping[str, list[str]],
    entities: Mapping[str, EntityNode],
) -> list[EntityNode]:
    ids = dict.fromkeys(one for job in jobs for one in touched.get(job.id, ()))
    found = [entities[one] for one in ids if one in entities]
    return [node for node in found if node.kind in ("file", "external")]


def chosen(job: ActivityNode) -> list[ParameterNode]:
    """The parameters that somebody gave."""
    return [one for one in job.parameters if not one.is_default]
