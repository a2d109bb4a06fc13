"""How much of a history is drawn, and which node stands for which activity."""

from collections.abc import Mapping
from dataclasses import dataclass

from provenance.graph.history import History
from provenance.graph.picture import Detail, Kind

DEEPEST = 1  # steps are drawn in a job, and in a step of a job; not in those


@dataclass(frozen=True, slots=True)
class Node:
    """What gets one card; `ids` are the things that the card stands for."""

    kind: Kind
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """`cut` are the jobs that are not drawn, by the place where they are missing.

    `is_coarse`: files are gathered whatever their role, to get one job on a page.
    """

    kept: tuple[str, ...]
    cut: tuple[tuple[str, ...], ...]
    opened: frozenset[str]
    detail: Detail
    has_agents: bool
    is_coarse: bool = False


def opened(history: History, detail: Detail) -> frozenset[str]:
    """The activities that are drawn with their steps inside."""
    if detail == "jobs":
        return frozenset()
    parents = dict.fromkeys(history.inside.values())
    return frozenset(
        parent
        for parent in parents
        if len(history.around(parent)) <= DEEPEST
        and (detail == "everything" or history.job(parent) == history.start)
    )


def stand_ins(history: History, scope: Scope) -> Mapping[str, Node]:
    """The node of each activity: its own, that of what is around it, or a stub."""
    shown = {job: Node("activity", (job,)) for job in scope.kept}
    for jobs in scope.cut:
        shown |= dict.fromkeys(jobs, Node("more", jobs))
    for step, around in history.inside.items():
        is_drawn = shown[around] == Node("activity", (around,))
        is_open = is_drawn and around in scope.opened
        shown[step] = Node("activity", (step,)) if is_open else shown[around]
    return shown
