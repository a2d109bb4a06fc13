"""From rows to a Document: what a lineage holds, as far as somebody may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from provenance import nodes, plans, visibility
from provenance.document import (
    Attribution,
    Bundle,
    Communication,
    Derivation,
    Document,
    Generation,
    Membership,
    Responsibility,
    Use,
)
from provenance.lineage import Lineage
from provenance.models import (
    Activity,
    Agent,
    Association,
    Derived,
    Entity,
    Environment,
    Generated,
    Informed,
    Member,
    Used,
)
from provenance.models import Attribution as AttributionRow
from provenance.models import Bundle as BundleRow
from provenance.visibility import Viewer

OPERATOR = "Operator"


def document(lineage: Lineage, viewer: Viewer) -> Document:
    """Everything about the activities of the lineage that the viewer may see."""
    return _assemble(_Rows.of(lineage, viewer))


@dataclass(frozen=True, slots=True)
class _Rows:
    lineage: Lineage
    activities: Sequence[Activity]
    entities: Mapping[int, Entity]
    agents: Mapping[int, Agent]
    environments: Mapping[int, Environment]
    used: Sequence[Used]
    generated: Sequence[Generated]
    associated: Sequence[Association]
    attributed: Sequence[AttributionRow]
    viewer: Viewer

    @classmethod
    def of(cls, lineage: Lineage, viewer: Viewer) -> "_Rows":
        jobs = lineage.activities
        activities = _activities(lineage)
        used = list(Used.objects.filter(job__in=jobs).order_by("pk"))
        generated = list(Generated.objects.filter(job__in=jobs).order_by("pk"))
        entities = _entities(lineage, viewer, used, generated)
        associations = Association.objects.filter(activity__in=_inside(lineage))
        associated = list(associations.order_by("pk"))
        attributions = AttributionRow.objects.filter(
            entity__generated__job__in=jobs
        ) | AttributionRow.objects.filter(entity__used__job__in=jobs)
        attributed = [
            row
            for row in attributions.distinct().order_by("pk")
            if row.entity_id in entities
        ]
        people = {row.agent_id for row in associated}
        people |= {row.agent_id for row in attributed}
        found = {row.environment_id for row in activities if row.environment_id}
        return cls(
            lineage,
            activities,
            entities,
            Agent.objects.in_bulk(people),
            Environment.objects.in_bulk(found),
            used,
            generated,
            associated,
            attributed,
            viewer,
        )


def _inside(lineage: Lineage) -> QuerySet[Activity, Any]:
    """A subquery: steps can be more than a database takes as parameters."""
    of_jobs, of_steps = Q(pk__in=lineage.activities), Q(root__in=lineage.activities)
    return Activity.objects.filter(of_jobs | of_steps).values("pk")


def _activities(lineage: Lineage) -> list[Activity]:
    jobs = Activity.objects.filter(pk__in=lineage.activities).select_related("plan")
    steps = Activity.objects.filter(root__in=lineage.activities)
    return [*jobs.order_by("pk"), *steps.select_related("plan").order_by("pk")]


def _entities(
    lineage: Lineage,
    viewer: Viewer,
    used: Iterable[Used],
    generated: Iterable[Generated],
) -> dict[int, Entity]:
    """The entities of the activities that the viewer may see, and that asked for."""
    known = {row.entity_id for row in used} | {row.entity_id for row in generated}
    members = Member.objects.filter(collection__generated__job__in=lineage.activities)
    known |= set(members.values_list("entity", flat=True))
    entities = visibility.entities(viewer).in_bulk(known)
    if len(entities) < len(known):
        entities |= _unlisted(lineage, viewer)
    if missing := set(lineage.entities) - entities.keys():
        entities |= Entity.objects.in_bulk(missing)
    return entities


def _unlisted(lineage: Lineage, viewer: Viewer) -> dict[int, Entity]:
    """What belongs to nobody, where the lineage tells the viewer of it."""
    naming = visibility.naming_activities(viewer).filter(pk__in=_inside(lineage))
    used = Q(used__activity__in=naming.values("pk"))
    generated = Q(generated__activity__in=naming.values("pk"))
    found = Entity.objects.filter(used | generated, is_unlisted=True)
    return {entity.pk: entity for entity in found}


def _assemble(rows: _Rows) -> Document:
    lineage = rows.lineage
    ids = {row.pk: row.public_id for row in rows.activities}
    names = {pk: entity.public_id for pk, entity in rows.entities.items()}
    used = [row for row in rows.used if row.entity_id in names]
    generated = [row for row in rows.generated if row.entity_id in names]
    environments = {pk: nodes.environment_id(e) for pk, e in rows.environments.items()}
    return Document(
        focus=lineage.focus,
        activities=tuple(
            nodes.activity(row, ids, environments) for row in rows.activities
        ),
        entities=tuple(nodes.entity(rows.entities[pk]) for pk in sorted(rows.entities)),
        agents=tuple(nodes.agent(rows.agents[pk]) for pk in sorted(rows.agents)),
        used=tuple(_use(row, ids, names) for row in used),
        generated=tuple(_generation(row, ids, names) for row in generated),
        associated=_responsibilities(rows, ids),
        hidden=frozenset(names[pk] for pk in lineage.hidden if pk in names),
        hidden_uses=frozenset(names[pk] for pk in lineage.hidden_uses if pk in names),
        left_out=lineage.left_out,
        derived=_derivations(lineage, names),
        informed=_communications(lineage, used, generated, ids),
        attributed=_attributions(rows, generated, names),
        members=_memberships(lineage, names),
        environments=tuple(
            nodes.environment(rows.environments[pk], rows.viewer)
            for pk in sorted(rows.environments)
        ),
        bundles=_bundles(lineage, ids),
    )


Ids = Mapping[int, str]


def _use(row: Used, activities: Ids, entities: Ids) -> Use:
    activity, entity = activities[row.activity_id], entities[row.entity_id]
    return Use(activity, entity, row.role, row.time, row.matched_by)


def _generation(row: Generated, activities: Ids, entities: Ids) -> Generation:
    activity, entity = activities[row.activity_id], entities[row.entity_id]
    return Generation(entity, activity, row.role, row.time)


def _responsibilities(rows: _Rows, ids: Ids) -> tuple[Responsibility, ...]:
    followed = {
        row.pk: plans.identifier(row.plan) for row in rows.activities if row.plan
    }
    return tuple(
        Responsibility(
            ids[row.activity_id],
            rows.agents[row.agent_id].public_id,
            row.role,
            followed.get(row.activity_id, "") if row.role == OPERATOR else "",
        )
        for row in rows.associated
    )


def _derivations(lineage: Lineage, names: Ids) -> tuple[Derivation, ...]:
    found = Derived.objects.filter(job__in=lineage.activities).order_by("pk")
    pairs = found.values_list("generated", "used", "job__public_id")
    return tuple(
        Derivation(names[later], names[earlier], job)
        for later, earlier, job in pairs
        if later in names and earlier in names
    )


def _communications(
    lineage: Lineage, used: Iterable[Used], generated: Iterable[Generated], ids: Ids
) -> tuple[Communication, ...]:
    """What was recorded, and the jobs of which one used what the other generated."""
    makers: dict[int, list[int]] = {}
    for made in generated:
        if made.activity_id == made.job_id:
            makers.setdefault(made.entity_id, []).append(made.job_id)
    pairs = dict.fromkeys(
        (use.job_id, maker)
        for use in used
        for maker in makers.get(use.entity_id, ())
        if maker != use.job_id
    )
    told = Informed.objects.filter(informed__in=_inside(lineage)).order_by("pk")
    pairs |= dict.fromkeys(told.values_list("informed", "informant"))
    return tuple(
        Communication(ids[later], ids[earlier])
        for later, earlier in pairs
        if earlier in ids
    )


def _attributions(
    rows: _Rows, generated: Iterable[Generated], names: Ids
) -> tuple[Attribution, ...]:
    """What was recorded; and results belong to whoever ran their job."""
    people = {pk: agent.public_id for pk, agent in rows.agents.items()}
    operators = {
        row.activity_id: people[row.agent_id]
        for row in rows.associated
        if row.role == OPERATOR
    }
    found = dict.fromkeys(
        Attribution(names[made.entity_id], operators[made.activity_id])
        for made in generated
        if made.activity_id in operators
    )
    found |= dict.fromkeys(
        Attribution(names[row.entity_id], people[row.agent_id], row.role)
        for row in rows.attributed
    )
    return tuple(found)


def _memberships(lineage: Lineage, names: Ids) -> tuple[Membership, ...]:
    jobs = lineage.activities
    made = Q(collection__generated__job__in=jobs)
    rows = Member.objects.filter(made | Q(collection__used__job__in=jobs))
    pairs = rows.order_by("pk").values_list("collection", "entity").distinct()
    return tuple(
        Membership(names[whole], names[part])
        for whole, part in pairs
        if whole in names and part in names
    )


def _bundles(lineage: Lineage, ids: Ids) -> tuple[Bundle, ...]:
    rows = BundleRow.objects.filter(activity__in=lineage.activities).order_by("pk")
    return tuple(
        Bundle(row.public_id, ids[row.activity_id], row.name, row.content)
        for row in rows
    )
