"""What all parts have in common: texts that can be kept, and names of their own."""

import dataclasses
from collections import Counter
from collections.abc import Iterator
from typing import Any

from jobs.descriptions import names, texts
from jobs.descriptions.rules import Problem
from jobs.descriptions.value import Description

NAMED = ("parameters", "used", "generated")
LISTS = (*NAMED, "known_errors", "examples")
MOST_PARTS = 1000
MOST_CHARACTERS = 4_000_000
LONG, LINE, WORD = 100_000, 1024, 64
# Characters that a field may have at most; a field that is not here may have LONG.
LENGTHS = {
    "name": WORD,
    "title": 200,
    "type": WORD,
    "subtype": WORD,
    "version": WORD,
    "documentation": 500,
    "contact_name": 200,
    "contact_email": 254,
    "backend": WORD,
    "environment": WORD,
    "partition": WORD,
    "account": WORD,
    "licences": 200,
    "minimum": WORD,
    "maximum": WORD,
    "pattern": 500,
    "unit": WORD,
    "ucd": 128,
    "utype": 128,
    "group": 200,
    "shown_if": WORD,
    "content_type": 127,
    "content_types": 127,
    "url": LINE,
    "script": MOST_CHARACTERS,
}


def all_of(description: Description) -> Iterator[tuple[str, Any]]:
    """Every part in every list, with its path."""
    for kind in LISTS:
        for index, part in enumerate(getattr(description, kind)):
            yield f"{kind}.{index}", part


def named(description: Description) -> Iterator[tuple[str, Any]]:
    """Those whose names a script sees."""
    for kind in NAMED:
        for index, part in enumerate(getattr(description, kind)):
            yield f"{kind}.{index}", part


def storable(description: Description) -> Iterator[Problem]:
    """All texts come back in documents, so documents must be able to hold them."""
    count = sum(len(getattr(description, kind)) for kind in LISTS)
    if count > MOST_PARTS:
        yield "name", f"has {count:,} parts: {MOST_PARTS:,} at most"
        return
    yield from _of("", description)
    yield from _of("contact_", description.contact)
    for path, part in all_of(description):
        yield from _of(f"{path}.", part)
    if sum(len(text) for _, text in _all_texts(description)) > MOST_CHARACTERS:
        yield "name", f"has more than {MOST_CHARACTERS:,} characters: leave some out"


def _of(prefix: str, part: Any) -> Iterator[Problem]:
    for field, text in strings(part):
        longest = LENGTHS.get(f"{prefix}{field}", LENGTHS.get(field, LONG))
        if sentence := texts.problem(text):
            yield f"{prefix}{field}", sentence
        elif len(text) > longest:
            yield (
                f"{prefix}{field}",
                f"has {len(text):,} characters: {longest:,} at most",
            )


def strings(part: Any) -> Iterator[tuple[str, str]]:
    """Each text of the part with the name of its field; those of tuples, too."""
    for field in dataclasses.fields(part):
        for text in _flat(getattr(part, field.name)):
            yield field.name, text


def _flat(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for one in value:
            yield from _flat(one)


def _all_texts(description: Description) -> Iterator[tuple[str, str]]:
    yield from strings(description)
    for _, part in all_of(description):
        yield from strings(part)


def names_are_usable(description: Description) -> Iterator[Problem]:
    for path, part in named(description):
        if sentence := names.problem(part.name):
            yield f"{path}.name", sentence


def names_are_different(description: Description) -> Iterator[Problem]:
    count = Counter(part.name.lower() for _, part in named(description))
    for path, part in named(description):
        if count[part.name.lower()] > 1:
            yield (
                f"{path}.name",
                f"“{part.name}” is used twice (case does not count): rename one",
            )
