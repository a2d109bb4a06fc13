"""PROV-JSON, written record by record from a Document.

The IVOA classes are mapped to W3C PROV: parameters and descriptions are entities with
a `prov:type` of the `voprov` namespace, and configuration is an influence.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from provenance.document import (
    AgentNode,
    Document,
    EntityNode,
    ParameterNode,
    PlanNode,
)

VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"
KINDS = ("activity", "entity", "agent", "plan", "parameter")
OPERATOR = "Operator"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Writer:
    """`base` is the portal's URL without a slash at its end: identifiers begin so."""

    document: Document
    base: str

    def stream(self) -> Iterator[str]:
        """The JSON text in pieces."""
        yield '{"prefix": ' + json.dumps(self._prefixes())
        for bucket in BUCKETS:
            separator = f', "{bucket}": {{'
            for identifier, record in getattr(self, f"_{bucket}")():
                yield f"{separator}{json.dumps(identifier)}: {json.dumps(record)}"
                separator = ", "
            if separator == ", ":
                yield "}"
        yield "}"

    def text(self) -> str:
        return "".join(self.stream())

    def _prefixes(self) -> Record:
        kinds = {kind: f"{self.base}/provenance/{kind}/" for kind in KINDS}
        return {**kinds, "voprov": VOPROV, "opus": f"{self.base}/provenance/terms#"}

    # -- elements ------------------------------------------------------------------

    def _activity(self) -> Iterator[tuple[str, Record]]:
        for node in self.document.activities:
            record = {
                "prov:startTime": _time(node.start_time),
                "prov:endTime": _time(node.end_time),
                "prov:label": node.name,
                "prov:type": _name("opus:Step" if node.parent else "opus:Job"),
                "opus:status": node.status,
                "voprov:comment": node.comment,
            }
            yield f"activity:{node.id}", _filled(record)

    def _entity(self) -> Iterator[tuple[str, Record]]:
        for node in self.document.entities:
            yield f"entity:{node.id}", self._file(node)
        plans = {a.plan.id: a.plan for a in self.document.activities if a.plan}
        for plan in plans.values():
            yield f"plan:{plan.id}", _plan(plan)
        for _, identifier, parameter in self._parameters():
            yield identifier, _parameter(parameter)

    def _parameters(self) -> Iterator[tuple[str, str, ParameterNode]]:
        """Each with the identifiers of its activity and of itself."""
        for node in self.document.activities:
            for position, parameter in enumerate(node.parameters):
                own = f"parameter:{node.id}.{position}"
                yield f"activity:{node.id}", own, parameter

    def _file(self, node: EntityNode) -> Record:
        location = node.location
        if node.kind == "file" and not node.invalidated_at:
            location = f"{self.base}/store?ID={node.id}"
        return _filled(
            {
                "prov:label": node.name,
                "prov:location": location,
                "voprov:contentType": node.content_type,
                "voprov:generatedAtTime": _time(node.generated_at),
                "voprov:invalidatedAtTime": _time(node.invalidated_at),
                "voprov:comment": node.comment,
                "opus:size": _long(node.size),
                "opus:sha256": node.sha256,
                "opus:origin": node.origin,
            }
        )

    def _agent(self) -> Iterator[tuple[str, Record]]:
        for node in self.document.agents:
            yield f"agent:{node.id}", _agent(node)

    # -- relations -----------------------------------------------------------------

    def _used(self) -> Iterator[tuple[str, Record]]:
        for number, use in enumerate(self.document.used):
            record = {
                "prov:activity": f"activity:{use.activity}",
                "prov:entity": f"entity:{use.entity}",
                "prov:time": _time(use.time),
                "prov:role": use.role,
                "opus:matchedBy": use.matched_by,
            }
            yield f"_:u{number}", _filled(record)

    def _wasGeneratedBy(self) -> Iterator[tuple[str, Record]]:  # noqa: N802 - PROV's word
        for number, made in enumerate(self.document.generated):
            record = {
                "prov:entity": f"entity:{made.entity}",
                "prov:activity": f"activity:{made.activity}",
                "prov:time": _time(made.time),
                "prov:role": made.role,
            }
            yield f"_:g{number}", _filled(record)

    def _wasAssociatedWith(self) -> Iterator[tuple[str, Record]]:  # noqa: N802
        for number, link in enumerate(self.document.associated):
            record = {
                "prov:activity": f"activity:{link.activity}",
                "prov:agent": f"agent:{link.agent}",
                "prov:plan": f"plan:{link.plan}" if link.plan else "",
                "prov:role": link.role,
            }
            yield f"_:a{number}", _filled(record)

    def _wasAttributedTo(self) -> Iterator[tuple[str, Record]]:  # noqa: N802
        """Results belong to whoever ran the job."""
        operators = {
            link.activity: link.agent
            for link in self.document.associated
            if link.role == OPERATOR
        }
        for number, made in enumerate(self.document.generated):
            if made.activity in operators:
                yield (
                    f"_:t{number}",
                    {
                        "prov:entity": f"entity:{made.entity}",
                        "prov:agent": f"agent:{operators[made.activity]}",
                    },
                )

    def _wasStartedBy(self) -> Iterator[tuple[str, Record]]:  # noqa: N802
        """A step was started by what is around it (no class of the IVOA says so)."""
        inner = (node for node in self.document.activities if node.parent)
        for number, node in enumerate(inner):
            yield (
                f"_:s{number}",
                {
                    "prov:activity": f"activity:{node.id}",
                    "prov:starter": f"activity:{node.parent}",
                },
            )

    def _wasInfluencedBy(self) -> Iterator[tuple[str, Record]]:  # noqa: N802
        """IVOA: wasConfiguredBy."""
        for number, (activity, parameter, _) in enumerate(self._parameters()):
            yield (
                f"_:c{number}",
                {
                    "prov:influencee": activity,
                    "prov:influencer": parameter,
                    "prov:type": _name("voprov:ConfigurationRelation"),
                },
            )


