"""The page of one job, and what its buttons do."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobs import access, drawing, history, lifecycle, links
from jobs.errors import PhaseError
from jobs.execution import logs
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.pages import timeline
from jobs.pages.preview import previews
from jobs.phases import ACTIVE, Phase

DOWNLOADS = (
    ("provjson", "PROV-JSON", "for programs"),
    ("provxml", "PROV-XML", "for programs"),
    ("provn", "PROV-N", "for reading"),
    ("provsvg", "Graph as SVG", "for a page"),
    ("provpng", "Graph as PNG", "for a slide"),
)
LOG_LINES = 40
LOG_BYTES = 64 * 1024


def _find(request: HttpRequest, public_id: str) -> Job:
    """The job, if one may see it; otherwise it does not exist."""
    rows = access.jobs(request.user).select_related("version__activity", "owner")
    return get_object_or_404(rows, public_id=public_id)


def _find_changeable(request: HttpRequest, public_id: str) -> Job:
    rows = access.changeable(request.user).select_related("version__activity", "owner")
    return get_object_or_404(rows, public_id=public_id)


@login_required
@require_safe
def job(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = _find(request, public_id)
    description = row.version.value()
    context = {
        "job": row,
        "description": description,
        "units": {p.name: p.unit for p in description.parameters},
        "again": _again(request, row),
        "downloads": DOWNLOADS,
        "links": links.Links(""),
        "steps": timeline.steps(row),
        "parameters": row.parameters.all(),
        "inputs": row.inputs.select_related("entity"),
        "results": previews(row),
        "logs": _logs(row),
        "log": "stderr" if request.GET.get("log") == "stderr" else "stdout",
        "changes_all": access.may_change_all(request.user),
        "active": not row.settled and row.phase != Phase.PENDING,
        **_provenance(request, row),
    }
    fragment = request.headers.get("X-Fragment") == "job"
    template = "jobs/_job.html" if fragment else "jobs/job.html"
    return render(request, template, context)


def _again(request: HttpRequest, row: Job) -> str:
    """Where the submit form is, filled as for this job; empty if it is no more."""
    runnable = access.runnable(request.user).filter(activity=row.version.activity)
    return reverse("run_again", args=[row.public_id]) if runnable.exists() else ""


def _logs(row: Job) -> dict[str, logs.Tail]:
    folder = JobFolder(row.public_id)
    return {
        "stdout": logs.look(folder.stdout, LOG_LINES, LOG_BYTES),
        "stderr": logs.look(folder.stderr, LOG_LINES, LOG_BYTES),
    }


def _provenance(request: HttpRequest, row: Job) -> dict[str, Any]:
    if not row.settled:
        return {"drawing": None, "relations": (), "graph": drawing.Wanted()}
    wanted = drawing.Wanted.read(request.GET)
    document = history.of(row, request.user, depth=wanted.depth)
    if document is None:
        return {"drawing": None, "relations": (), "graph": wanted}
    return {
        "drawing": drawing.inline(document, wanted),
        "relations": drawing.rows(document),
        "graph": wanted,
    }


Action = Callable[[Job, User], None]
JobView = Callable[[HttpRequest, str], HttpResponseBase]


def _act(
    request: HttpRequest, public_id: str, act: Action, done: str
) -> HttpResponseBase:
    """Do it, or say why not; then back to where the button was."""
    assert request.user.is_authenticated  # noqa: S101 - narrows the type
    row = _find_changeable(request, public_id)
    try:
        act(row, request.user)
    except PhaseError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done.format(name=row.run_id or row.name))
    if request.POST.get("next") == "jobs":
        return redirect("jobs")
    return redirect("job", public_id)


def _signed_in(view: JobView) -> JobView:
    """Whoever must log in first is led to the job then: only POST gets here."""

    @wraps(view)
    def checking(request: HttpRequest, public_id: str) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("job", args=[public_id]))
        return view(request, public_id)

    return checking


@require_POST
@_signed_in
def start(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _act(request, public_id, lifecycle.start, "{name} is queued.")


@require_POST
@_signed_in
def abort(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _act(request, public_id, lifecycle.abort, "{name} is aborted.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = _find_changeable(request, public_id)
    if request.method == "POST":
        return _act(request, public_id, lifecycle.delete, "{name} is deleted.")
    context = {"job": row, "running": row.phase in ACTIVE}
    return render(request, "jobs/delete.html", context)
