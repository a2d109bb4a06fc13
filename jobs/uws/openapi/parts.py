"""What operations are made of: parameters, bodies and answers, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from msgspec import Struct

from jobs.phases import Phase
from jobs.uws.summary import Reference, Time

Schema = dict[str, Any]


class JobList(Struct, frozen=True):
    """One's jobs of an activity, newest first."""

    version: str
    jobs: list[Reference]


class PhaseAnswer(Struct, frozen=True):
    phase: Phase


class ExecutionDuration(Struct, rename="camel", frozen=True):
    """Seconds; 0 means unlimited."""

    execution_duration: int


class Destruction(Struct, frozen=True):
    destruction: Time


class Quote(Struct, frozen=True):
    """When the job is expected to be over; null while nobody knows."""

    quote: Time | None


class Owner(Struct, frozen=True):
    """Null for an anonymous job."""

    owner: str | None


class JobError(Struct, frozen=True):
    """Why the job failed, and the end of what it printed to stderr."""

    message: str
    detail: str


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value in the query or in a header; `many` may be there several times."""

    name: str
    description: str
    schema: Mapping[str, Any]
    many: bool = False
    place: Literal["query", "header"] = "query"


@dataclass(frozen=True, slots=True)
class Header:
    """What an answer says beside its body; `always` if it never lacks."""

    description: str
    schema: Mapping[str, Any]
    always: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One status: `struct` in JSON beside `media`, or `media` alone."""

    description: str
    media: tuple[str, ...] = ()
    struct: Any = None
    headers: Mapping[str, Header] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Operation:
    """`needs` are the words of `form` without which the request means nothing.

    `fails` are the statuses of this operation besides those that all have.
    """

    summary: str
    answers: Mapping[int, Answer]
    description: str = ""
    query: tuple[Parameter, ...] = ()
    form: Mapping[str, Schema] | None = None
    needs: tuple[str, ...] = ()
    takes_values: bool = False  # of the activity, beside those of `form`
    raw: bool = False  # the body is the value
    fails: tuple[int, ...] = ()
    is_open: bool = False  # to anybody


XML = ("application/xml",)
TEXT = ("text/plain",)
ANY = ("*/*",)
PHASE_WORDS = [phase.value for phase in Phase]
INTEGER: Schema = {"type": "integer", "minimum": 0}
# What XML cannot hold is refused, see provenance.texts.
PLAIN = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]*$"
VALUE: Schema = {"type": ["string", "number", "boolean", "null"]}
VALUES: Schema = {"anyOf": [VALUE, {"type": "array", "items": VALUE}]}

PHASES = Parameter(
    "PHASE",
    "Jobs in one of these phases. ARCHIVED jobs are listed only when named.",
    {"type": "string", "enum": PHASE_WORDS},
    many=True,
)
AFTER = Parameter(
    "AFTER",
    "Jobs created after this UTC time, a day, or a year.",
    {"type": "string", "examples": ["2026-03-04T05:06:07.123Z", "2026-03-04", "2026"]},
)
LAST = Parameter(
    "LAST",
    "The last so many created jobs.",
    {"type": "integer", "minimum": 1},
)
WAIT = Parameter(
    "WAIT",
    "Answer after so many seconds, or when the phase changes; -1 for as long as may "
    "be, which is less than a minute. It may answer earlier: look at the phase, and "
    "ask again while it is PENDING, QUEUED or EXECUTING.",
    {"type": "integer", "minimum": -1},
)
WAIT_PHASE = Parameter(
    "PHASE",
    "With WAIT: answer at once unless the job is in this phase.",
    {"type": "string", "enum": PHASE_WORDS},
)
DEPTH = Parameter(
    "DEPTH",
    "How many jobs back from this one; 0 for this job alone, ALL for everything.",
    {"type": "string", "pattern": "^([0-9]{1,9}|ALL)$"},
)
FORMAT = Parameter(
    "RESPONSEFORMAT",
    "The form of the answer, whatever Accept says.",
    {"type": "string", "enum": ["xml", "text", "json", "votable"]},
)
ACTIVITY = Parameter(
    "activity",
    "The name of an activity whose values are to be spelled out.",
    {"type": "string"},
)
RANGE = Parameter(
    "Range",
    "One range of bytes, like bytes=0-1023 or bytes=-100.",
    {"type": "string", "examples": ["bytes=0-3", "bytes=2-", "bytes=-2"]},
    place="header",
)

RUN: Schema = {
    "type": "string",
    "enum": ["RUN"],
    "description": "Start the job at once.",
}
MOVES: Schema = {
    "type": "string",
    "enum": ["RUN", "ABORT", "HOLD", "SUSPEND", "RESUME"],
    "description": "HOLD keeps a job from starting until RUN; SUSPEND and RESUME are "
    "for operators.",
}
WISHES: dict[str, Schema] = {
    "RUNID": {
        "type": "string",
        "maxLength": 64,
        "pattern": PLAIN,
        "description": "Your own name for the job.",
    },
    "EXECUTIONDURATION": {
        "type": "integer",
        "minimum": 0,
        "description": "Seconds the job may run; 0 for as long as the operator allows. "
        "More than that is cut: the job says what it got.",
    },
    "DESTRUCTION": {
        "type": "string",
        "description": "UTC time when its files are destroyed. What lies in the past "
        "or beyond the operator's limit is moved: the job says what it got.",
        "examples": ["2026-03-04T05:06:07Z", "2100-01-01"],
    },
    "NEWFILES": {
        "type": "string",
        "enum": ["0", "1"],
        "description": "With 1, uploads are new files. Otherwise a result that comes "
        "back is recognised, by the id in its name or by its bytes.",
    },
}
_PAIR: Schema = {"type": "string", "examples": ["image,https://example.org/m13.fits"]}
UPLOAD: dict[str, Schema] = {
    "UPLOAD": {
        "anyOf": [_PAIR, {"type": "array", "items": {"type": "string"}}],
        "description": "A file by reference (DALI): name,URL, or name,param:part for a "
        "part of a multipart body. Several are given by repeating it, or with “;” "
        "between them.",
    }
}
URL: Schema = {"type": "string", "format": "uri"}
JOB_URL = Header("The job's absolute address.", URL)
LIST_URL = Header("The absolute address of the job list.", URL)
NEXT_URL = Header("Ask this next.", URL)
SEE_JOB = Answer("Done; Location is the job.", headers={"Location": JOB_URL})
SEE_LIST = Answer("Done; Location is the job list.", headers={"Location": LIST_URL})
WAIT_THERE = Answer(
    "Location is held until the job is over.", headers={"Location": NEXT_URL}
)
SEE_EITHER = Answer(
    "Done; Location is the job list after ACTION, and the job after PHASE.",
    headers={"Location": NEXT_URL},
)
LEFT_OUT = {
    "X-OPUS-Left-Out": Header(
        "How many earlier nodes are missing.", INTEGER, always=False
    )
}
ETAG = {
    "ETag": Header(
        "Names the bytes, for If-None-Match.", {"type": "string"}, always=False
    )
}
