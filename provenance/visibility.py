"""Who may see which rows; every query that leaves this app passes here.

What is unlisted belongs to nobody. Whoever knows its id may see it, and whoever does
not shall never learn it: it is in no list, no count and no search. So there are two
questions: what may be listed (`activities`, `entities`), and what may be opened by
somebody who names it (`named_activities`, `named_entities`).
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from provenance.models import Activity, Entity


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as provenance knows them: `user` is None for an anonymous one."""

    user: int | None = None
    groups: frozenset[int] = frozenset()
    sees_all: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it is somebody; of machines a stranger learns no names or paths."""
        return self.sees_all or self.user is not None


def activities(viewer: Viewer) -> QuerySet[Activity]:
    """An inner step is as visible as the job around it."""
    everything = Activity.objects.all()
    if viewer.sees_all:
        return everything
    return everything.filter(_visible_activity(viewer)).distinct()


def named_activities(viewer: Viewer, ids: Collection[str]) -> QuerySet[Activity]:
    """Those of the activities with these public ids that the viewer may open."""
    named = Activity.objects.filter(public_id__in=_possible(ids))
    if viewer.sees_all:
        return named
    return named.filter(Q(is_unlisted=True) | _visible_activity(viewer)).distinct()


def naming_activities(viewer: Viewer) -> QuerySet[Activity]:
    """Activities that tell the viewer ids of unlisted things, once they are open.

    The unlisted ones, which the viewer opened by an id, and the viewer's own, for which
    the viewer gave those ids. Not what was merely shown to the viewer: who shows a job
    to others does not hand them the keys to what it used.
    """
    return Activity.objects.filter(Q(is_unlisted=True) | _owned("", viewer))


def entities(viewer: Viewer) -> QuerySet[Entity]:
    """One's own, those shown to one, and what a visible activity generated."""
    everything = Entity.objects.all()
    if viewer.sees_all:
        return everything
    return everything.filter(_visible_entity(viewer)).distinct()


def named_entities(viewer: Viewer, ids: Collection[str]) -> QuerySet[Entity]:
    """Those of the entities with these public ids that the viewer may open."""
    named = Entity.objects.filter(public_id__in=_possible(ids))
    if viewer.sees_all:
        return named
    return named.filter(Q(is_unlisted=True) | _visible_entity(viewer)).distinct()


def _possible(ids: Collection[str]) -> list[str]:
    """Without those that no database could hold."""
    return [one for one in ids if "\0" not in one]


def makers(entity: Entity, viewer: Viewer) -> QuerySet[Activity]:
    """The jobs that generated an entity which the viewer has opened.

    What made an unlisted entity belongs to nobody, either: it is open to whoever knows
    the entity.
    """
    visible = Q(pk__in=activities(viewer).values("pk"))
    made_it = Activity.objects.filter(root=None, generated__entity=entity)
    return made_it.filter(visible | Q(is_unlisted=True))


def _visible_activity(viewer: Viewer) -> Q:
    return (
        _owned("", viewer)
        | _owned("root__", viewer)
        | _granted("grants__", viewer)
        | _granted("root__grants__", viewer)
    )


def _visible_entity(viewer: Viewer) -> Q:
    made_by = "generated__activity__"
    return (
        _owned("", viewer)
        | _granted("grants__", viewer)
        | _owned(made_by, viewer)
        | _granted(f"{made_by}grants__", viewer)
        | _granted(f"{made_by}root__grants__", viewer)
    )


def _owned(path: str, viewer: Viewer) -> Q:
    if viewer.user is None:
        return Q(pk__in=())
    return Q(**{f"{path}owner": viewer.user})


def _granted(path: str, viewer: Viewer) -> Q:
    everybody = Q(
        **{
            f"{path}id__isnull": False,
            f"{path}user": None,
            f"{path}group": None,
        }
    )
    if viewer.user is None:
        return everybody
    return (
        everybody
        | Q(**{f"{path}user": viewer.user})
        | Q(**{f"{path}group__in": viewer.groups})
    )
