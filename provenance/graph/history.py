"""A Document with what folding asks of it again and again, looked up once."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from provenance.document import (
    ActivityNode,
    AgentNode,
    Document,
    EntityNode,
    Generation,
    Use,
)


@dataclass(frozen=True, slots=True)
class Link:
    """The activity's end of what connects it to an entity."""

    activity: str
    role: str


Links = Mapping[str, list[Link]]  # by entity


@dataclass(frozen=True, slots=True)
class History:
    """`inside` says what is directly around a step, outer steps first.

    `holds` counts the steps inside an activity, at any depth. `members` are by
    collection, of those that have any. `uses` and `makes` are
    the entities of a job and its steps. `start` is the job that the picture is
    about, or empty if there is no job.
    """

    document: Document
    activities: Mapping[str, ActivityNode]
    entities: Mapping[str, EntityNode]
    agents: Mapping[str, AgentNode]
    inside: Mapping[str, str]
    holds: Mapping[str, int]
    makers: Links
    users: Links
    uses: Mapping[str, list[str]]
    makes: Mapping[str, list[str]]
    start: str
    members: Mapping[str, list[str]]

    def around(self, activity: str) -> list[str]:
        """All that the activity is inside of, the nearest first."""
        return _around(activity, self.inside)

    def job(self, activity: str) -> str:
        return _job(activity, self.inside)


def of(document: Document) -> History:
    activities = {node.id: node for node in document.activities}
    entities = {node.id: node for node in document.entities}
    inside = _inside(activities)
    makers = _links(document.generated, activities, entities)
    users = _links(document.used, activities, entities)
    near = [*makers.get(document.focus, ()), *users.get(document.focus, ())]
    jobs = [known for known in activities if known not in inside]
    return History(
        document,
        activities,
        entities,
        {node.id: node for node in document.agents},
        inside,
        holds=Counter(outer for step in inside for outer in _around(step, inside)),
        makers=makers,
        users=users,
        uses=_by_job(jobs, users, inside),
        makes=_by_job(jobs, makers, inside),
        start=_start([document.focus, *(link.activity for link in near)], jobs, inside),
        members=_members(document),
    )


def _members(document: Document) -> dict[str, list[str]]:
    known = {node.id for node in document.entities}
    found: dict[str, list[str]] = {}
    for link in document.members:
        if link.collection in known and link.entity in known:
            found.setdefault(link.collection, []).append(link.entity)
    return found


def _links(
    relations: Iterable[Use | Generation],
    activities: Mapping[str, ActivityNode],
    entities: Mapping[str, EntityNode],
) -> dict[str, list[Link]]:
    links: dict[str, list[Link]] = {entity: [] for entity in entities}
    for relation in relations:
        if relation.activity in activities and relation.entity in entities:
            links[relation.entity].append(Link(relation.activity, relation.role))
    return {entity: ends for entity, ends in links.items() if ends}


def _by_job(
    jobs: Iterable[str], links: Links, inside: Mapping[str, str]
) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {job: {} for job in jobs}
    for entity, ends in links.items():
        for link in ends:
            found[_job(link.activity, inside)][entity] = None
    return {job: list(entities) for job, entities in found.items()}


def _start(near: Sequence[str], jobs: list[str], inside: Mapping[str, str]) -> str:
    """The job of the focus; of an entity, what made it or else what used it."""
    found = (_job(activity, inside) for activity in near)
    return next((job for job in found if job in jobs), jobs[0] if jobs else "")


def _inside(activities: Mapping[str, ActivityNode]) -> dict[str, str]:
    """Each step with what is around it, outer steps first."""
    steps = [node for node in activities.values() if _is_step(node, activities)]
    depths = {step.id: _depth(step, activities) for step in steps}
    return {
        step.id: step.parent if depths[step.id] else step.root
        for step in sorted(steps, key=lambda step: depths[step.id])
    }


def _is_step(node: ActivityNode, activities: Mapping[str, ActivityNode]) -> bool:
    return node.root in activities and not activities[node.root].root


def _depth(step: ActivityNode, activities: Mapping[str, ActivityNode]) -> int:
    """How many activities are around the step.

    0 if its parents lead in a circle or elsewhere; it is then shown below its job.
    """
    seen = {step.id}
    parent = step.parent
    while parent in activities and parent not in seen:
        if parent == step.root:
            return len(seen)
        seen.add(parent)
        parent = activities[parent].parent
    return 0


def _around(activity: str, inside: Mapping[str, str]) -> list[str]:
    outer = []
    while activity := inside.get(activity, ""):
        outer.append(activity)
    return outer


def _job(activity: str, inside: Mapping[str, str]) -> str:
    return [activity, *_around(activity, inside)][-1]
