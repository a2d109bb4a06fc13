"""The things of a Document as elements of PROV-JSON: (identifier, record)."""

import json
from collections.abc import Iterator
from typing import Any

from provenance.document import (
    ActivityNode,
    AgentNode,
    Bundle,
    Document,
    EntityNode,
    EnvironmentNode,
    ParameterNode,
    PlanNode,
)
from provenance.export.terms import Record, filled, long, moment, name

Element = tuple[str, Record]
AGENTS = ("Person", "Organization", "SoftwareAgent")


def _type(node: ActivityNode) -> Record | None:
    """A job follows a plan; what is neither job nor step is just an activity."""
    if node.parent:
        return name("opus:Step")
    return name("opus:Job") if node.plan else None


# Names of what a job used, in documents; the first two are seconds, others bytes.
USAGE = {
    "wall": "opus:wallTime",
    "cpu": "opus:cpuTime",
    "memory": "opus:peakMemory",
    "processes": "opus:peakProcesses",
    "read": "opus:bytesRead",
    "written": "opus:bytesWritten",
}


def activity(node: ActivityNode) -> Element:
    record = {
        "prov:startTime": moment(node.start_time),
        "prov:endTime": moment(node.end_time),
        "prov:label": node.name,
        "prov:type": _type(node),
        "opus:status": node.status,
        "opus:exitCode": node.exit_code,
        **{
            USAGE[key]: long(value) if isinstance(value, int) else value
            for key, value in node.usage
            if key in USAGE
        },
        "opus:recordedAs": node.foreign_id,
        "voprov:comment": node.comment,
    }
    return f"activity:{node.id}", filled(record)


def entity(node: EntityNode, base: str, *, is_config: bool = False) -> Element:
    location = node.location
    if node.kind == "file" and not node.invalidated_at:
        location = f"{base}/store?ID={node.id}"
    record = {
        "prov:label": node.name,
        "prov:location": location,
        "voprov:contentType": node.content_type,
        "voprov:generatedAtTime": moment(node.generated_at),
        "voprov:invalidatedAtTime": moment(node.invalidated_at),
        "voprov:comment": node.comment,
        "opus:size": long(node.size),
        "opus:sha256": node.sha256,
        "opus:unstampedSha256": node.unstamped_sha256,
        "opus:origin": node.origin,
        "opus:recordedAs": node.foreign_id,
    }
    if node.kind == "collection":
        record["prov:type"] = name("prov:Collection")
    elif node.kind == "value":
        record["prov:type"] = name("voprov:ValueEntity")
        record["prov:value"] = text(node.value)
    elif is_config:
        record["prov:type"] = name("voprov:ConfigFile")
    return f"entity:{node.id}", filled(record)


def agent(node: AgentNode) -> Element:
    known = node.type if node.type in AGENTS else "Person"
    record = {
        "prov:type": name(f"prov:{known}"),
        "prov:label": node.name,
        "voprov:email": node.email,
        "voprov:affiliation": node.affiliation,
        "voprov:url": node.url,
    }
    return f"agent:{node.id}", filled(record)


def plan(node: PlanNode, *, is_full: bool) -> Element:
    record = {
        "prov:type": [name("voprov:ActivityDescription"), name("prov:Plan")],
        "prov:label": node.title or node.name,
        "voprov:name": node.name,
        "voprov:version": node.version,
        "voprov:docurl": node.documentation,
    }
    if is_full:
        record |= {
            "voprov:description": node.text,
            "voprov:type": node.type,
            "voprov:subtype": node.subtype,
            "opus:sha256": node.digest,
            "opus:citation": node.citation,
        }
    return f"plan:{node.id}", filled(record)


def parameters(document: Document) -> Iterator[tuple[ActivityNode, str, ParameterNode]]:
    """Each with its activity and the identifier of itself."""
    for node in document.activities:
        for position, parameter in enumerate(node.parameters):
            yield node, f"parameter:{node.id}.{position}", parameter


def parameter(node: ParameterNode) -> Record:
    value = text(node.value)
    record = filled(
        {
            "prov:type": name("voprov:Parameter"),
            "prov:label": f"{node.name} = {value}",
            "voprov:name": node.name,
            "voprov:unit": node.unit,
            "opus:given": node.given,
        }
    )
    record["prov:value"] = filled({"value": value}).get("value", "")
    if node.is_default:
        record["opus:isDefault"] = True
    return record


def environment(node: EnvironmentNode) -> Element:
    content = {key: value for key, value in node.content.items() if key != "packages"}
    record = {
        "prov:type": name("opus:Environment"),
        "prov:label": " ".join(
            str(content[word])
            for word in ("host", "system", "python")
            if word in content
        ),
        **{
            f"opus:{key}": str(value) for key, value in content.items() if key.isalpha()
        },
    }
    if node.packages:
        record["opus:packages"] = json.dumps(node.packages, ensure_ascii=False)
    return f"environment:{node.id}", filled(record)


def bundle(node: Bundle) -> Element:
    """The entity that the bundle is: something the activity left."""
    record = {"prov:type": name("prov:Bundle"), "prov:label": node.name}
    return f"bundle:{node.id}", filled(record)


def text(value: Any) -> str:
    """A value as PROV carries it: a text as it is, anything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)
