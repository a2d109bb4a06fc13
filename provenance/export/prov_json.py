"""PROV-JSON, written record by record from a Document.

The IVOA classes are mapped to W3C PROV: parameters and descriptions are entities with
a `prov:type` of the `voprov` namespace; configuration and description are influences.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec

from provenance.document import Document
from provenance.export import config_files, elements
from provenance.export.elements import Element
from provenance.export.options import FULL, Options
from provenance.export.relations import Relations
from provenance.export.terms import prefixes

PIECE = 1 << 16  # bytes that are handed on at once
# What a bundle of a script may hold, so that every reader of PROV reads the whole
BUNDLED = frozenset(
    """prefix entity activity agent used wasGeneratedBy wasDerivedFrom wasInformedBy
    wasStartedBy wasEndedBy wasInvalidatedBy wasAttributedTo wasAssociatedWith
    actedOnBehalfOf wasInfluencedBy alternateOf specializationOf mentionOf hadMember
    """.split()
)


@dataclass(frozen=True, slots=True)
class Writer:
    """`base` is the portal's URL without a slash at its end: identifiers begin so."""

    document: Document
    base: str
    options: Options = FULL

    def stream(self) -> Iterator[bytes]:
        """The JSON text in pieces, UTF-8."""
        encode = msgspec.json.Encoder().encode
        piece = bytearray(b'{"prefix": ' + encode(prefixes(self.base)))
        for bucket, found in self._buckets():
            separator = f', "{bucket}": {{'.encode()
            for identifier, record in found:
                piece += separator + encode(identifier) + b": " + encode(record)
                separator = b", "
                if len(piece) > PIECE:
                    yield bytes(piece)
                    piece.clear()
            if separator == b", ":
                piece += b"}"
        yield bytes(piece + b"}")

    def text(self) -> str:
        return b"".join(self.stream()).decode()

    def values(self) -> dict[str, Any]:
        found: dict[str, Any] = msgspec.json.decode(b"".join(self.stream()))
        return found

    def _buckets(self) -> Iterator[tuple[str, Iterator[Element]]]:
        relations = Relations.of(self.document, self.options)
        yield "activity", map(elements.activity, self.document.activities)
        yield "entity", self._entities(relations)
        agents = self.document.agents if self.options.agents else ()
        yield "agent", map(elements.agent, agents)
        for bucket in RELATIONS:
            yield bucket, getattr(relations, bucket)()
        yield "bundle", self._bundles()

    def _entities(self, relations: Relations) -> Iterator[Element]:
        configs = {use.entity for use in config_files.uses(self.document)}
        for node in self.document.entities:
            is_config = node.id in configs
            yield elements.entity(node, self.base, is_config=is_config)
        for described in relations.described.values():
            is_full = self.options.descriptions > 0
            yield elements.plan(described.plan, is_full=is_full)
            if relations.has_parts:
                yield from described.elements()
        for _, identifier, parameter in relations.parameters():
            yield identifier, elements.parameter(parameter)
        yield from map(elements.environment, self.document.environments)
        yield from map(elements.bundle, self.document.bundles)

    def _bundles(self) -> Iterator[Element]:
        for bundle in self.document.bundles:
            kept = {k: v for k, v in bundle.content.items() if k in BUNDLED}
            yield f"bundle:{bundle.id}", kept


RELATIONS = (
    "used",
    "wasGeneratedBy",
    "wasAssociatedWith",
    "wasAttributedTo",
    "wasDerivedFrom",
    "wasInformedBy",
    "hadMember",
    "wasStartedBy",
    "wasInfluencedBy",
)
