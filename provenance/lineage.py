"""Which activities belong to the history of something, as far as a viewer may see.

The walk goes breadth-first, so what is nearest is kept when the budget is short. It
never passes through an activity that the viewer may not see. An unlisted activity is
part of it where an activity used what it made that names such things for the viewer
(`visibility.naming_activities`); the way there needs an id that the viewer knows.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from provenance import visibility
from provenance.models import Activity, Entity, Generated, Used
from provenance.visibility import Viewer

BUDGET = 2000  # activities


@dataclass(frozen=True, slots=True)
class Lineage:
    """`activities` are keys of jobs, nearest first; inner steps go without saying.

    `hidden` are keys of entities that an invisible activity generated; `left_out`
    counts the visible activities beyond the budget that were seen but not walked.
    """

    focus: str
    activities: tuple[int, ...]
    hidden: frozenset[int] = frozenset()
    left_out: int = 0


def upstream(
    activity: Activity,
    viewer: Viewer,
    *,
    depth: int | None = None,
    budget: int = BUDGET,
) -> Lineage:
    """The activity and those before it: `depth` jobs back, or all of them.

    The caller has made sure that the viewer may see the activity itself.
    """
    found: dict[int, None] = {activity.pk: None}
    hidden: set[int] = set()
    left_out: set[int] = set()
    edge = [activity.pk]
    while edge and (depth is None or depth > 0):
        origins = _origins(edge)
        visible = _visible(edge, origins, viewer)
        hidden |= {entity for entity, made_by in origins if made_by not in visible}
        edge = [pk for pk in visible if pk not in found]
        room = budget - len(found)
        left_out.update(edge[room:])
        edge = edge[:room]
        found |= dict.fromkeys(edge)
        depth = None if depth is None else depth - 1
    return Lineage(activity.public_id, tuple(found), frozenset(hidden), len(left_out))


def of_entity(
    entity: Entity, viewer: Viewer, *, depth: int | None = None, budget: int = BUDGET
) -> Lineage | None:
    """The history of an entity; None if nothing is known of where it came from.

    The caller has made sure that the viewer may see the entity itself.
    """
    activity = visibility.makers(entity, viewer).order_by("pk").first()
    if activity is None:
        return None
    return upstream(activity, viewer, depth=depth, budget=budget)


def _origins(activities: Iterable[int]) -> list[tuple[int, int]]:
    """(entity, job that generated it) for all that the activities and steps used."""
    steps = Activity.objects.filter(root__in=activities).values("pk")
    used = Used.objects.filter(activity__in=activities).values("entity")
    used_inside = Used.objects.filter(activity__in=steps).values("entity")
    generated = Generated.objects.filter(activity__root=None)
    pairs = generated.filter(entity__in=used) | generated.filter(entity__in=used_inside)
    return list(pairs.order_by("pk").values_list("entity_id", "activity_id"))


def _visible(
    edge: Collection[int], origins: Iterable[tuple[int, int]], viewer: Viewer
) -> dict[int, None]:
    """The visible ones of the jobs, in the order in which they were found."""
    jobs = dict.fromkeys(made_by for _, made_by in origins)
    visible = visibility.activities(viewer).filter(pk__in=jobs)
    allowed = set(visible.values_list("pk", flat=True))
    if others := jobs.keys() - allowed:
        allowed |= _unlisted(edge, others, viewer)
    return {pk: None for pk in jobs if pk in allowed}


def _unlisted(edge: Collection[int], jobs: Collection[int], viewer: Viewer) -> set[int]:
    """Those of the jobs that the edge names for the viewer, by what it used."""
    naming = visibility.naming_activities(viewer).filter(
        Q(pk__in=edge) | Q(root__in=edge)
    )
    used = Used.objects.filter(activity__in=naming.values("pk")).values("entity")
    unlisted = Activity.objects.filter(is_unlisted=True, pk__in=jobs)
    named = unlisted.filter(generated__entity__in=used)
    return set(named.values_list("pk", flat=True))
