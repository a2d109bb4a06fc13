"""The first page."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jobs import access

LATEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    own = access.own_jobs(request.user).select_related("version__activity")
    recent = own.order_by("-creation_time")[:LATEST]
    return render(request, "home.html", {"recent": recent})