BUCKETS = (
    "activity",
    "entity",
    "agent",
    "used",
    "wasGeneratedBy",
    "wasAssociatedWith",
    "wasAttributedTo",
    "wasStartedBy",
    "wasInfluencedBy",
)


def _parameter(parameter: ParameterNode) -> Record:
    value = parameter.value
    if not isinstance(value, str):
        value = json.dumps(value, ensure_ascii=False)
    return {
        "prov:type": _name("voprov:Parameter"),
        "prov:label": f"{parameter.name} = {value}",
        "prov:value": value,
        "voprov:name": parameter.name,
        **({"voprov:unit": parameter.unit} if parameter.unit else {}),
        **({"opus:given": parameter.given} if parameter.given else {}),
    }


def _plan(plan: PlanNode) -> Record:
    return _filled(
        {
            "prov:type": [_name("voprov:ActivityDescription"), _name("prov:Plan")],
            "prov:label": plan.title or plan.name,
            "voprov:name": plan.name,
            "voprov:version": plan.version,
            "voprov:docurl": plan.documentation,
        }
    )


def _agent(node: AgentNode) -> Record:
    return _filled(
        {
            "prov:type": _name(f"prov:{node.type}"),
            "prov:label": node.name,
            "voprov:email": node.email,
        }
    )


def _name(text: str) -> Record:
    return {"$": text, "type": "prov:QUALIFIED_NAME"}


def _long(number: int | None) -> Record | None:
    """xsd:int, which is the default, ends at 2 GiB."""
    return None if number is None else {"$": str(number), "type": "xsd:long"}


def _time(time: datetime | None) -> str | None:
    return time.isoformat(timespec="milliseconds") if time else None


def _filled(record: Record) -> Record:
    """Without what is not known. An empty text says nothing in PROV."""
    return {key: value for key, value in record.items() if value not in (None, "")}
