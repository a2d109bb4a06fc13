"""One plain graph value between the rows and everything that shows them.

Exporters and the drawing read this; none of them asks the database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
class DataDescription:
    """IVOA: UsageDescription or GenerationDescription, with its entity's description.

    `multiplicity` is a number, or `*`; `type` one of Main, Calibration, Log, …
    """

    role: str
    text: str = ""
    type: str = ""
    multiplicity: str = "1"
    content_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParameterDescription:
    """IVOA: ParameterDescription; `value_type` is a datatype of VOTable."""

    name: str
    value_type: str
    text: str = ""
    unit: str = ""
    ucd: str = ""
    utype: str = ""
    minimum: str = ""
    maximum: str = ""
    options: tuple[str, ...] = ()
    default: str = ""


@dataclass(frozen=True, slots=True)
class PlanNode:
    """IVOA: ActivityDescription, one version of it with all that it describes."""

    id: str
    name: str
    version: str
    title: str
    documentation: str
    text: str = ""
    type: str = ""
    subtype: str = ""
    digest: str = ""
    usages: tuple[DataDescription, ...] = ()
    generations: tuple[DataDescription, ...] = ()
    parameters: tuple[ParameterDescription, ...] = ()
    citation: str = ""


@dataclass(frozen=True, slots=True)
class EnvironmentNode:
    """The software that a run found: host, interpreter, and packages by name."""

    id: str
    content: Mapping[str, Any]

    @property
    def packages(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.content.get("packages", {})
        return found


@dataclass(frozen=True, slots=True)
class ActivityNode:
    """A job, or, when it has a `parent`, a step inside one.

    `status` is a UWS phase for a job, a word of the recorder for a step. `foreign_id`
    is how whoever recorded a step names it. `usage` is what a job used, by the names of
    jobs.execution.base.Usage.
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
    exit_code: int | None = None
    environment: str = ""
    foreign_id: str = ""
    usage: tuple[tuple[str, int | float], ...] = ()


@dataclass(frozen=True, slots=True)
class EntityNode:
    """`kind` is file, external, value or collection; only a value has a `value`.

    `sha256` is of the bytes that the portal gives; `unstamped_sha256` of what the
    script wrote, where the portal has put a stamp into it.
    """

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
    value: Any = None
    unstamped_sha256: str = ""
    foreign_id: str = ""


@dataclass(frozen=True, slots=True)
class AgentNode:
    """`type` is Person, Organization or SoftwareAgent."""

    id: str
    name: str
    type: str
    email: str
    affiliation: str = ""
    url: str = ""


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
class Derivation:
    """PROV: wasDerivedFrom; recorded, or known from the steps inside a job."""

    generated: str
    used: str
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Communication:
    """PROV: wasInformedBy."""

    informed: str
    informant: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """PROV: wasAttributedTo."""

    entity: str
    agent: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """PROV: hadMember."""

    collection: str
    entity: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A PROV document that a script left, as PROV-JSON, word for word."""

    id: str
    activity: str
    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Document:
    """A part of the provenance graph, in a stable order.

    `focus` is the id of what was asked for. `left_out` counts the activities that
    exceeded the budget. `hidden` are the entities that came from something which the
    viewer may not see, `hidden_uses` those that something of that kind used.
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
    derived: tuple[Derivation, ...] = ()
    informed: tuple[Communication, ...] = ()
    attributed: tuple[Attribution, ...] = ()
    members: tuple[Membership, ...] = ()
    environments: tuple[EnvironmentNode, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    hidden_uses: frozenset[str] = field(default=frozenset())
