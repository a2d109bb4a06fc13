"""Words and values of PROV-JSON that all its records share."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from provenance.texts import clean

VOPROV = "http://www.ivoa.net/documents/ProvenanceDM/index.html#"
NOWHERE = "tag:opus,2026:"  # identifiers that lead nowhere, but are nobody else's
KINDS = (
    "activity",
    "entity",
    "agent",
    "plan",
    "parameter",
    "description",
    "environment",
    "bundle",
)
Record = dict[str, Any]


def prefixes(base: str) -> Record:
    """`base` is the portal's URL without a slash at its end."""
    kinds = {kind: f"{base}/provenance/{kind}/" for kind in KINDS}
    return {**kinds, "voprov": VOPROV, "opus": f"{base}/provenance/terms#"}


def name(text: str) -> Record:
    return {"$": text, "type": "prov:QUALIFIED_NAME"}


def long(number: int | None) -> Record | None:
    """xsd:int, which is the default, ends at 2 GiB."""
    return None if number is None else {"$": str(number), "type": "xsd:long"}


def moment(time: datetime | None) -> str | None:
    return time.isoformat(timespec="milliseconds") if time else None


def filled(record: Mapping[str, Any]) -> Record:
    """Without what is not known. An empty text says nothing in PROV."""
    return {
        key: clean(value) if isinstance(value, str) else value
        for key, value in record.items()
        if value not in (None, "", [])
    }
