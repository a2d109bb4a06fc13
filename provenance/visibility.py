"""Who may see which rows; every query that leaves this app passes here."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from provenance.models import Activity, Entity


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as provenance knows them: `user` is None for an anonymous one."""

    user: int | None = None
    groups: frozenset[int] = frozenset()
    sees_all: bool = False


def activities(viewer: Viewer) -> QuerySet[Activity]:
    """An inner step is as visible as the job around it."""
    everything = Activity.objects.all()
    if viewer.sees_all:
        return everything
    return everything.filter(
        _owned("", viewer)
        | _owned("root__", viewer)
        | _granted("grants__", viewer)
        | _granted("root__grants__", viewer)
    ).distinct()


def entities(viewer: Viewer) -> QuerySet[Entity]:
    """One's own, those shown to one, and what a visible activity generated."""
    everything = Entity.objects.all()
    if viewer.sees_all:
        return everything
    made_by = "generated__activity__"
    return everything.filter(
        _owned("", viewer)
        | _granted("grants__", viewer)
        | _owned(made_by, viewer)
        | _granted(f"{made_by}grants__", viewer)
        | _granted(f"{made_by}root__grants__", viewer)
    ).distinct()


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
