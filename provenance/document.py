"""One plain graph value between the rows and everything that shows them.

Exporters and the drawing read this; none of them asks the database.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ParameterNode:
    """`value` is a text for a job, any JSON value for what a step configured.

    `given` is what somebody typed, where the script got something else.
    """

    name: str
    value: Any
    unit: str = ""
    is_default: bool = False
    given: str = ""


@dataclass(frozen=True, slots=True)
class PlanNode:
    id: str
    name: str
    version: str
    title: str
    documentation: str


@dataclass(frozen=True, slots=True)
class ActivityNode:
    """A job, or, when it has a `parent`, a step inside one.

    `status` is a UWS phase for a job, a word of the recorder for a step.
    """

    id: str
    name: str
    status: str
    start_time: datetime | None
    end_time: datetime | None
    comment: str
    parent: str
    root: str
    plan: PlanNode | None
    parameters: tuple[ParameterNode, ...]


@dataclass(frozen=True, slots=True)
class EntityNode:
    id: str
    kind: str
    name: str
    content_type: str
    size: int | None
    sha256: str
    location: str  # of an external entity only
    origin: str
    comment: str
    generated_at: datetime | None
    invalidated_at: datetime | None


@dataclass(frozen=True, slots=True)
class AgentNode:
    id: str
    name: str
    type: str
    email: str


@dataclass(frozen=True, slots=True)
class Use:
    activity: str
    entity: str
    role: str
    time: datetime | None
    matched_by: str


@dataclass(frozen=True, slots=True)
class Generation:
    entity: str
    activity: str
    role: str
    time: datetime | None


@dataclass(frozen=True, slots=True)
class Responsibility:
    activity: str
    agent: str
    role: str
    plan: str


@dataclass(frozen=True, slots=True)
class Document:
    """A part of the provenance graph, in a stable order.

    `focus` is the id of what was asked for. `left_out` counts the activities that
    exceeded the budget. `hidden` are the entities that came from something which the
    viewer may not see.
    """

    focus: str
    activities: tuple[ActivityNode, ...]
    entities: tuple[EntityNode, ...]
    agents: tuple[AgentNode, ...]
    used: tuple[Use, ...]
    generated: tuple[Generation, ...]
    associated: tuple[Responsibility, ...]
    hidden: frozenset[str] = frozenset()
    left_out: int = 0
