"""The REST interface described: for programs as OpenAPI, for people as a page."""

from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import access, links
from jobs.models import Version
from jobs.uws import openapi
from jobs.uws.errors import READ, Refusal, resource


@resource(*READ)
def document(request: HttpRequest) -> HttpResponseBase:
    """With `?activity=<name>` the values of that activity are spelled out."""
    base, version = links.base(request), _version(request)
    if version is None:
        found = openapi.build(base)
    else:
        anonymous = version.activity.anonymous
        found = openapi.build(base, version.value(), anonymous=anonymous)
    return HttpResponse(msgspec.json.encode(found), content_type="application/json")


def _version(request: HttpRequest) -> Version | None:
    name = request.GET.get("activity", "")
    if not name:
        return None
    version = access.published(request.user).filter(activity__name=name).first()
    if version is None:
        raise Refusal(404, f"There is no activity {name[:64]}.")
    return version


@require_safe
def page(request: HttpRequest) -> HttpResponseBase:
    found = openapi.build(links.base(request))
    context = {
        "api": found,
        "base": links.base(request),
        "groups": _groups(found["paths"]),
        "shared": [str(status) for status in openapi.SHARED],
        "activities": access.published(request.user).order_by("activity__name"),
    }
    return render(request, "api.html", context)


def _groups(paths: dict[str, Any]) -> list[dict[str, Any]]:
    """Each path with what it takes and its verbs, as the page shows them."""
    return [
        {
            "path": path,
            "parameters": verbs.get("parameters", []),
            "operations": [
                {"verb": verb.upper(), **operation}
                for verb, operation in verbs.items()
                if verb != "parameters"
            ],
        }
        for path, verbs in paths.items()
    ]
