"""Activities and entities by what is known of them; only what may be listed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from django.db.models import Q, QuerySet

from provenance import visibility
from provenance.models import Activity, Entity
from provenance.visibility import Viewer

PAGE = 50
LOOKED_AT = 5000  # activities whose parameters are compared, the newest
MOST_FOUND = 500  # activities with such a parameter
Row = TypeVar("Row", Activity, Entity)


@dataclass(frozen=True, slots=True)
class Search:
    """Whatever is empty does not count.

    `text` is a part of the name, or an id; `description` the name of an activity
    description and `version` the label of its version; `agent` a part of the name of
    whoever had a part in it; `sha256` the beginning of a hash, in lower case. For an
    entity, all but name, type and hash are those of what generated it. `before` is the
    public id of the last row of the page before.
    """

    text: str = ""
    type: str = ""
    description: str = ""
    version: str = ""
    agent: str = ""
    parameter: str = ""
    value: str = ""
    since: datetime | None = None
    until: datetime | None = None
    sha256: str = ""
    before: str = ""

    @property
    def is_of_activities(self) -> bool:
        """Whether anything is asked that activities have."""
        return bool(
            self.description
            or self.version
            or self.agent
            or self.parameter
            or self.value
        )


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """`before` leads to the next page; `is_partial` if not all was looked at."""

    rows: Sequence[Row]
    before: str = ""
    is_partial: bool = False


def activities(wanted: Search, viewer: Viewer) -> Page[Activity]:
    """Jobs and steps, the newest first."""
    rows = _between(_of_activities(wanted, viewer), "start_time", wanted)
    if wanted.text:
        rows = rows.filter(
            Q(name__icontains=wanted.text) | Q(public_id=wanted.text.lower())
        )
    if wanted.type:
        rows = rows.filter(plan__content__type__iexact=wanted.type)
    rows = rows.select_related("plan", "root")
    if not (wanted.parameter or wanted.value):
        return _page(rows, wanted)
    keys, is_partial = _with_parameter(_after(rows, wanted), wanted, PAGE + 1)
    found = list(rows.filter(pk__in=keys).order_by("-pk"))
    return _cut(found, is_partial=is_partial)


def entities(wanted: Search, viewer: Viewer) -> Page[Entity]:
    """Files and other entities, the newest first."""
    rows = _between(visibility.entities(viewer), "recorded_at", wanted)
    if wanted.text:
        rows = rows.filter(
            Q(name__icontains=wanted.text) | Q(public_id=wanted.text.lower())
        )
    if wanted.type:
        rows = rows.filter(
            Q(content_type__istartswith=wanted.type) | Q(kind__iexact=wanted.type)
        )
    if wanted.sha256:
        rows = rows.filter(_hashed(wanted.sha256))
    is_partial = False
    if wanted.is_of_activities:
        made = _of_activities(wanted, viewer)
        if wanted.parameter or wanted.value:
            keys, is_partial = _with_parameter(made, wanted, MOST_FOUND)
            rows = rows.filter(generated__activity__in=keys).distinct()
        else:
            rows = rows.filter(
                generated__activity__in=made.order_by().values("pk")
            ).distinct()
    found = _page(rows, wanted)
    return Page(found.rows, found.before, is_partial)


def _of_activities(wanted: Search, viewer: Viewer) -> QuerySet[Activity]:
    rows = visibility.activities(viewer)
    if wanted.description:
        rows = rows.filter(plan__name__iexact=wanted.description)
    if wanted.version:
        rows = rows.filter(plan__version__iexact=wanted.version)
    if wanted.agent:
        rows = rows.filter(associations__agent__name__icontains=wanted.agent).distinct()
    return rows


def _between(rows: QuerySet[Row], field: str, wanted: Search) -> QuerySet[Row]:
    if wanted.since:
        rows = rows.filter(**{f"{field}__gte": wanted.since})
    if wanted.until:
        rows = rows.filter(**{f"{field}__lt": wanted.until})
    return rows


def _hashed(digits: str) -> Q:
    """Hashes that begin so; as a range, for which every database has an index."""
    last = f"{digits}g"
    return Q(sha256__gte=digits, sha256__lt=last) | Q(
        unstamped_sha256__gte=digits, unstamped_sha256__lt=last
    )


def _with_parameter(
    rows: QuerySet[Activity], wanted: Search, most: int
) -> tuple[list[int], bool]:
    """The newest with such a parameter; True if older ones were not looked at."""
    found: list[int] = []
    newest = rows.order_by("-pk").values_list("pk", "parameters")
    for number, (key, parameters) in enumerate(newest[: LOOKED_AT + 1].iterator()):
        if number == LOOKED_AT or len(found) == most:
            return found, True
        if _has(parameters, wanted.parameter, wanted.value):
            found.append(key)
    return found, False


def _has(parameters: Iterable[dict[str, object]], name: str, value: str) -> bool:
    return any(
        (not name or str(one.get("name", "")).lower() == name.lower())
        and (not value or _same(one.get("value"), value))
        for one in parameters
    )


def _same(kept: object, asked: str) -> bool:
    """As texts, or as numbers: 3 finds 3.0."""
    if str(kept).strip().lower() == asked.lower():
        return True
    try:
        return float(str(kept)) == float(asked)
    except ValueError:
        return False


def _after(rows: QuerySet[Row], wanted: Search) -> QuerySet[Row]:
    """Those of the next page; an id that is none begins with the first."""
    if not wanted.before:
        return rows
    last = rows.model.objects.filter(public_id=wanted.before).values_list("pk")
    key = last.first()
    return rows.filter(pk__lt=key[0]) if key else rows


def _page(rows: QuerySet[Row], wanted: Search) -> Page[Row]:
    return _cut(list(_after(rows, wanted).order_by("-pk")[: PAGE + 1]))


def _cut(rows: Sequence[Row], *, is_partial: bool = False) -> Page[Row]:
    shown = rows[:PAGE]
    before = shown[-1].public_id if len(rows) > PAGE else ""
    return Page(shown, before, is_partial and not before)
