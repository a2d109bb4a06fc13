"""What waits for validation, with all that somebody needs who decides."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import access, publishing, queueing, trials
from jobs.access import Person
from jobs.models import ActivityDescription, DescriptionEvent, Version
from jobs.pages import life
from jobs.pages.editing import differing
from jobs.pages.editing.differing import Difference


@dataclass(frozen=True, slots=True)
class Waiting:
    """`published` is what it would take the place of, `problems` what is against it."""

    version: Version
    event: DescriptionEvent | None
    published: Version | None
    differences: list[Difference]
    problems: dict[str, str]
    states: list[trials.State]

    @property
    def proven(self) -> bool:
        return any(state.word == "passed" for state in self.states)


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponseBase:
    person = life.reader(request)
    submitted = Version.objects.filter(state=Version.State.SUBMITTED)
    rows = submitted.select_related("activity", "changed_by").order_by("changed_at")
    deleted = ActivityDescription.objects.exclude(deleted_at=None)
    context = {
        "rows": [_waiting(version) for version in rows],
        "deleted": deleted.order_by("-deleted_at"),
        "may_publish": access.may_publish(person),
        "may_look": access.reachable(person),
    }
    return render(request, "activities/waiting.html", context)


def _waiting(version: Version) -> Waiting:
    published = publishing.current(version.activity.name)
    new = version.value()
    events = version.events.filter(action=DescriptionEvent.Action.SUBMITTED)
    return Waiting(
        version=version,
        event=events.select_related("by").last(),
        published=published,
        differences=differing.between(published.value(), new) if published else [],
        problems=publishing.obstacles(new),
        states=trials.states(version),
    )


def count(person: Person) -> int:
    """How many wait for the person."""
    if not access.may_publish(person):
        return 0
    return Version.objects.filter(state=Version.State.SUBMITTED).count()


def context(request: HttpRequest) -> dict[str, object]:
    """For the navigation of those who may see the admin: others need no query."""

    def waiting() -> int:
        person = request.user
        return count(person) if person.is_staff else 0

    return {
        "to_validate": waiting,
        "unserved": queueing.is_unserved,
    }  # some error pages are drawn without a person
