"""Which nodes are at the two ends of an entity: what made it, and what used it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from provenance.graph.history import History, Link
from provenance.graph.scope import Node

Roles = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ends:
    """Each node with the roles that the entity had for it."""

    makers: Mapping[Node, Roles]
    users: Mapping[Node, Roles]


def of(entity: str, history: History, shown: Mapping[str, Node]) -> Ends:
    makers = _innermost(history.makers.get(entity, ()), history, shown)
    users = _innermost(history.users.get(entity, ()), history, shown)
    # what steps that are not drawn, or missing jobs, pass among themselves
    among = users.keys() & makers.keys()
    return Ends(makers, {node: users[node] for node in users if node not in among})


def _innermost(
    links: Iterable[Link], history: History, shown: Mapping[str, Node]
) -> dict[Node, Roles]:
    """A job and its step tell of one file: it is drawn once, at the step."""
    roles: dict[Node, dict[str, None]] = {}
    outer: dict[Node, Node] = {}
    for link in links:
        node = shown[link.activity]
        roles.setdefault(node, {}).update({link.role: None} if link.role else {})
        outer |= {shown[around]: node for around in history.around(link.activity)}
    for around, node in outer.items():
        if around != node and around in roles:
            lost = roles.pop(around)
            roles[node] = roles.get(node) or lost
    return {node: tuple(found) for node, found in roles.items()}
