"""What is drawn, before it has words and sizes: nodes and the lines between them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from provenance.graph import containers, people
from provenance.graph.history import History
from provenance.graph.lines import Line, lines
from provenance.graph.people import Credit
from provenance.graph.scope import Node, Scope, stand_ins


@dataclass(frozen=True, slots=True)
class Draft:
    """`inside` names the container of a node; in `sequence` one follows the other.

    `configured` have their parameters on a note of their own; `named` are the agents
    that have no line to a node.
    """

    nodes: tuple[Node, ...]
    lines: tuple[Line, ...]
    inside: Mapping[Node, Node]
    containers: frozenset[Node]
    sequence: tuple[tuple[Node, Node], ...]
    configured: frozenset[Node]
    named: Mapping[Node, list[str]]
    focus: Node | None


def draft(history: History, scope: Scope) -> Draft:
    shown = stand_ins(history, scope)
    credited = tuple(people.credited(history, shown)) if scope.has_agents else ()
    found = tuple(lines(history, scope, shown, credited))
    inside = containers.inside(history, shown, found)
    focus = _focus(history, scope, shown)
    activities = [node for node in shown.values() if node.kind == "activity"]
    stubs = [Node("more", jobs) for jobs in scope.cut]
    related = [node for line in found for node in (line.cause, line.effect)]
    nodes = dict.fromkeys([*activities, *stubs, *related, *([focus] if focus else [])])
    return Draft(
        nodes=tuple(nodes),
        lines=found,
        inside=inside,
        containers=frozenset(inside.values()),
        sequence=tuple(containers.sequence(history, shown, inside)),
        configured=frozenset(
            line.effect for line in found if line.relation == "configured"
        ),
        named=_named(credited),
        focus=focus,
    )


def _focus(history: History, scope: Scope, shown: Mapping[str, Node]) -> Node | None:
    asked = history.document.focus
    if asked in history.agents:
        return Node("agent", (asked,)) if scope.has_agents else None
    if asked in history.entities and scope.detail != "jobs":
        return Node("entity", (asked,))
    return shown.get(asked) or shown.get(history.start)


def _named(credited: Iterable[Credit]) -> dict[Node, list[str]]:
    named: dict[Node, list[str]] = {}
    for credit in credited:
        if not credit.has_line:
            named.setdefault(credit.activity, []).append(credit.agent)
    return named
