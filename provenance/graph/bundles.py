"""Which entities share a card: many that are alike, and results that lead nowhere."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from provenance.graph.ends import Ends
from provenance.graph.history import History
from provenance.graph.scope import Node, Scope

ALIKE = 5  # so many files with the same neighbours become a collection
REST = 2  # so many results that lead nowhere become one card
NUMBERED = re.compile(r"[\s._-]*\d+$")


def bundles(ends: Mapping[str, Ends], history: History, scope: Scope) -> list[Node]:
    """A node for each entity or group of them, in the order of the entities."""
    groups: dict[Any, list[str]] = {}
    folded = dict(_folded(ends, history))
    for entity, near in ends.items():
        whole = folded.get(entity, entity)
        if whole in history.members:
            key: Any = ("members", whole)
            groups.setdefault(key, [whole])
        else:
            key = _likeness(entity, near, history, scope)
        if entity != whole or key[0] != "members":
            groups.setdefault(key, []).append(entity)
    return [node for key, group in groups.items() for node in _nodes(key[0], group)]


def _folded(ends: Mapping[str, Ends], history: History) -> Iterator[tuple[str, str]]:
    """Members on the card of their collection: what nothing else tells apart."""
    for whole, members in history.members.items():
        for member in members:
            at = ends.get(member)
            is_alone = member == history.document.focus or member in history.members
            if whole in ends and at and not is_alone:
                others = at.users.keys() - ends[whole].users.keys()
                if not others and at.makers.keys() == ends[whole].makers.keys():
                    yield member, whole


def _nodes(likeness: str, entities: list[str]) -> Iterator[Node]:
    if likeness == "members":
        yield Node("collection", tuple(entities))
    elif likeness == "rest" and len(entities) >= REST:
        yield Node("rest", tuple(entities))
    elif likeness == "alike" and len(entities) >= ALIKE:
        yield Node("collection", tuple(entities))
    else:
        yield from (Node("entity", (entity,)) for entity in entities)


def _likeness(entity: str, ends: Ends, history: History, scope: Scope) -> Any:
    """What entities must have in common to share a card; the first word says how."""
    if entity == history.document.focus:
        return "alone", entity
    makers, users = tuple(ends.makers), tuple(ends.users)
    if _leads_nowhere(ends, history):
        return "rest", makers
    seen = history.entities[entity]
    roles = [*ends.makers.values(), *ends.users.values()]
    prefixes = tuple(NUMBERED.sub("", role) for named in roles for role in named)
    hidden = entity in history.document.hidden
    return (
        "alike",
        makers,
        users,
        () if scope.is_coarse else prefixes,
        seen.kind,
        hidden,
    )


def _leads_nowhere(ends: Ends, history: History) -> bool:
    """It is the result of another job than that of the focus, and nothing used it."""
    return (
        not ends.users
        and len(ends.makers) == 1
        and all(
            maker.kind == "activity" and history.job(maker.ids[0]) != history.start
            for maker in ends.makers
        )
    )
