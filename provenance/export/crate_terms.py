"""Words and values that all parts of an RO-Crate's metadata share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from provenance.texts import clean

METADATA = "ro-crate-metadata.json"
CRATE = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
TERMS = "https://w3id.org/ro/terms/workflow-run"
CONTEXT = (
    f"{CRATE}/context",
    f"{TERMS}/context",
    {"sha256": f"{TERMS}#sha256"},
)
STATUS = "http://schema.org/{}ActionStatus"
NO_LICENSE = "https://choosealicense.com/no-permission/"
Part = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Extra:
    """A file of the crate that is no entity: a log, or a document on the job."""

    path: str
    name: str
    content_type: str
    size: int
    is_log: bool = False


def ref(identifier: str) -> Part:
    return {"@id": identifier}


def single(some: Sequence[Any]) -> Any:
    """A list, but not of one."""
    return some[0] if len(some) == 1 else list(some)


def filled(part: Part) -> Part:
    return {key: value for key, value in part.items() if value not in (None, "", [])}


def line(text: str) -> str:
    return " ".join(clean(text).split())


def web(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


def moment(time: datetime | None) -> str:
    return time.isoformat(timespec="milliseconds") if time else ""


def license_of(url: str) -> Part:
    """The licence with this address; without one nothing is permitted."""
    said = f"As stated at {url}" if url else "Nobody stated a licence: ask the author."
    return {
        "@id": url or NO_LICENSE,
        "@type": "CreativeWork",
        "name": "The licence of these data" if url else "No permission",
        "description": said,
    }
