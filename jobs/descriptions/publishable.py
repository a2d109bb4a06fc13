"""Whether a description can be used, field by field."""

from collections.abc import Iterable, Iterator

from jobs.descriptions.rules import (
    Problem,
    entities,
    examples,
    head,
    parameters,
    parts,
)
from jobs.descriptions.rules.head import Site
from jobs.descriptions.value import Description

HERE = Site()


def problems(description: Description, site: Site = HERE) -> dict[str, str]:
    """A sentence for each field that is wrong, by its path.

    A path is the name of a field, or the kind, index and field of a part, like
    `parameters.0.default`. The first problem of a field is the one that is told.
    `site` says which machines and which software there are.
    """
    if found := unstorable(description):
        return {**_first_of_each(head.complete(description, site)), **found}
    return _first_of_each(_all(description, site))


def unstorable(description: Description) -> dict[str, str]:
    """Like `problems`, but only what not even a draft can have."""
    return _first_of_each(_kept(description))


def _kept(description: Description) -> Iterator[Problem]:
    yield from parts.storable(description)
    yield from head.storable(description)
    yield from parts.names_are_different(description)


def _all(description: Description, site: Site) -> Iterator[Problem]:
    yield from head.complete(description, site)
    yield from parts.names_are_usable(description)
    yield from parameters.complete(description)
    yield from entities.complete(description)
    yield from examples.complete(description)


def _first_of_each(problems: Iterable[Problem]) -> dict[str, str]:
    found: dict[str, str] = {}
    for path, sentence in problems:
        found.setdefault(path, sentence)
    return found
