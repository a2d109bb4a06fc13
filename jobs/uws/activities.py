"""What can be run: the list of activities, for programs that begin here."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from msgspec import Struct

from jobs import access, links
from jobs.uws import answers, negotiation
from jobs.uws.errors import READ, resource
from jobs.uws.summary import Url


class Activity(Struct, rename="camel", frozen=True):
    """`href` is the job list; `openapi` describes the values that it takes."""

    name: str
    title: str
    version: str
    href: Url
    openapi: Url
    needs_login: bool


class Activities(Struct, frozen=True):
    activities: list[Activity]


@resource(*READ)
def activities(request: HttpRequest) -> HttpResponseBase:
    """Always JSON: the standard knows no such document."""
    if negotiation.is_page(request):
        return answers.to_page(request, reverse("activities"))
    here = links.of(request)
    described = f"{here.base}{reverse('openapi')}?activity="
    found = [
        Activity(
            name=version.activity.name,
            title=version.title,
            version=version.label,
            href=here.jobs(version.activity.name),
            openapi=f"{described}{version.activity.name}",
            needs_login=not version.activity.anonymous,
        )
        for version in access.published(request.user).order_by("activity__name")
    ]
    return answers.json(Activities(found))
