"""What somebody gives with a job: files, and wishes besides its parameters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from provenance.models import Entity


@dataclass(frozen=True, slots=True)
class Input:
    """What a used entity is: one that the portal has, or a URL to fetch.

    `matched_by` says how it was recognised: upload, entity, result, url. `number`
    counts those of one name; `identifier` is what was given for a template of a URL.
    """

    name: str
    entity: Entity | None = None
    url: str = ""
    matched_by: str = ""
    is_default: bool = False
    number: int = 0
    identifier: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a client may ask of a job besides its parameters; None is the default."""

    run_id: str = ""
    execution_duration: int | None = None
    destruction: datetime | None = None
    notify: bool = False
    resources: Mapping[str, int | str] = field(default_factory=dict)
