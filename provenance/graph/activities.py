"""The cards of jobs, of their steps, and of jobs that are missing."""

from collections.abc import Iterator, Mapping

from provenance.document import ActivityNode
from provenance.graph import words
from provenance.graph.draft import Draft
from provenance.graph.history import History
from provenance.graph.picture import Card, Status
from provenance.graph.scope import Node

STATUS: Mapping[str, Status] = {
    "completed": "completed",
    "success": "completed",
    "error": "error",
    "failed": "error",
    "aborted": "stopped",
    "interrupted": "stopped",
}


def card(node: Node, history: History, draft: Draft) -> Card:
    activity = history.activities[node.ids[0]]
    is_step = activity.id in history.inside
    return Card(
        "activity",
        "step" if is_step else "job",
        title=words.name(activity.name),
        subtitle=words.joined(_facts(activity, is_step=is_step)),
        chips=tuple(_chips(node, history, draft)),
        status=STATUS.get(activity.status.lower(), "other"),
        is_container=node in draft.containers,
        tooltip=words.told(_known(activity)),
    )


def missing(node: Node, _: History) -> Card:
    title = words.counted(len(node.ids), "more job")
    return Card("more", "jobs", title, "not drawn", tooltip=f"{title}, not drawn")


def _facts(activity: ActivityNode, *, is_step: bool) -> Iterator[str]:
    yield "step" if is_step else words.identifier(activity.id)
    start, end = activity.start_time, activity.end_time
    if start and not is_step:
        yield words.moment(start)
    if start and end:
        yield words.duration(start, end)
    if not start and not is_step:
        yield "never ran"


def _chips(node: Node, history: History, draft: Draft) -> Iterator[str]:
    activity = history.activities[node.ids[0]]
    if activity.parameters and node not in draft.configured:
        yield words.counted(len(activity.parameters), "param")
    if history.holds.get(activity.id) and node not in draft.containers:
        yield words.counted(history.holds[activity.id], "step")
    for agent in draft.named.get(node, ()):
        yield words.name(history.agents[agent].name)


def _known(activity: ActivityNode) -> Iterator[str]:
    yield activity.name
    yield f"{activity.status.lower() or 'status unknown'}, {activity.id}"
    if activity.start_time:
        yield f"started {words.moment(activity.start_time)}"
    if activity.end_time:
        yield f"ended {words.moment(activity.end_time)}"
    if activity.plan:
        yield f"followed {activity.plan.name} {activity.plan.version}"
    if activity.comment:
        yield activity.comment
