"""The cards beside the data flow: agents, parameters, what one may not see."""

from collections.abc import Sequence

from provenance.document import ParameterNode
from provenance.graph import words
from provenance.graph.history import History
from provenance.graph.picture import Card
from provenance.graph.scope import Node

TELLING = 4  # parameters on a note


def agent(node: Node, history: History) -> Card:
    known = history.agents[node.ids[0]]
    parts = [part for part in history.document.associated if part.agent == known.id]
    roles = dict.fromkeys(part.role for part in parts if part.role)
    return Card(
        "agent",
        "agent",
        title=words.name(known.name),
        subtitle=words.told([", ".join(roles)]),
        tooltip=words.told([known.name, *filter(None, [known.type, known.email])]),
    )


def parameters(node: Node, history: History) -> Card:
    """The most telling first: those that are not at their default."""
    activity = history.activities[node.ids[0]]
    given = sorted(activity.parameters, key=lambda parameter: parameter.is_default)
    lines = (_line(parameter) for parameter in given)
    return Card(
        "parameters",
        "parameters",
        title=words.counted(len(given), "parameter"),
        rows=tuple(
            (words.name(parameter.name), _value(parameter))
            for parameter in given[:TELLING]
        ),
        subtitle=_left(given[TELLING:]),
        tooltip=words.told([f"parameters of {activity.name}", *lines]),
    )


def hidden(_node: Node, _history: History) -> Card:
    known = "a step that you may not see"
    return Card("hidden", "activity", "hidden step", tooltip=known)


def _line(parameter: ParameterNode) -> str:
    given = f" (given as {parameter.given})" if parameter.given else ""
    return f"{parameter.name} = {_value(parameter)}{given}"


def _value(parameter: ParameterNode) -> str:
    return words.value(parameter.value, parameter.unit)


def _left(rest: Sequence[ParameterNode]) -> str:
    if not rest:
        return ""
    has_default = all(parameter.is_default for parameter in rest)
    return f"+ {len(rest)} {'at default' if has_default else 'more'}"
