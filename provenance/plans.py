"""What a plan describes, from the content that was stored with it.

The content is a description in the portal's own format (docs/formats.md), as it was
when it ran. It can be of any release, so nothing in it is taken for granted.
"""

from collections.abc import Mapping
from typing import Any

from provenance.document import DataDescription, ParameterDescription, PlanNode
from provenance.models import Plan

# what a kind of parameter is in VOTable; all others are texts
VALUE_TYPES = {
    "integer": "long",
    "real": "double",
    "quantity": "double",
    "boolean": "boolean",
    "interval": "double",
    "position": "double",
}
PREFIX = "p-"
Content = Mapping[str, Any]


def identifier(plan: Plan) -> str:
    return f"{PREFIX}{plan.digest[:26]}"


def node(plan: Plan) -> PlanNode:
    content = plan.content
    return PlanNode(
        id=identifier(plan),
        name=plan.name,
        version=plan.version,
        title=content.get("title", ""),
        documentation=content.get("documentation", ""),
        text=content.get("description", ""),
        type=content.get("type", ""),
        subtype=content.get("subtype", ""),
        digest=plan.digest,
        usages=tuple(_usage(part) for part in _parts(content, "used")),
        generations=tuple(_generation(part) for part in _parts(content, "generated")),
        parameters=tuple(_parameter(part) for part in _parts(content, "parameters")),
        citation=content.get("citation", ""),
    )


def _parts(content: Content, name: str) -> list[Content]:
    return [part for part in content.get(name, ()) if part.get("name")]


def _usage(part: Content) -> DataDescription:
    return DataDescription(
        role=part["name"],
        text=_text(part),
        type=part.get("type", ""),
        multiplicity=_multiplicity(part.get("required", True), part.get("most", 1)),
        content_types=tuple(part.get("content_types", ())),
    )


def _generation(part: Content) -> DataDescription:
    is_glob = any(letter in part.get("pattern", "") for letter in "*?[")
    most = part.get("most", 0) if is_glob else 1
    kind = part.get("content_type", "")
    return DataDescription(
        role=part["name"],
        text=_text(part),
        type=part.get("type", ""),
        multiplicity=_multiplicity(not part.get("optional", False), most),
        content_types=(kind,) if kind else (),
    )


def _parameter(part: Content) -> ParameterDescription:
    return ParameterDescription(
        name=part["name"],
        value_type=VALUE_TYPES.get(part.get("kind", ""), "char"),
        text=_text(part),
        unit=part.get("unit", ""),
        ucd=part.get("ucd", ""),
        utype=part.get("utype", ""),
        minimum=part.get("minimum", ""),
        maximum=part.get("maximum", ""),
        options=tuple(part.get("options", ())),
        default=part.get("default", ""),
    )


def _text(part: Content) -> str:
    return str(part.get("description") or part.get("title") or "")


def _multiplicity(required: bool, most: int) -> str:  # noqa: FBT001 - as it is stored
    """As ProvenanceDM 1.0 writes it (section 2.5.3)."""
    least = 1 if required else 0
    if not most:
        return "1..*" if required else "*"
    return str(least) if least == most else f"{least}..{most}"
