"""The filters of the job list: PHASE, AFTER and LAST (UWS 1.1, section 2.2.2)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q, QuerySet

from jobs.errors import ValuesError
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws.sent import Sent
from jobs.wanted import shown
from provenance import times

LOT = 1000  # jobs that are read at once; between two lots the database is free
YEAR = re.compile(r"\d{4}", re.ASCII)
COUNT = re.compile(r"[0-9]{1,1000}", re.ASCII)
VISIBLE = frozenset(Phase) - {Phase.ARCHIVED}


class Row(NamedTuple):
    """What the list says of a job."""

    pk: int
    public_id: str
    phase: str
    run_id: str
    creation_time: datetime


@dataclass(frozen=True, slots=True)
class Filter:
    """Jobs in one of the phases, created after a time, the last so many of them."""

    phases: frozenset[Phase] = VISIBLE
    after: datetime | None = None
    last: int | None = None

    def lots(self, rows: QuerySet[Job]) -> Iterator[list[Row]]:
        """The jobs, newest first, in lots; each lot is a query of its own."""
        if self.phases != frozenset(Phase):
            rows = rows.filter(phase__in=self.phases)
        if self.after:
            rows = rows.filter(creation_time__gt=self.after)
        rows = rows.order_by("-creation_time", "-pk")
        left, page = self.last, rows
        while lot := _read(page, LOT if left is None else min(left, LOT)):
            yield lot
            if left is not None:
                left -= len(lot)
            if len(lot) < LOT or left == 0:
                return
            page = rows.filter(_older(lot[-1]))


def _read(rows: QuerySet[Job], count: int) -> list[Row]:
    """Columns only: making ten thousand objects takes longer than reading them."""
    return [Row._make(row) for row in rows.values_list(*Row._fields)[:count]]


def _older(row: Row) -> Q:
    same = Q(creation_time=row.creation_time, pk__lt=row.pk)
    return Q(creation_time__lte=row.creation_time) & (
        Q(creation_time__lt=row.creation_time) | same
    )


def read(sent: Sent) -> Filter:
    """What a request asks for; ARCHIVED jobs are shown to those who name them.

    Raises ValuesError for a value that means nothing.
    """
    last, after = sent.control("LAST"), sent.control("AFTER")
    return Filter(
        _phases(sent.all("PHASE")),
        None if after is None else _after(after),
        None if last is None else _last(last),
    )


def _phases(words: list[str]) -> frozenset[Phase]:
    for word in words:
        if problem := phase_problem(word):
            raise ValuesError({"PHASE": problem})
    return frozenset(map(Phase, words)) or VISIBLE


def phase_problem(word: str) -> str:
    """Why the word is no phase; empty if it is one."""
    if word in Phase.__members__:
        return ""
    return f"{shown(word)} is not a phase; the phases are {', '.join(Phase)}"


def _after(text: str) -> datetime:
    """A UTC time, a day or a year; 2015 is a year and 20151026 a day."""
    try:
        return times.parse(f"{text}-01-01" if YEAR.fullmatch(text) else text)
    except (ValueError, OverflowError) as error:
        raise ValuesError(
            {
                "AFTER": f"{shown(text)} is not a UTC time: write it like "
                "2026-03-04T05:06:07Z, or shorter, down to the year"
            }
        ) from error


def _last(text: str) -> int:
    if not COUNT.fullmatch(text) or not int(text):
        raise ValuesError({"LAST": f"{shown(text)} is not a number of jobs: 1 or more"})
    return int(text)
