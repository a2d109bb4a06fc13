"""What a plan describes, as elements and relations of PROV-JSON."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from provenance.document import (
    ActivityNode,
    DataDescription,
    ParameterDescription,
    PlanNode,
)
from provenance.export.elements import Element
from provenance.export.terms import Record, filled, name

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """The descriptions of one plan; their identifiers by role, or by name."""

    plan: PlanNode
    usages: Mapping[str, str]
    generations: Mapping[str, str]
    parameters: Mapping[str, str]

    @classmethod
    def of(cls, plan: PlanNode) -> "Described":
        def numbered(kind: str, names: Iterable[str]) -> dict[str, str]:
            return {
                name: f"description:{plan.id}.{kind}.{number}"
                for number, name in enumerate(names)
            }

        return cls(
            plan,
            numbered("u", (part.role for part in plan.usages)),
            numbered("g", (part.role for part in plan.generations)),
            numbered("p", (part.name for part in plan.parameters)),
        )

    def elements(self) -> Iterator[Element]:
        for kind, identifier, part in self._data():
            yield identifier, _data(kind, part)
            if part.content_types:
                yield f"{identifier}.d", _dataset(part)
        for parameter in self.plan.parameters:
            yield self.parameters[parameter.name], _parameter(parameter)

    def related(self) -> Iterator[Pair]:
        """IVOA: isRelatedTo; a description and the one that it is a part of."""
        for _, identifier, part in self._data():
            yield identifier, f"plan:{self.plan.id}"
            if part.content_types:
                yield f"{identifier}.d", identifier
        for identifier in self.parameters.values():
            yield identifier, f"plan:{self.plan.id}"

    def _data(self) -> Iterator[tuple[str, str, DataDescription]]:
        for part in self.plan.usages:
            yield "Usage", self.usages[part.role], part
        for part in self.plan.generations:
            yield "Generation", self.generations[part.role], part


def _data(kind: str, part: DataDescription) -> Record:
    return filled(
        {
            "prov:type": name(f"voprov:{kind}Description"),
            "prov:label": part.role,
            "voprov:role": part.role,
            "voprov:description": part.text,
            "voprov:type": part.type,
            "voprov:multiplicity": part.multiplicity,
        }
    )


def _dataset(part: DataDescription) -> Record:
    return filled(
        {
            "prov:type": name("voprov:DatasetDescription"),
            "prov:label": part.role,
            "voprov:name": part.role,
            "voprov:contentType": " ".join(part.content_types),
        }
    )


def _parameter(part: ParameterDescription) -> Record:
    return filled(
        {
            "prov:type": name("voprov:ParameterDescription"),
            "prov:label": part.name,
            "voprov:name": part.name,
            "voprov:valueType": part.value_type,
            "voprov:description": part.text,
            "voprov:unit": part.unit,
            "voprov:ucd": part.ucd,
            "voprov:utype": part.utype,
            "voprov:min": part.minimum,
            "voprov:max": part.maximum,
            "voprov:options": list(part.options) or None,
            "voprov:default": part.default,
        }
    )


def plans_of(activities: Iterable[ActivityNode]) -> list[PlanNode]:
    """What they followed, each once."""
    return list({node.plan.id: node.plan for node in activities if node.plan}.values())
