"""What a stamp says, in all kinds of files."""

import msgspec


class UnfitError(Exception):
    """The file cannot carry a stamp; the message says why."""


class Stamp(msgspec.Struct, frozen=True):
    """`entity`, `job` and `lineage` are addresses, or ids where a portal has none.

    `sha256` is of the bytes before the stamp; `document` is PROV-JSON in ASCII.
    """

    entity: str
    job: str
    lineage: str
    activity: str
    time: str
    sha256: str
    document: str


class Order(msgspec.Struct, frozen=True):
    """One file to stamp: a copy with the stamp goes to `target`."""

    source: str
    target: str
    content_type: str
    stamp: Stamp


class Done(msgspec.Struct, frozen=True):
    """What came of an order: the copy's size and hash, or why there is none."""

    target: str
    size: int = 0
    sha256: str = ""
    problem: str = ""
