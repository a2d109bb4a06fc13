"""What a script recorded of its inside, whichever way: plain values.

Things are told apart by their key: the absolute path or URL of a file, or what a PROV
document calls a thing. What has the same key in two records is the same thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file that a step named; `location` is an absolute path or a URL.

    `note` says what was odd about it, and `sha256` what whoever recorded it saw;
    neither makes it another record. `name` is empty if the location says it.
    """

    location: str
    role: str = ""
    note: str = field(default="", compare=False)
    sha256: str = field(default="", compare=False)
    name: str = field(default="", compare=False)
    content_type: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class ValueRecord:
    """What steps of one job passed on in memory; `key` tells one from another."""

    key: str
    name: str
    value: Any = field(compare=False)
    role: str = ""


@dataclass(frozen=True, slots=True)
class AgentRecord:
    """`key` says which agents are the same one, like `user:7` or `mail:a@b.org`.

    `type` is Person, Organization or SoftwareAgent.
    """

    key: str
    name: str
    email: str = ""
    type: str = "Person"
    affiliation: str = ""
    url: str = ""


THE_JOB = "the job itself"  # an id of no step
Thing = FileRecord | ValueRecord


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One inner activity; `parent` is another step's id, or empty.

    `id` is the recorder's own and unique within one job only; THE_JOB stands for the
    job, of which then only what it used, generated and was associated with counts.
    `environment` is the software that the step found: host, python, packages, …
    """

    id: str
    name: str
    parent: str = ""
    start_time: datetime | None = None
    end_time: datetime | None = None
    status: str = ""
    comment: str = ""
    exit_code: int | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    used: Sequence[Thing] = ()
    generated: Sequence[Thing] = ()
    agents: Sequence[tuple[AgentRecord, str]] = ()  # with their role
    environment: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BundleRecord:
    """A PROV document, as PROV-JSON, word for word; `name` is that of its file."""

    name: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that was recorded inside one job.

    `derived` are pairs of keys of things, the later one first; `members` pairs of a
    collection and what is in it; `informed` pairs of ids of steps, the later one
    first; `attributed` the key of a thing, an agent, and its role. `things` are those
    that no step used or generated. `warnings` are sentences for the user of the job.
    """

    steps: Sequence[StepRecord] = ()
    things: Sequence[Thing] = ()
    derived: Sequence[tuple[str, str]] = ()
    members: Sequence[tuple[str, str]] = ()
    informed: Sequence[tuple[str, str]] = ()
    attributed: Sequence[tuple[str, AgentRecord, str]] = ()
    bundles: Sequence[BundleRecord] = ()
    warnings: Sequence[str] = ()

    @property
    def is_something(self) -> bool:
        """Whether there is anything to write beside the warnings."""
        return bool(self.steps or self.things or self.bundles)


NOTHING = Recorded()
