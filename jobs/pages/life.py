"""What authors and validators do to a version, each by a button of some page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from jobs import access, publishing
from jobs.errors import DescriptionError
from jobs.models import ActivityDescription, Version

FORBIDDEN, CONFLICT = 403, 409
Act = Callable[[Version, User, str], None]


class ForbiddenError(Exception):
    """Somebody may see the page, but what the button does is for others."""


def reader(request: HttpRequest) -> User:
    """Who writes or validates; for everybody else there is no such page."""
    person = request.user
    may_read = access.may_draft(person) or access.may_publish(person)
    if not (person.is_authenticated and may_read):
        raise Http404
    return person


def refuse(
    request: HttpRequest, name: str, sentences: list[str], status: int
) -> HttpResponseBase:
    """Nothing was done, and why."""
    context = {"name": name, "sentences": sentences}
    return render(request, "activities/refused.html", context, status=status)


def _decide(request: HttpRequest, act: Callable[[User], str]) -> str:
    """Do it as somebody who validates. Raises ForbiddenError."""
    person = reader(request)
    if not access.may_publish(person):
        raise ForbiddenError
    return act(person)


def _answer(
    request: HttpRequest, name: str, act: Callable[[], str], where: str = "history"
) -> HttpResponseBase:
    """Do it, say so and go on; or say why it cannot be done."""
    try:
        done = act()
    except ForbiddenError:
        sentence = (
            "That is for those who validate: ask one of them, or submit the draft."
        )
        return refuse(request, name, [sentence], FORBIDDEN)
    except DescriptionError as error:
        sentences = [f"{path}: {what}" for path, what in error.problems.items()]
        return refuse(request, name, sentences, CONFLICT)
    messages.success(request, done)
    return redirect(where, name) if where == "history" else redirect(where)


def _open(name: str) -> Version:
    """What is being written of the activity."""
    versions = Version.objects.filter(activity__name=name, state__in=Version.OPEN)
    return get_object_or_404(versions.select_related("activity"))


def _seen(request: HttpRequest, version: Version) -> None:
    """Whoever decides has seen what they decide on. Raises DescriptionError."""
    if request.POST.get("revision") not in (None, str(version.revision)):
        sentence = "it was changed since you opened the page: look at it again"
        raise DescriptionError({"state": sentence})


def _note(request: HttpRequest, name: str = "note") -> str:
    return request.POST.get(name, "").replace("\r\n", "\n").strip()


@login_required
@require_POST
def submit(request: HttpRequest, name: str) -> HttpResponseBase:
    person, version = reader(request), _open(name)

    def act() -> str:
        publishing.submit(version, person, _note(request))
        return f"{name} waits for validation."

    return _answer(request, name, act)


@login_required
@require_POST
def withdraw(request: HttpRequest, name: str) -> HttpResponseBase:
    person, version = reader(request), _open(name)

    def act() -> str:
        publishing.withdraw(version, person)
        return f"{name} is a draft again."

    return _answer(request, name, act)


@login_required
@require_POST
def publish(request: HttpRequest, name: str) -> HttpResponseBase:
    """With a note, or the reason for which no example has proven it."""
    reader(request)
    version = _open(name)

    def act(person: User) -> str:
        _seen(request, version)
        unproven = _note(request, "unproven")
        publishing.publish(version, person, note=_note(request), unproven=unproven)
        return f"{name} {version.label} is published."

    return _answer(request, name, lambda: _decide(request, act), "waiting")


@login_required
@require_POST
def reject(request: HttpRequest, name: str) -> HttpResponseBase:
    reader(request)
    version = _open(name)

    def act(person: User) -> str:
        _seen(request, version)
        publishing.reject(version, person, _note(request))
        return f"{name} {version.label} is rejected; its author is told."

    return _answer(request, name, lambda: _decide(request, act), "waiting")


@login_required
@require_POST
def discard(request: HttpRequest, name: str) -> HttpResponseBase:
    """Forget the draft; published versions stay."""
    person, version = reader(request), _open(name)

    def act() -> str:
        publishing.discard(version, person)
        return f"The draft of {name} is discarded; its versions can restore it."

    return _answer(request, name, act)


@login_required
@require_POST
def retire(request: HttpRequest, name: str) -> HttpResponseBase:
    """Take a published version back; its jobs keep it."""
    reader(request)
    number = request.POST.get("number", "")
    published = Version.objects.filter(
        activity__name=name, state=Version.State.PUBLISHED
    ).select_related("activity")
    if number:
        published = published.filter(number=number if number.isdigit() else 0)
    version = published.order_by("number").last()
    if version is None:
        raise Http404

    def act(person: User) -> str:
        publishing.retire(version, person, _note(request))
        current = publishing.current(name)
        again = f" Version {current.label} is current." if current else ""
        return f"{name} {version.label} is retired.{again}"

    return _answer(request, name, lambda: _decide(request, act))


@login_required
@require_POST
def delete(request: HttpRequest, name: str) -> HttpResponseBase:
    """Nobody can run it any more; its jobs and their provenance stay."""
    reader(request)
    activity = get_object_or_404(ActivityDescription, name=name, deleted_at=None)

    def act(person: User) -> str:
        publishing.delete(activity, person, _note(request))
        return f"{name} is deleted; a version of it can be restored."

    return _answer(request, name, lambda: _decide(request, act))


@login_required
@require_POST
def restore(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """A new draft like that version."""
    person = reader(request)
    if not access.may_draft(person):
        raise Http404
    version = versions(name).filter(number=number).first()
    if version is None:
        raise Http404

    def act() -> str:
        restored = publishing.restore(version, person)
        return f"{name} has a draft, number {restored.number}, like {version.label}."

    return _answer(request, name, act)


def versions(name: str) -> QuerySet[Version]:
    """All but the copies that trials ran."""
    rows = Version.objects.filter(activity__name=name)
    return rows.exclude(state=Version.State.TRIAL).select_related("activity")
