"""The editor as a page, and the parts of it that its script asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.contrib.auth.models import Group, User
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render

from jobs import access, trials, trying
from jobs.descriptions.lint import Finding
from jobs.execution import backends, environments
from jobs.models import Version
from jobs.pages.editing import differing, preview, problems, reading, sheet
from jobs.pages.editing.differing import Difference
from jobs.pages.editing.head import TYPES
from jobs.pages.editing.lists import LISTS
from jobs.pages.editing.reading import Reading
from jobs.pages.editing.shown import Row, Sheet
from jobs.pages.editing.standing import Standing
from jobs.pages.editing.typed import Typed
from jobs.pages.forms import SubmitForm

EMPTY_ROWS = 2  # for those whose browser runs no scripts
NEW = "__n__"  # the number of a row that is not there yet
SECTIONS = {
    "what": "What it is",
    "parameters": "Parameters",
    "used": "Used entities",
    "generated": "Generated entities",
    "script": "Script",
    "execution": "Execution",
    "examples": "Examples",
    "known_errors": "Known errors",
    "publish": "Publication",
}
FRAGMENT = "activities/editor/_look.html"
PAGE = "activities/edit.html"
STATUS = "activities/editor/_status.html"


@dataclass(frozen=True)
class Desk:
    """What lies before an author: what was typed, of what, and what came of it.

    `refusal` is why nothing was saved; if `is_kept` it was saved, and not published.
    `theirs` is what somebody else has saved meanwhile.
    """

    editor: User
    typed: Typed
    standing: Standing | None = None
    refusal: Mapping[str, str] = field(default_factory=dict)
    is_kept: bool = False
    is_unsaved: bool = False
    theirs: Version | None = None

    @cached_property
    def reading(self) -> Reading:
        return reading.read(self.typed)

    @cached_property
    def findings(self) -> list[Finding]:
        return problems.of(self.reading)

    @cached_property
    def form(self) -> SubmitForm:
        return preview.form(self.reading.description, self.findings)

    @property
    def is_new(self) -> bool:
        """Whether nothing was saved or sent yet."""
        return self.standing is None and not self.is_unsaved

    @property
    def told(self) -> list[Finding]:
        """With why nothing was saved, where that is not among the problems."""
        known = {(finding.path, finding.sentence) for finding in self.findings}
        refused = problems.of_refusal(self.refusal)
        news = [one for one in refused if (one.path, one.sentence) not in known]
        return [*news, *self.findings]


def look(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """The problems and the preview, for what is typed now."""
    return render(request, FRAGMENT, _looked(desk))


def status(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    """Where the description stands now that it is saved."""
    return render(request, STATUS, {"standing": desk.standing})


def whole(request: HttpRequest, desk: Desk, code: int = 200) -> HttpResponseBase:
    shown = _looked(desk)
    context = {
        **shown,
        "lists": LISTS,
        "blank": {kind: _blank(desk, kind) for kind in LISTS},
        "extra": {kind: _extra(desk, kind) for kind in LISTS},
        "words": _words(),
        "outcomes": _outcomes(desk.standing),
        "others": _others(desk),
        "refusals": _refusals(desk, shown["sheet"]),
        "differences": _differences(desk),
        "may_open": access.may_open(desk.editor),
        "all_groups": Group.objects.order_by("name"),
    }
    return render(request, PAGE, context, status=code)


def _looked(desk: Desk) -> dict[str, Any]:
    description = desk.reading.description
    return {
        "desk": desk,
        "description": description,
        "standing": desk.standing,
        "sections": SECTIONS,
        "sheet": sheet.of(desk.typed, desk.reading, desk.told, is_new=desk.is_new),
        "form": desk.form,
        "left_out": preview.left_out(description, desk.form),
        "may_publish": access.may_publish(desk.editor),
        "may_try": trying.may_try(desk.editor),
    }


def _differences(desk: Desk) -> list[Difference]:
    if desk.theirs is None:
        return []
    return differing.between(desk.theirs.value(), desk.reading.description)


def _refusals(desk: Desk, shown: Sheet) -> list[Any]:
    return [
        problem
        for problem in shown.problems
        if desk.refusal.get(problem.finding.path) == problem.finding.sentence
    ]


def _blank(desk: Desk, kind: str) -> Row:
    return sheet.empty(kind, NEW, desk.reading)


def _extra(desk: Desk, kind: str) -> list[Row]:
    """Empty rows for those whose browser runs no scripts."""
    first = max(desk.reading.rows[kind], default=-1) + 1
    numbers = range(first, first + EMPTY_ROWS)
    return [sheet.empty(kind, number, desk.reading) for number in numbers]


def _words() -> dict[str, list[str]]:
    """Suggestions for fields that take any word."""
    published = Version.objects.filter(state=Version.State.PUBLISHED)
    subtypes = published.values_list("content__subtype", flat=True).distinct()
    return {
        "types": list(TYPES),
        "subtypes": sorted(word for word in subtypes if word),
        "backends": sorted(backends.names()),
        "environments": sorted(environments.names()),
    }


def _outcomes(standing: Standing | None) -> dict[str, trials.State]:
    """How each saved example does, by its name."""
    if standing is None or not standing.version.is_open:
        return {}
    return {state.example.name: state for state in trials.states(standing.version)}


def _others(desk: Desk) -> list[str]:
    """What a new description can be a copy of."""
    if desk.standing is not None:
        return []
    rows = access.editable(desk.editor).filter(deleted_at=None)
    names: list[str] = list(rows.order_by("name").values_list("name", flat=True))
    return names
