"""A row as the node of a Document."""

from collections.abc import Mapping
from typing import Any

from provenance import plans
from provenance.document import (
    ActivityNode,
    AgentNode,
    EntityNode,
    EnvironmentNode,
    ParameterNode,
)
from provenance.models import Activity, Agent, Entity, Environment
from provenance.visibility import Viewer

OF_THE_MACHINE = ("host", "executable")
Ids = Mapping[int, str]


def activity(row: Activity, ids: Ids, environments: Ids) -> ActivityNode:
    return ActivityNode(
        id=row.public_id,
        name=row.name,
        status=row.status,
        start_time=row.start_time,
        end_time=row.end_time,
        comment=row.comment,
        parent=ids.get(row.parent_id, "") if row.parent_id else "",
        root=ids.get(row.root_id, "") if row.root_id else "",
        plan=plans.node(row.plan) if row.plan else None,
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
        exit_code=row.exit_code,
        environment=environments.get(row.environment_id, "")
        if row.environment_id
        else "",
        foreign_id=row.foreign_id,
        usage=tuple(row.usage.items()),
    )


def entity(row: Entity) -> EntityNode:
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
        value=row.value,
        unstamped_sha256=row.unstamped_sha256,
        foreign_id=row.foreign_id,
    )


def agent(row: Agent) -> AgentNode:
    return AgentNode(
        row.public_id, row.name, row.type, row.email, row.affiliation, row.url
    )


def environment_id(row: Environment) -> str:
    return f"v-{row.digest[:26]}"


def environment(row: Environment, viewer: Viewer) -> EnvironmentNode:
    return EnvironmentNode(environment_id(row), facts(row, viewer))


def facts(row: Environment, viewer: Viewer) -> dict[str, Any]:
    """What the viewer may know of the machine."""
    return {
        key: value
        for key, value in row.content.items()
        if viewer.is_known or key not in OF_THE_MACHINE
    }
