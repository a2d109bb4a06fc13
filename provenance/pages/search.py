"""Activities and entities by name, type, agent, parameter, time or hash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from provenance import find, search
from provenance.models import Activity, Entity
from provenance.pages import asking, things
from provenance.search import Page, Search

KINDS = {"files": "Files", "activities": "Jobs and steps"}
TEXTS = ("q", "type", "activity", "version", "agent", "parameter", "value")
LONGEST = 255
DIGITS = re.compile(r"[0-9a-f]{6,64}")
WHOLE_ID = re.compile(r"[aegj]-[a-z2-7]{26}|[0-9a-z-]{20,64}")


@dataclass(frozen=True, slots=True)
class Form:
    """What was typed, by the name of its field, and what is wrong with it."""

    values: Mapping[str, str]
    problems: Mapping[str, str]
    wanted: Search

    @classmethod
    def read(cls, query: QueryDict) -> "Form":
        values = {
            name: query.get(name, "").strip().replace("\0", "")[:LONGEST]
            for name in (*TEXTS, "since", "until", "sha256", "before")
        }
        problems: dict[str, str] = {}
        since = _day(values, "since", problems)
        until = _day(values, "until", problems)
        digits = values["sha256"].lower()
        if digits and not DIGITS.fullmatch(digits):
            problems["sha256"] = "give 6 to 64 hexadecimal digits"
            digits = ""
        wanted = Search(
            text=values["q"],
            type=values["type"],
            description=values["activity"],
            version=values["version"],
            agent=values["agent"],
            parameter=values["parameter"],
            value=values["value"],
            since=since,
            until=until + timedelta(days=1) if until else None,
            sha256=digits,
            before=values["before"],
        )
        return cls(values, problems, wanted)

    @property
    def further(self) -> int:
        """How many of the fields that are folded away are filled."""
        folded = ("version", "agent", "parameter", "value", "since", "until", "sha256")
        return sum(bool(self.values[name]) for name in folded)

    def address(self, what: str, before: str) -> str:
        kept = {key: text for key, text in self.values.items() if text}
        return urlencode({**kept, "what": what, "before": before})


def _day(
    values: Mapping[str, str], name: str, problems: dict[str, str]
) -> datetime | None:
    text = values[name]
    try:
        day = datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC) if text else None
    except ValueError:
        problems[name] = "give a day like 2026-03-31"
        return None
    return day


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    """`/provenance`; an id in its search field leads to what it names."""
    viewer = asking.viewer(request)
    form = Form.read(request.GET)
    text = form.values["q"]
    if WHOLE_ID.fullmatch(find.local(text)) and (found := find.find(text, viewer)):
        return redirect(things.page_of(found.thing))
    what = request.GET.get("what", "")
    what = what if what in KINDS else "files"
    rows: Page[Entity] | Page[Activity] = Page(())
    if not form.problems and what == "files":
        rows = search.entities(form.wanted, viewer)
    elif not form.problems:
        rows = search.activities(form.wanted, viewer)
    context = {
        "form": form,
        "what": what,
        "kinds": KINDS,
        "page": rows,
        "asked": any(value for key, value in form.values.items() if key != "before"),
        "section": "provenance",
    }
    status = 400 if form.problems else 200
    return render(request, "provenance/search.html", context, status=status)
