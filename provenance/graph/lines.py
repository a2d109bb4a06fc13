"""What connects the nodes of a picture, at each level of detail."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from provenance.graph import ends, words
from provenance.graph.bundles import bundles
from provenance.graph.ends import Ends, Roles
from provenance.graph.history import History
from provenance.graph.people import Credit
from provenance.graph.picture import Relation
from provenance.graph.scope import Node, Scope


@dataclass(frozen=True, slots=True)
class Line:
    """`says` are the roles of the data, or what went from one job to another."""

    cause: Node
    effect: Node
    relation: Relation
    says: Roles = ()


def lines(
    history: History,
    scope: Scope,
    shown: Mapping[str, Node],
    credited: Iterable[Credit],
) -> Iterator[Line]:
    near = {
        entity: ends.of(entity, history, shown) for entity in _touched(history, scope)
    }
    if scope.detail == "jobs":
        yield from _influences(near, history)
        return
    yield from _data(near, history, scope)
    if scope.detail == "everything":
        yield from _parameters(history, scope)
        yield from _responsibilities(credited)


def _touched(history: History, scope: Scope) -> Iterator[str]:
    """The entities of the jobs that are drawn, in the order of the document."""
    touched = {entity for job in scope.kept for entity in history.uses[job]}
    touched |= {entity for job in scope.kept for entity in history.makes[job]}
    return (entity for entity in history.entities if entity in touched)


def _influences(near: Mapping[str, Ends], history: History) -> Iterator[Line]:
    """From job to job, with the files that went this way."""
    passed: dict[tuple[Node, Node], list[str]] = {}
    for entity, at in near.items():
        for user in at.users:
            makers = [maker for maker in at.makers if maker != user]
            if entity in history.document.hidden:
                makers.append(Node("hidden", user.ids))
            for maker in makers:
                passed.setdefault((maker, user), []).append(entity)
        if entity in history.document.hidden_uses:
            for maker in at.makers:
                passed.setdefault((maker, _unseen(maker.ids)), []).append(entity)
    for (maker, user), entities in passed.items():
        files = words.counted(len(entities), "file")
        only = history.entities[entities[0]].name
        yield Line(maker, user, "informed", (only if len(entities) == 1 else files,))


def _data(near: Mapping[str, Ends], history: History, scope: Scope) -> Iterator[Line]:
    for bundle in bundles(near, history, scope):
        makers = _merged(near[entity].makers for entity in bundle.ids)
        users = _merged(near[entity].users for entity in bundle.ids)
        for maker, roles in makers.items():
            yield Line(maker, bundle, "generated", roles)
        if not history.document.hidden.isdisjoint(bundle.ids):
            yield Line(Node("hidden", bundle.ids), bundle, "generated")
        for user, roles in users.items():
            yield Line(bundle, user, "used", roles)
        if not history.document.hidden_uses.isdisjoint(bundle.ids):
            yield Line(bundle, _unseen(bundle.ids), "used")


def _unseen(ids: tuple[str, ...]) -> Node:
    """The hidden step after these things, another one than that before them."""
    return Node("hidden", ("", *ids))


def _merged(ends: Iterable[Mapping[Node, Roles]]) -> dict[Node, Roles]:
    merged: dict[Node, dict[str, None]] = {}
    for each in ends:
        for node, roles in each.items():
            merged.setdefault(node, {}).update(dict.fromkeys(roles))
    return {node: tuple(roles) for node, roles in merged.items()}


def _parameters(history: History, scope: Scope) -> Iterator[Line]:
    for job in scope.kept:
        if history.activities[job].parameters:
            note, node = Node("parameters", (job,)), Node("activity", (job,))
            yield Line(note, node, "configured")


def _responsibilities(credited: Iterable[Credit]) -> Iterator[Line]:
    for part in credited:
        if part.has_line:
            yield Line(Node("agent", (part.agent,)), part.activity, "associated")
