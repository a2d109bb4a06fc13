"""What runs of examples have found, and a button that runs a published one now."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from jobs import access, checks, links, trials, trying
from jobs.descriptions.value import Description, Example
from jobs.errors import FieldsError, LimitError
from jobs.models import Trial, Version
from jobs.trials import LastCheck
from jobs.trying import Run

LISTED = 100
REFUSED, TOO_MANY_REQUESTS = 400, 429


@dataclass(frozen=True, slots=True)
class Checked:
    """A row of the page of checks; `hindrance` says why there are none."""

    version: Version
    last: LastCheck | None
    hindrance: str

    @property
    def order(self) -> tuple[int, str]:
        """What fails comes first, then what is not checked."""
        if self.last is None:
            return 1, self.version.activity.name
        return (2 if self.last.passed else 0), self.version.activity.name


def reader(request: HttpRequest) -> User:
    """Who writes or validates descriptions; others know of no such page."""
    person = request.user
    if person.is_anonymous:
        raise Http404
    if not (access.may_draft(person) or access.may_publish(person)):
        raise Http404
    return person


@login_required
@require_safe
def all_checks(request: HttpRequest) -> HttpResponseBase:
    """How what is published does, the worst first."""
    reader(request)
    versions = list(access.newest().select_related("published_by"))
    last = trials.last_checks(version.pk for version in versions)
    why = checks.hindrances(versions)
    rows = [Checked(one, last.get(one.pk), why[one.pk]) for one in versions]
    context = {
        "rows": sorted(rows, key=lambda row: row.order),
        "failing": sum(1 for row in rows if row.last and not row.last.passed),
        "every": settings.OPUS_CHECK_HOURS,
    }
    return render(request, "activities/trials_checks.html", context)


@login_required
@require_safe
def of_activity(request: HttpRequest, name: str) -> HttpResponseBase:
    """The last runs of its examples, of drafts and of published versions."""
    person = reader(request)
    return _page(request, person, name)


@login_required
@require_POST
def run_example(request: HttpRequest, name: str) -> HttpResponseBase:
    """Check now whether an example of the published version still works."""
    person = reader(request)
    if not access.may_publish(person):
        raise Http404
    version = get_object_or_404(access.current(person), activity__name=name)
    example = named(version.value(), request.POST.get("example", ""))
    try:
        job = trying.check(version, Run(example, person, hosts=links.hosts(request)))
    except (FieldsError, LimitError) as error:
        return _refuse(request, person, name, error)
    messages.success(request, f"The example {example.name} is queued.")
    return redirect("job", job.public_id)


def being_written(name: str) -> Version | None:
    """The open version of the activity."""
    versions = Version.objects.filter(activity__name=name, state__in=Version.OPEN)
    return versions.select_related("activity").first()


def named(description: Description, name: str) -> Example:
    found = next((one for one in description.examples if one.name == name), None)
    if found is None:
        raise Http404
    return found


def _refuse(
    request: HttpRequest, person: User, name: str, error: FieldsError | LimitError
) -> HttpResponseBase:
    if isinstance(error, LimitError):
        return _page(request, person, name, {"": str(error)}, TOO_MANY_REQUESTS)
    return _page(request, person, name, error.problems, REFUSED)


def _page(
    request: HttpRequest,
    person: User,
    name: str,
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponseBase:
    activity = get_object_or_404(access.visible(person), name=name)
    draft = being_written(name)
    published = access.newest().filter(activity=activity).first()
    rows = Trial.objects.filter(version__activity=activity)
    context: dict[str, Any] = {
        "activity": activity,
        "draft": draft,
        "published": published,
        "problems": problems or {},
        "rows": rows.select_related("version__activity", "job__owner")[:LISTED],
        "sees_all": access.is_operator(person),
        "trying": shown(person, draft) if draft else None,
        "states": trials.states(published) if published else [],
        "may_publish": access.may_publish(person),
    }
    return render(request, "activities/trials.html", context, status=status)


@dataclass(frozen=True, slots=True)
class Shown:
    """What `activities/_trials.html` shows of the examples of a draft."""

    name: str
    states: list[trials.State]
    obstacles: dict[str, str]
    may_try: bool


def shown(person: User, draft: Version) -> Shown:
    """The examples of a draft with a button for each, as far as one may run them."""
    description = draft.value()
    return Shown(
        name=draft.activity.name,
        states=trials.states(draft),
        obstacles=trying.obstacles(description, Example("")),
        may_try=trying.may_try(person),
    )
