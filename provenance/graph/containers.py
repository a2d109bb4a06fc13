"""What is drawn inside what, and in which order steps happened."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import pairwise

from provenance.graph.history import History
from provenance.graph.lines import Line
from provenance.graph.scope import Node

Inside = Mapping[Node, Node]


def inside(
    history: History, shown: Mapping[str, Node], lines: Iterable[Line]
) -> dict[Node, Node]:
    """Each node that is in a container: steps, and files from one step to another."""
    steps = {
        shown[step]: shown[around]
        for step, around in history.inside.items()
        if shown[step] != shown[around]
    }
    makers: dict[Node, list[Node]] = {}
    users: dict[Node, list[Node]] = {}
    for line in lines:
        if line.relation == "generated":
            makers.setdefault(line.effect, []).append(line.cause)
        elif line.relation == "used":
            users.setdefault(line.cause, []).append(line.effect)
    passed = {
        file: _home(makers[file], users[file], steps)
        for file in makers
        if file in users
    }
    return steps | {file: around for file, around in passed.items() if around}


def _home(makers: list[Node], users: list[Node], steps: Inside) -> Node | None:
    """The innermost container in which the file was made, and in which it was used."""
    first, *others = [set(_around(maker, steps)) for maker in makers]
    used = {around for user in users for around in _around(user, steps)}
    homes = first.intersection(used, *others)
    return next((node for node in _around(makers[0], steps) if node in homes), None)


def _around(node: Node, steps: Inside) -> Iterator[Node]:
    while around := steps.get(node):
        yield around
        node = around


def sequence(
    history: History, shown: Mapping[str, Node], steps: Inside
) -> Iterator[tuple[Node, Node]]:
    """Steps of one container where one began after the other had ended."""
    siblings: dict[Node, dict[Node, tuple[datetime, datetime]]] = {}
    for step in history.inside:
        seen, node = history.activities[step], shown[step]
        if node.ids == (step,) and node in steps and seen.start_time and seen.end_time:
            times = (seen.start_time, seen.end_time)
            siblings.setdefault(steps[node], {})[node] = times
    for ran in siblings.values():
        for earlier, later in pairwise(sorted(ran, key=lambda step: ran[step])):
            if ran[earlier][1] <= ran[later][0]:
                yield earlier, later
