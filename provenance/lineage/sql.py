"""The walk from job to job, in one query that the database repeats until it has all.

It is the same on SQLite and PostgreSQL. It recurses on jobs only, because PostgreSQL
allows one recursive branch, and with UNION, which also ends circles. With a depth the
rows hold it; without one they do not, or jobs that are reached by ways of different
length would be walked again for each length. Both databases give the nearest first.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import connection

from provenance.visibility import Viewer

Way = Literal["back", "forth"]
DEEPEST = 20  # up to it the rows hold their depth

# `n`: the job names unlisted things for the viewer (visibility.naming_activities)
_STEP = {
    "back": """
        JOIN provenance_used u ON u.job_id = w.a
        JOIN provenance_generated g ON g.entity_id = u.entity_id
        JOIN provenance_activity x ON x.id = g.job_id""",
    "forth": """
        JOIN provenance_generated g ON g.job_id = w.a
        JOIN provenance_used u ON u.entity_id = g.entity_id
        JOIN provenance_activity x ON x.id = u.job_id""",
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A piece of SQL with its values."""

    text: str
    values: tuple[int, ...] = ()


def visible(viewer: Viewer, alias: str = "x") -> Condition:
    """Whether the viewer may see the job; as `visibility.activities` has it."""
    if viewer.sees_all:
        return Condition("1 = 1")
    shown = "(h.user_id IS NULL AND h.group_id IS NULL)"
    values: list[int] = []
    if viewer.user is not None:
        shown += " OR h.user_id = %s"
        values.append(viewer.user)
        if viewer.groups:
            marks = ", ".join(["%s"] * len(viewer.groups))
            shown += f" OR h.group_id IN ({marks})"
            values += sorted(viewer.groups)
    granted = (
        "EXISTS (SELECT 1 FROM provenance_grant h "  # noqa: S608 - our own words
        f"WHERE h.activity_id = {alias}.id AND ({shown}))"
    )
    if viewer.user is None:
        return Condition(granted, tuple(values))
    return Condition(f"({alias}.owner_id = %s OR {granted})", (viewer.user, *values))


def _naming(viewer: Viewer) -> Condition:
    if viewer.user is None:
        return Condition("x.is_unlisted")
    return Condition(
        "(x.is_unlisted OR coalesce(x.owner_id = %s, false))", (viewer.user,)
    )


def reached(
    starts: Collection[int],
    viewer: Viewer,
    way: Way,
    *,
    depth: int | None,
    limit: int,
) -> list[int]:
    """Keys of the jobs, the starts among them, the nearest first; at most `limit`.

    `depth` is a number of jobs; beyond DEEPEST it is not looked at.
    """
    if not starts or limit <= 0:
        return []
    is_deep = depth is not None and depth <= DEEPEST
    marks = ", ".join(["%s"] * len(starts))
    naming, step = _naming(viewer), _step(viewer, way)
    first = f"SELECT x.id, {naming.text}{{}} FROM provenance_activity x WHERE x.id IN ({marks})"  # noqa: E501, S608 - only our own words are in it
    again = f"SELECT x.id, {naming.text}{{}} FROM w {step.text}"  # noqa: S608
    values = [*naming.values, *starts, *naming.values, *step.values]
    if is_deep:
        text = f"""WITH RECURSIVE w(a, n, d) AS (
            {first.format(", 0")} UNION {again.format(", w.d + 1")} AND w.d < %s)
            SELECT a, min(d) AS nearest FROM w GROUP BY a ORDER BY nearest, a LIMIT %s
            """  # noqa: S608
        return _keys(text, [*values, depth or 0, limit])
    text = f"""WITH RECURSIVE w(a, n) AS (
        {first.format("")} UNION {again.format("")}) SELECT a FROM w LIMIT %s"""  # noqa: S608
    return _keys(text, [*values, limit])


def _step(viewer: Viewer, way: Way) -> Condition:
    """Unlisted jobs are named by what used their results, never by what they used."""
    seen = visible(viewer)
    # A condition on `x` alone makes SQLite read all jobs for a Bloom filter first.
    named = "x.is_unlisted AND w.n" if way == "back" else "w.a IS NULL"
    return Condition(f"{_STEP[way]} WHERE ({seen.text} OR ({named}))", seen.values)


def _keys(text: str, values: Sequence[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return [key for (key, *_) in cursor.fetchall()]


def edges(jobs: Sequence[int], way: Way) -> list[tuple[int, int, int]]:
    """(job, entity, neighbour) for all that the jobs used, or made, and others did."""
    if not jobs:
        return []
    marks = ", ".join(["%s"] * len(jobs))
    columns = "u.job_id, u.entity_id, g.job_id"
    near = "u.job_id"
    if way == "forth":
        columns, near = "g.job_id, g.entity_id, u.job_id", "g.job_id"
    text = f"""
        SELECT DISTINCT {columns} FROM provenance_used u
        JOIN provenance_generated g ON g.entity_id = u.entity_id
        WHERE {near} IN ({marks})"""  # noqa: S608 - only our own words are in it
    with connection.cursor() as cursor:
        cursor.execute(text, list(jobs))
        return [(job, entity, other) for job, entity, other in cursor.fetchall()]
