"""The versions of a description, one of them, and what differs between two."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from jobs import access
from jobs.access import Person
from jobs.descriptions.value import Description
from jobs.models import ActivityDescription, Version
from jobs.pages import life
from jobs.pages.editing import differing, typed
from jobs.pages.editing.head import HEAD
from jobs.pages.editing.lists import LISTS

SECTIONS = {"what": "What it is", "script": "Script", "execution": "Execution"}


@dataclass(frozen=True, slots=True)
class Part:
    """`facts` are labels and texts of what is not as it would be anyway."""

    heading: str
    facts: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    parts: list[Part]


def _writes(person: Person) -> bool:
    """Whether one sees what is not published, and who did what."""
    return access.may_draft(person) or access.may_publish(person)


def _activity(request: HttpRequest, name: str) -> ActivityDescription:
    """One that the person may know of; deleted ones are for those who write."""
    if _writes(request.user):
        return get_object_or_404(ActivityDescription, name=name)
    known = access.described(request.user) & access.visible(request.user)
    return get_object_or_404(known, name=name)


def _versions(request: HttpRequest, name: str) -> QuerySet[Version]:
    rows = life.versions(name)
    if _writes(request.user):
        return rows
    return rows.filter(state__in=Version.ONCE_PUBLISHED)


def _numbered(request: HttpRequest, name: str, text: str) -> Version:
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - digits of a column
        raise Http404
    return get_object_or_404(_versions(request, name), number=int(text))


@require_safe
def history(request: HttpRequest, name: str) -> HttpResponseBase:
    activity = _activity(request, name)
    writes = _writes(request.user)
    rows = _versions(request, name).select_related("published_by", "changed_by")
    versions = list(rows.annotate(count=Count("jobs")).order_by("-number"))
    events = activity.events.select_related("by", "version").order_by("-id")
    context = {
        "activity": activity,
        "versions": versions,
        "events": events if writes else None,
        "writes": writes,
        "may_draft": access.may_draft(request.user),
        "may_publish": access.may_publish(request.user),
        "is_open": any(version.is_open for version in versions),
        "published": [v for v in versions if v.state == Version.State.PUBLISHED],
    }
    return render(request, "activities/history.html", context)


@require_safe
def version(request: HttpRequest, name: str, number: int) -> HttpResponseBase:
    """All that a version says, to read."""
    activity = _activity(request, name)
    shown = _numbered(request, name, str(number))
    older = _versions(request, name).filter(number__lt=number).order_by("number").last()
    context: dict[str, Any] = {
        "activity": activity,
        "version": shown,
        "older": older,
        "description": shown.value(),
        "sections": _sections(shown.value()),
        "writes": _writes(request.user),
        "may_draft": access.may_draft(request.user),
        "may_run": access.runnable(request.user).filter(pk=shown.pk).exists(),
    }
    return render(request, "activities/version.html", context)


def _sections(description: Description) -> list[Section]:
    """As the editor has them, without what is empty; the script stands apart."""
    texts = typed.of(description)
    found = []
    for key, fields in HEAD.items():
        facts = [
            (field.label, texts.get(field.name, ""))
            for field in fields
            if field.name not in ("script", "description")
            and texts.get(field.name, "") not in ("", field.default)
        ]
        if facts:
            found.append(
                Section(SECTIONS.get(key, key.capitalize()), [Part("", facts)])
            )
    for kind, own in LISTS.items():
        parts = [
            Part(getattr(part, own.key), differing.facts(own, typed.of_part(own, part)))
            for part in getattr(description, kind)
        ]
        if parts:
            found.append(Section(own.title, parts))
    return found


@require_safe
def compare(request: HttpRequest, name: str) -> HttpResponseBase:
    """Two versions: what is in the later one that was not in the earlier."""
    activity = _activity(request, name)
    old = _numbered(request, name, request.GET.get("from", ""))
    new = _numbered(request, name, request.GET.get("to", ""))
    context = {
        "activity": activity,
        "old": old,
        "new": new,
        "differences": differing.between(old.value(), new.value()),
    }
    return render(request, "activities/compare.html", context)
