"""The agents of a picture: a card each, or only a name where one is everywhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from provenance.graph.history import History
from provenance.graph.scope import Node

MANY = 2  # with more lines than this an agent hides the rest of the picture


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody's part in an activity; without a line its card names them."""

    agent: str
    activity: Node
    has_line: bool


def credited(history: History, shown: Mapping[str, Node]) -> Iterator[Credit]:
    """Every agent of everything that has a card."""
    parts: dict[str, dict[Node, None]] = {}
    for given in history.document.associated:
        node = shown.get(given.activity)
        if node and node.kind == "activity" and given.agent in history.agents:
            parts.setdefault(given.agent, {})[node] = None
    centre = shown.get(history.start)
    for agent, nodes in parts.items():
        nearest = centre if centre in nodes else next(iter(nodes))
        for node in nodes:
            yield Credit(agent, node, len(nodes) <= MANY or node == nearest)
