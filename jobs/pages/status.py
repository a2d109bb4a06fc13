"""How the portal does: a page for staff, and two addresses for what watches it."""

from django.contrib.auth.decorators import login_required
from django.db import Error as DatabaseError
from django.db.models import Count, Sum
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs import access, hosts
from jobs.health import examination, metrics
from jobs.models import Job

MOST = 10  # owners, and activities, that hold most


@login_required
@require_safe
@never_cache
def status(request: HttpRequest) -> HttpResponseBase:
    if not _may_look(request):
        raise Http404
    found = examination.facts()
    context = {
        "facts": found,
        "worst": examination.worst(found),
        "owners": _disk("owner__username"),
        "activities": _disk("version__activity__name"),
    }
    return render(request, "status.html", context)


def _may_look(request: HttpRequest) -> bool:
    return request.user.is_staff or access.is_operator(request.user)


def _disk(column: str) -> list[tuple[str, int, int]]:
    """Who holds most: name, bytes, jobs."""
    rows = Job.objects.filter(disk_bytes__gt=0).order_by().values_list(column)
    found = rows.annotate(total=Sum("disk_bytes"), count=Count("pk"))
    return [
        (name or "nobody", *rest) for name, *rest in found.order_by("-total")[:MOST]
    ]


@require_safe
@never_cache
def healthz(_: HttpRequest) -> HttpResponse:
    """Whether this web server can serve, for what restarts it; 503 if it cannot.

    That nobody runs jobs is no fault of it, and is only told.
    """
    try:
        count = hosts.alive().count()
    except DatabaseError as error:
        kind = type(error).__name__
        return JsonResponse({"status": "database", "error": kind}, status=503)
    return JsonResponse({"status": "ok", "hosts": count})


@require_safe
@never_cache
def numbers(request: HttpRequest) -> HttpResponse:
    """For Prometheus, which logs in with a token of somebody who may see all jobs."""
    if request.user.is_anonymous:
        return HttpResponse("Log in, with a token.\n", "text/plain", status=401)
    if not _may_look(request):
        return HttpResponse("This is for operators.\n", "text/plain", status=403)
    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)
