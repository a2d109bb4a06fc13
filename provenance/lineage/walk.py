"""The history and the future of something, as far as a viewer may see it.

The walk never passes through an activity that the viewer may not see. An unlisted
activity is part of the history where an activity used what it made that names such
things for the viewer (`visibility.naming_activities`); the way there needs an id that
the viewer knows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from django.db.models import Q, QuerySet

from provenance import visibility
from provenance.lineage import sql
from provenance.lineage.narrow import Derivations, Edge, Walker, by_job
from provenance.lineage.sql import Way
from provenance.models import Activity, Agent, Derived, Entity, Used
from provenance.visibility import Viewer

BUDGET = 2000  # activities


@dataclass(frozen=True, slots=True)
class Lineage:
    """`activities` are keys of jobs, nearest first; inner steps go without saying.

    `entities` are keys of those that were asked for. `hidden` are keys of entities
    that an invisible activity generated, `hidden_uses` of those that one used;
    `left_out` counts the visible activities beyond the budget that were seen but not
    walked.
    """

    focus: str
    activities: tuple[int, ...]
    hidden: frozenset[int] = frozenset()
    left_out: int = 0
    hidden_uses: frozenset[int] = frozenset()
    entities: tuple[int, ...] = ()


def upstream(
    activity: Activity,
    viewer: Viewer,
    *,
    depth: int | None = None,
    budget: int = BUDGET,
) -> Lineage:
    """The activity and those before it: `depth` jobs back, or all of them."""
    return walk(activity, viewer, up=depth, down=0, budget=budget)


def walk(
    activity: Activity,
    viewer: Viewer,
    *,
    up: int | None = None,
    down: int | None = 0,
    budget: int = BUDGET,
) -> Lineage:
    """The job of the activity, `up` jobs before it and `down` after it; None: all.

    The caller has made sure that the viewer may see the activity itself.
    """
    start = (activity.root_id or activity.pk,)
    back = _search(_Search("back", start, viewer, up, budget))
    forth = _search(_Search("forth", start, viewer, down, budget))
    return _joined(activity.public_id, viewer, (back, forth), budget)


def of_entity(
    entity: Entity,
    viewer: Viewer,
    *,
    up: int | None = None,
    down: int | None = 0,
    budget: int = BUDGET,
) -> Lineage:
    """`up` jobs before the entity, what made it counted, and `down` jobs after it.

    The caller has made sure that the viewer may see the entity itself.
    """
    makers = visibility.makers(entity, viewer).order_by("pk").values_list("pk")
    users = users_of(entity, viewer).order_by("pk").values_list("pk")
    back = _search(
        _Search("back", _some(makers, up), viewer, _less(up), budget, entity.pk)
    )
    forth = _search(
        _Search(
            "forth", _some(users[:budget], down), viewer, _less(down), budget, entity.pk
        )
    )
    found = _joined(entity.public_id, viewer, (back, forth), budget, (entity.pk,))
    return _with_hidden_ends(found, entity, viewer, up, down)


def of_agent(agent: Agent, viewer: Viewer, *, budget: int = BUDGET) -> Lineage:
    """The newest jobs that the agent had a part in."""
    jobs = visibility.activities(viewer).filter(root=None, associations__agent=agent)
    keys = list(jobs.order_by("-pk").values_list("pk", flat=True)[: budget + 1])
    return Lineage(
        agent.public_id, tuple(keys[:budget]), left_out=max(0, len(keys) - budget)
    )


def users_of(entity: Entity, viewer: Viewer) -> QuerySet[Activity]:
    """The jobs that used the entity, also in a step, and that may be listed."""
    used = Used.objects.filter(entity=entity).values("job")
    return visibility.activities(viewer).filter(pk__in=used)


def _some(keys: Iterable[tuple[int]], depth: int | None) -> tuple[int, ...]:
    return () if depth == 0 else tuple(key for (key,) in keys)


def _less(depth: int | None) -> int | None:
    return None if depth is None else max(0, depth - 1)


@dataclass(frozen=True, slots=True)
class _Search:
    """One way: from these jobs, or from the entity that they made or used."""

    way: Way
    starts: tuple[int, ...]
    viewer: Viewer
    depth: int | None
    budget: int
    entity: int | None = None


@dataclass(frozen=True, slots=True)
class _Found:
    """`edges` are those of the jobs that were walked on from, also to others."""

    way: Way
    jobs: tuple[int, ...]
    edges: tuple[Edge, ...]


def _search(wanted: _Search) -> _Found:
    way, depth = wanted.way, wanted.depth
    jobs = sql.reached(
        wanted.starts, wanted.viewer, way, depth=depth, limit=wanted.budget
    )
    if depth == 0 or not jobs:
        return _Found(way, tuple(jobs), ())
    edges = sql.edges(jobs, way)
    found = set(jobs)
    inside = [edge for edge in edges if edge[2] in found]
    levels = _levels(wanted.starts, inside)
    if depth is not None:
        jobs = [job for job in jobs if levels[job] <= depth]
        edges = [edge for edge in edges if levels[edge[0]] < depth]
    narrowed = _narrowed(wanted, jobs, edges)
    if narrowed is None:
        return _Found(way, tuple(jobs), tuple(edges))
    kept = [job for job in jobs if job in narrowed.jobs]
    return _Found(way, tuple(kept), tuple(narrowed.passed))


def _levels(starts: Iterable[int], edges: Iterable[Edge]) -> dict[int, int]:
    near: dict[int, set[int]] = {}
    for job, _, other in edges:
        near.setdefault(job, set()).add(other)
    levels = dict.fromkeys(starts, 0)
    waiting = list(levels)
    for job in waiting:  # it grows meanwhile
        for other in near.get(job, ()):
            if other not in levels:
                levels[other] = levels[job] + 1
                waiting.append(other)
    return levels


def _narrowed(
    wanted: _Search, jobs: Sequence[int], edges: Sequence[Edge]
) -> Walker | None:
    """None if nothing is known of what came from what inside the jobs."""
    rows = Derived.objects.filter(job__in=jobs).values_list("job", "generated", "used")
    derivations = Derivations.of(rows)
    if not derivations.direct:
        return None
    walker = Walker(wanted.way, derivations, by_job(edges))
    if wanted.entity is None:
        walker.from_jobs(wanted.starts)
    else:
        walker.from_entity(wanted.entity, wanted.starts)
    return walker


def _joined(
    focus: str,
    viewer: Viewer,
    ways: tuple[_Found, _Found],
    budget: int,
    entities: tuple[int, ...] = (),
) -> Lineage:
    turns = chain.from_iterable(zip_longest(*(found.jobs for found in ways)))
    jobs = tuple(dict.fromkeys(job for job in turns if job is not None))[:budget]
    hidden, left_out = {}, set()
    for found in ways:
        missing = _missing(found, set(jobs))
        seen = _visible(missing, found.way, viewer)
        hidden[found.way] = frozenset(
            touched for _, touched, other in missing if other not in seen
        )
        left_out |= seen
    return Lineage(
        focus, jobs, hidden["back"], len(left_out), hidden["forth"], entities
    )


def _missing(found: _Found, kept: set[int]) -> list[Edge]:
    return [edge for edge in found.edges if edge[0] in kept and edge[2] not in kept]


def _visible(edges: Sequence[Edge], way: Way, viewer: Viewer) -> set[int]:
    """The jobs at the far ends that the viewer may see, though they are not found."""
    others = {other for _, _, other in edges}
    if viewer.sees_all or not others:
        return others
    seen = visibility.activities(viewer).filter(pk__in=others)
    allowed = set(seen.values_list("pk", flat=True))
    if way == "back" and (rest := others - allowed):
        near = {job for job, _, _ in edges}
        naming = visibility.naming_activities(viewer).filter(
            Q(pk__in=near) | Q(root__in=near)
        )
        names = set(naming.values_list("pk", flat=True))
        unlisted = Activity.objects.filter(pk__in=rest, is_unlisted=True)
        keys = set(unlisted.values_list("pk", flat=True))
        allowed |= {other for job, _, other in edges if job in names and other in keys}
    return allowed


def _with_hidden_ends(
    found: Lineage,
    entity: Entity,
    viewer: Viewer,
    up: int | None,
    down: int | None,
) -> Lineage:
    """Also the entity itself can come from, or be used by, what one may not see."""
    if viewer.sees_all:
        return found
    hidden, uses = set(found.hidden), set(found.hidden_uses)
    made = Activity.objects.filter(root=None, generated__entity=entity)
    seen = visibility.makers(entity, viewer).values("pk")
    if up != 0 and made.exclude(pk__in=seen).exists():
        hidden.add(entity.pk)
    used = Used.objects.filter(entity=entity)
    if (
        down != 0
        and used.exclude(job__in=users_of(entity, viewer).values("pk")).exists()
    ):
        uses.add(entity.pk)
    return Lineage(
        found.focus,
        found.activities,
        frozenset(hidden),
        found.left_out,
        frozenset(uses),
        (entity.pk,),
    )
