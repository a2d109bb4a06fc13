"""From rows to a Document: what a lineage holds, as far as somebody may see it."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from provenance import visibility
from provenance.document import (
    ActivityNode,
    AgentNode,
    Document,
    EntityNode,
    Generation,
    ParameterNode,
    PlanNode,
    Responsibility,
    Use,
)
from provenance.lineage import Lineage
from provenance.models import (
    Activity,
    Agent,
    Association,
    Entity,
    Generated,
    Plan,
    Used,
)
from provenance.visibility import Viewer


def document(lineage: Lineage, viewer: Viewer) -> Document:
    """Everything about the activities of the lineage that the viewer may see."""
    jobs = Activity.objects.filter(pk__in=lineage.activities).select_related("plan")
    steps = Activity.objects.filter(root__in=lineage.activities)
    rows = [*jobs.order_by("pk"), *steps.select_related("plan").order_by("pk")]
    of_jobs, of_steps = Q(pk__in=lineage.activities), Q(root__in=lineage.activities)
    # a subquery: steps can be more than a database takes as parameters
    all_of_them = Activity.objects.filter(of_jobs | of_steps).values("pk")
    used = list(Used.objects.filter(activity__in=all_of_them).order_by("pk"))
    generated = list(Generated.objects.filter(activity__in=all_of_them).order_by("pk"))
    known = {row.entity_id for row in used} | {row.entity_id for row in generated}
    entities = _entities(known, viewer)
    if len(entities) < len(known):
        entities |= _unlisted(lineage, viewer)
    associations = Association.objects.filter(activity__in=all_of_them)
    associated = list(associations.order_by("pk"))
    agents = Agent.objects.in_bulk({row.agent_id for row in associated})
    return _assemble(lineage, rows, entities, agents, (used, generated, associated))


def _entities(pks: set[int], viewer: Viewer) -> dict[int, Entity]:
    return visibility.entities(viewer).in_bulk(pks)


def _unlisted(lineage: Lineage, viewer: Viewer) -> dict[int, Entity]:
    """What belongs to nobody, where the lineage tells the viewer of it."""
    of_jobs, of_steps = Q(pk__in=lineage.activities), Q(root__in=lineage.activities)
    naming = visibility.naming_activities(viewer).filter(of_jobs | of_steps)
    used = Q(used__activity__in=naming.values("pk"))
    generated = Q(generated__activity__in=naming.values("pk"))
    found = Entity.objects.filter(used | generated, is_unlisted=True)
    return {entity.pk: entity for entity in found}


Relations = tuple[list[Used], list[Generated], list[Association]]


def _assemble(
    lineage: Lineage,
    rows: Sequence[Activity],
    entities: dict[int, Entity],
    agents: dict[int, Agent],
    relations: Relations,
) -> Document:
    used, generated, associated = relations
    ids = {row.pk: row.public_id for row in rows}
    names = {pk: entity.public_id for pk, entity in entities.items()}
    plans = {row.pk: _plan_id(row.plan) for row in rows}
    return Document(
        focus=lineage.focus,
        activities=tuple(_activity(row, ids) for row in rows),
        entities=tuple(_entity(entities[pk]) for pk in sorted(entities)),
        agents=tuple(_agent(agents[pk]) for pk in sorted(agents)),
        used=tuple(_use(row, ids, names) for row in used if row.entity_id in names),
        generated=tuple(
            _generation(row, ids, names) for row in generated if row.entity_id in names
        ),
        associated=tuple(
            _responsibility(row, ids, agents, plans) for row in associated
        ),
        hidden=frozenset(names[pk] for pk in lineage.hidden if pk in names),
        left_out=lineage.left_out,
    )


Ids = Mapping[int, str]


def _use(row: Used, activities: Ids, entities: Ids) -> Use:
    activity, entity = activities[row.activity_id], entities[row.entity_id]
    return Use(activity, entity, row.role, row.time, row.matched_by)


def _generation(row: Generated, activities: Ids, entities: Ids) -> Generation:
    activity, entity = activities[row.activity_id], entities[row.entity_id]
    return Generation(entity, activity, row.role, row.time)


def _responsibility(
    row: Association, activities: Ids, agents: Mapping[int, Agent], plans: Ids
) -> Responsibility:
    plan = plans[row.activity_id] if row.role == "Operator" else ""
    agent = agents[row.agent_id].public_id
    return Responsibility(activities[row.activity_id], agent, row.role, plan)


def _activity(row: Activity, ids: dict[int, str]) -> ActivityNode:
    return ActivityNode(
        id=row.public_id,
        name=row.name,
        status=row.status,
        start_time=row.start_time,
        end_time=row.end_time,
        comment=row.comment,
        parent=ids.get(row.parent_id, "") if row.parent_id else "",
        root=ids.get(row.root_id, "") if row.root_id else "",
        plan=_plan(row.plan) if row.plan else None,
        parameters=tuple(
            ParameterNode(
                str(parameter["name"]),
                parameter["value"],
                parameter.get("unit", ""),
                parameter.get("default", False),
                parameter.get("given", ""),
            )
            for parameter in row.parameters
        ),
    )


def _plan_id(plan: Plan | None) -> str:
    return f"p-{plan.digest[:26]}" if plan else ""


def _plan(plan: Plan) -> PlanNode:
    return PlanNode(
        id=_plan_id(plan),
        name=plan.name,
        version=plan.version,
        title=plan.content.get("title", ""),
        documentation=plan.content.get("documentation", ""),
    )


def _entity(row: Entity) -> EntityNode:
    return EntityNode(
        id=row.public_id,
        kind=row.kind,
        name=row.name,
        content_type=row.content_type,
        size=row.size,
        sha256=row.sha256,
        location=row.location if row.kind == Entity.Kind.EXTERNAL else "",
        origin=row.origin,
        comment=row.comment,
        generated_at=row.generated_at,
        invalidated_at=row.invalidated_at,
    )


def _agent(row: Agent) -> AgentNode:
    return AgentNode(row.public_id, row.name, row.type, row.email)
