"""PROV-JSON in the dialect of the IVOA, as `voprov` writes and reads it.

No standard fixes it: it is PROV-JSON with further kinds of records, one for each class
of the IVOA Provenance Data Model 1.0.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from provenance.document import Document
from provenance.export.options import FULL, Options
from provenance.export.prov_json import Writer
from provenance.export.terms import Record

# The kind of a record, by the type that it has as an entity of the W3C
KINDS = {
    "voprov:Parameter": "parameter",
    "voprov:ConfigFile": "configFile",
    "voprov:ActivityDescription": "activityDescription",
    "voprov:UsageDescription": "usageDescription",
    "voprov:GenerationDescription": "generationDescription",
    "voprov:DatasetDescription": "datasetDescription",
    "voprov:ParameterDescription": "parameterDescription",
    "voprov:ValueEntity": "valueEntity",
}
RELATIONS = {
    "voprov:ConfigurationRelation": ("wasConfiguredBy", "configured", "configurator"),
    "voprov:DescriptionRelation": ("isDescribedBy", "described", "descriptor"),
    "voprov:RelatedToRelation": ("isRelatedTo", "related", "relator"),
}
COLLECTION = "prov:Collection"
ATTRIBUTES = {"prov:label": "prov:name", "prov:location": "voprov:location"}
TIMES = ("prov:startTime", "prov:endTime", "prov:time")
ROLES = ("usageDescription", "generationDescription")


def write(document: Document, base: str, options: Options = FULL) -> bytes:
    found: dict[str, Any] = {}
    for kind, identifier, record in _records(Writer(document, base, options).values()):
        found.setdefault(kind, {})[identifier] = record
    return msgspec.json.encode(found)


def _records(content: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    for bucket, found in content.items():
        for identifier, record in found.items():
            if bucket in ("prefix", "bundle"):
                yield bucket, identifier, record
            elif bucket == "entity":
                yield _entity(identifier, record)
            elif bucket == "wasInfluencedBy":
                yield _influence(identifier, record)
            elif bucket == "agent":
                yield bucket, identifier, _agent(record)
            else:
                yield bucket, identifier, _plain(record)


def _entity(identifier: str, record: Record) -> tuple[str, str, Record]:
    types = record.get("prov:type", [])
    names = {one["$"] for one in (types if isinstance(types, list) else [types])}
    kind = next((KINDS[name] for name in KINDS if name in names), "entity")
    if kind == "entity" and "voprov:contentType" in record:
        kind = "datasetEntity"
    plain = _plain({key: v for key, v in record.items() if key != "prov:type"})
    if COLLECTION in names:
        plain["prov:type"] = {"$": "voprov:Collection", "type": "prov:QUALIFIED_NAME"}
    if kind == "parameter":
        plain["prov:label"] = record["prov:label"]
        plain["prov:name"] = record.get("voprov:name", "")
    if kind == "valueEntity" and "prov:value" in plain:
        plain["voprov:value"] = plain.pop("prov:value")
    if kind == "configFile" and "voprov:location" in plain:
        plain["prov:location"] = plain.pop("voprov:location")
    if kind in ROLES:
        plain["prov:role"] = plain.pop("prov:name")
    return kind, identifier, plain


def _influence(identifier: str, record: Record) -> tuple[str, str, Record]:
    known = RELATIONS.get(record["prov:type"]["$"])
    if known is None:
        return "wasInfluencedBy", identifier, record
    kind, later, earlier = known
    found = {
        f"voprov:{later}": record["prov:influencee"],
        f"voprov:{earlier}": record["prov:influencer"],
    }
    if kind == "wasConfiguredBy":
        is_file = record["prov:influencer"].startswith("entity:")
        found["voprov:artefactType"] = "ConfigFile" if is_file else "Parameter"
    return kind, identifier, found


def _agent(record: Record) -> Record:
    plain = _plain({key: v for key, v in record.items() if key != "prov:type"})
    plain["voprov:type"] = record["prov:type"]["$"].removeprefix("prov:")
    return plain


def _plain(record: Record) -> Record:
    """With the IVOA's names; times are UTC without saying so."""
    found = {}
    for key, value in record.items():
        if key in ("voprov:name", "voprov:role"):
            continue
        if key in TIMES or key.endswith("AtTime"):
            value = value.removesuffix("+00:00")  # noqa: PLW2901 - the same time
        found[ATTRIBUTES.get(key, key)] = value
    if "voprov:role" in record and "prov:role" not in record:
        found["prov:role"] = record["voprov:role"]
    return found
