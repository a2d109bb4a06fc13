"""Activities for users: the list, and what one is."""

from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import access, links, resolver, statistics, trials
from jobs.descriptions.value import Description, Parameter
from jobs.models import Version
from jobs.pages import snippets
from provenance import visibility
from provenance.models import Entity

LONGEST_QUERY = 100


@require_safe
def activities(request: HttpRequest) -> HttpResponseBase:
    person = request.user
    published = access.published(person).order_by("activity__name")
    query = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    kind = request.GET.get("type", "")
    versions = list(_found(published, query, kind))
    checks = trials.last_checks([version.pk for version in versions])
    kinds = published.exclude(type="").order_by("type").values_list("type", flat=True)
    context = {
        "versions": versions,
        "checks": checks,
        "query": query,
        "kind": kind,
        "kinds": list(dict.fromkeys(kinds)),
        "any": bool(versions) or published.exists(),
        "drafts": access.drafts(person).order_by("activity__name"),
        "may_edit": access.may_draft(person),
        "may_publish": access.may_publish(person),
    }
    return render(request, "activities/list.html", context)


def _found(versions: QuerySet[Version], query: str, kind: str) -> QuerySet[Version]:
    """Those that have every word of the query somewhere."""
    for word in query.split():
        versions = versions.filter(
            Q(activity__name__icontains=word)
            | Q(title__icontains=word)
            | Q(description__icontains=word)
        )
    return versions.filter(type=kind) if kind else versions


@require_safe
def activity(request: HttpRequest, name: str) -> HttpResponseBase:
    version = access.describing(name, request.user)
    if version is None:
        raise Http404
    description = version.value()
    is_retired = version.state == Version.State.RETIRED
    runnable = access.runnable(request.user).filter(activity=version.activity)
    context: dict[str, Any] = {
        "version": version,
        "is_retired": is_retired,
        "may_run": runnable.filter(pk=version.pk).exists(),
        "description": description,
        "groups": _groups(description),
        "may_edit": access.may_draft(request.user),
        "may_open": access.may_open(request.user),
        "all_groups": Group.objects.order_by("name"),
        "endpoint": links.Links(links.base(request)).jobs(name),
        "samples": _samples(request, description),
        "statistics": statistics.of(version.activity),
        "check": None if is_retired else trials.last_check(version.activity),
        "names_are_found": resolver.is_on(),
        "citation": description.citation or _citation(request, version, description),
        "snippets": snippets.of_activity(request, version),
    }
    return render(request, "activities/activity.html", context)


def _groups(description: Description) -> list[tuple[str, list[Parameter]]]:
    """The parameters under their headings, as the form has them."""
    found: dict[str, list[Parameter]] = {}
    for parameter in sorted(description.parameters, key=lambda one: one.group != ""):
        found.setdefault(parameter.group, []).append(parameter)
    return list(found.items())


def _samples(request: HttpRequest, description: Description) -> dict[str, Entity]:
    """The entities that are defaults, by their id, as far as one may see them."""
    ids = [used.default for used in description.files if used.default]
    visible = visibility.named_entities(access.viewer(request.user), ids)
    return {e.public_id: e for e in visible}


def _citation(request: HttpRequest, version: Version, description: Description) -> str:
    """For want of the author's own words."""
    year = f"{version.published_at:%Y}" if version.published_at else ""
    what = f"{description.title or description.name}, version {version.label}"
    page = f"{links.base(request)}{request.path}"
    return f"{description.contact.name} ({year}): {what}. {page}"
