"""The relations of a Document as records of PROV-JSON, by the word of PROV."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from provenance.document import ActivityNode, Document, ParameterNode
from provenance.export import config_files, elements
from provenance.export.descriptions import Described, plans_of
from provenance.export.elements import Element
from provenance.export.options import Options
from provenance.export.terms import filled, moment, name


@dataclass(frozen=True, slots=True)
class Relations:
    """`described` are the descriptions of plans, by id of the plan."""

    document: Document
    options: Options
    described: Mapping[str, Described]
    followed: Mapping[str, str]

    @classmethod
    def of(cls, document: Document, options: Options) -> "Relations":
        plans = [(node.id, node.plan) for node in document.activities if node.plan]
        return cls(
            document,
            options,
            {plan.id: Described.of(plan) for plan in plans_of(document.activities)},
            {activity: plan.id for activity, plan in plans},
        )

    @property
    def has_parts(self) -> bool:
        """Whether descriptions of usages, generations and parameters are written."""
        return self.options.descriptions > 1

    def parameters(self) -> Iterator[tuple[ActivityNode, str, ParameterNode]]:
        if self.options.configuration:
            yield from elements.parameters(self.document)

    def used(self) -> Iterator[Element]:
        for number, use in enumerate(self.document.used):
            record = {
                "prov:activity": f"activity:{use.activity}",
                "prov:entity": f"entity:{use.entity}",
                "prov:time": moment(use.time),
                "prov:role": use.role,
                "opus:matchedBy": use.matched_by,
                "voprov:descriptor": self._part(use.activity, "usages", use.role),
            }
            yield f"_:u{number}", filled(record)

    def wasGeneratedBy(self) -> Iterator[Element]:  # noqa: N802 - PROV's word
        for number, made in enumerate(self.document.generated):
            part = self._part(made.activity, "generations", made.role)
            record = {
                "prov:entity": f"entity:{made.entity}",
                "prov:activity": f"activity:{made.activity}",
                "prov:time": moment(made.time),
                "prov:role": made.role,
                "voprov:descriptor": part,
            }
            yield f"_:g{number}", filled(record)
        for bundle in self.document.bundles:
            yield (
                f"_:b{bundle.id}",
                {
                    "prov:entity": f"bundle:{bundle.id}",
                    "prov:activity": f"activity:{bundle.activity}",
                },
            )

    def wasAssociatedWith(self) -> Iterator[Element]:  # noqa: N802
        links = self.document.associated if self.options.agents else ()
        for number, link in enumerate(links):
            record = {
                "prov:activity": f"activity:{link.activity}",
                "prov:agent": f"agent:{link.agent}",
                "prov:plan": f"plan:{link.plan}" if link.plan else "",
                "prov:role": link.role,
            }
            yield f"_:a{number}", filled(record)

    def wasAttributedTo(self) -> Iterator[Element]:  # noqa: N802
        """PROV knows no role here; the IVOA does."""
        links = self.document.attributed if self.options.agents else ()
        for number, link in enumerate(links):
            record = {
                "prov:entity": f"entity:{link.entity}",
                "prov:agent": f"agent:{link.agent}",
                "voprov:role": link.role,
            }
            yield f"_:t{number}", filled(record)

    def wasDerivedFrom(self) -> Iterator[Element]:  # noqa: N802
        for number, link in enumerate(self.document.derived):
            record = {
                "prov:generatedEntity": f"entity:{link.generated}",
                "prov:usedEntity": f"entity:{link.used}",
            }
            yield f"_:d{number}", record

    def wasInformedBy(self) -> Iterator[Element]:  # noqa: N802
        for number, link in enumerate(self.document.informed):
            record = {
                "prov:informed": f"activity:{link.informed}",
                "prov:informant": f"activity:{link.informant}",
            }
            yield f"_:f{number}", record

    def hadMember(self) -> Iterator[Element]:  # noqa: N802
        for number, link in enumerate(self.document.members):
            record = {
                "prov:collection": f"entity:{link.collection}",
                "prov:entity": f"entity:{link.entity}",
            }
            yield f"_:m{number}", record

    def wasStartedBy(self) -> Iterator[Element]:  # noqa: N802
        """A step was started by what is around it (no class of the IVOA says so)."""
        inner = (node for node in self.document.activities if node.parent)
        for number, node in enumerate(inner):
            record = {
                "prov:activity": f"activity:{node.id}",
                "prov:starter": f"activity:{node.parent}",
            }
            yield f"_:s{number}", record

    def wasInfluencedBy(self) -> Iterator[Element]:  # noqa: N802
        for number, (later, earlier, kind) in enumerate(self._influences()):
            record = {
                "prov:influencee": later,
                "prov:influencer": earlier,
                "prov:type": name(kind),
            }
            yield f"_:c{number}", record

    def _influences(self) -> Iterator[tuple[str, str, str]]:
        """IVOA: wasConfiguredBy, isDescribedBy, isRelatedTo."""
        for activity, configurator in self._configurations():
            yield activity, configurator, "voprov:ConfigurationRelation"
        for node in self.document.activities:
            if node.environment:
                environment = f"environment:{node.environment}"
                yield f"activity:{node.id}", environment, "opus:EnvironmentRelation"
        for later, earlier in self._descriptions():
            yield later, earlier, "voprov:DescriptionRelation"
        for described in self.described.values() if self.has_parts else ():
            for later, earlier in described.related():
                yield later, earlier, "voprov:RelatedToRelation"

    def _configurations(self) -> Iterator[tuple[str, str]]:
        for node, parameter, _ in self.parameters():
            yield f"activity:{node.id}", parameter
        if self.options.configuration:
            for use in config_files.uses(self.document):
                yield f"activity:{use.activity}", f"entity:{use.entity}"

    def _descriptions(self) -> Iterator[tuple[str, str]]:
        if not self.options.descriptions:
            return
        for node in self.document.activities:
            if node.plan:
                yield f"activity:{node.id}", f"plan:{node.plan.id}"
        for node, identifier, parameter in self.parameters():
            if part := self._part(node.id, "parameters", parameter.name):
                yield identifier, part["$"]

    def _part(self, activity: str, which: str, role: str) -> Any:
        """The description that a use, a generation or a parameter refers to."""
        plan = self.followed.get(activity)
        if plan is None or not self.has_parts:
            return None
        found = getattr(self.described[plan], which).get(role)
        return name(found) if found else None
