"""The page of one job, and what its buttons do."""

import re
from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobs import (
    access,
    changes,
    claims,
    creation,
    documents,
    history,
    lifecycle,
    links,
    queueing,
    trials,
    wanted,
)
from jobs.errors import ClosedError, LimitError, PhaseError, ValuesError
from jobs.execution import logs, progress
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.pages import snippets, timeline
from jobs.pages.preview import previews
from jobs.pages.visitors import login_may_help
from jobs.phases import ACTIVE, Phase
from provenance import drawing

LOG_LINES = 40
LOG_BYTES = 64 * 1024
PRIORITY = re.compile(r"-?[0-9]{1,3}", re.ASCII)


def _find(request: HttpRequest, public_id: str) -> Job:
    """The job, if one may see it; otherwise it does not exist."""
    rows = access.reachable(request.user).select_related("version__activity", "owner")
    return get_object_or_404(rows, public_id=public_id)


def _find_changeable(request: HttpRequest, public_id: str) -> Job:
    rows = access.reachable_to_change(request.user)
    found = rows.select_related("version__activity", "owner")
    return get_object_or_404(found, public_id=public_id)


@login_may_help
@require_safe
def job(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = _find(request, public_id)
    description = row.version.value()
    context = {
        "job": row,
        "description": description,
        "trial": trials.of(row),
        "trials_page": _trials_page(request, row),
        "is_described": access.described(request.user)
        .filter(pk=row.version.activity_id)
        .exists(),
        "units": {p.name: p.unit for p in description.parameters},
        "again": _again(request, row),
        "downloads": documents.FORMATS,
        "links": links.Links(""),
        "steps": timeline.steps(row),
        "parameters": row.parameters.all(),
        "inputs": row.inputs.select_related("entity"),
        "results": previews(row),
        "logs": _logs(row),
        "log": "stderr" if request.GET.get("log") == "stderr" else "stdout",
        "progress": _progress(row),
        "why": queueing.why(row),
        "may_operate": access.may_change_all(request.user),
        "most_priority": _most_priority(request),
        "may_change": access.may_change(request.user, row),
        "active": not row.settled and row.phase != Phase.PENDING,
        "snippets": snippets.of_job(request, row),
        **_provenance(request, row),
    }
    fragment = request.headers.get("X-Fragment") == "job"
    template = "jobs/_job.html" if fragment else "jobs/job.html"
    return render(request, template, context)


def _most_priority(request: HttpRequest) -> int:
    """How far one may move a job among those that wait; operators before all."""
    return 100 if access.may_change_all(request.user) else claims.MOST_OF_OWNER


def _progress(row: Job) -> progress.Progress | None:
    """What a script that runs says of itself."""
    if row.phase not in (Phase.EXECUTING, Phase.SUSPENDED):
        return None
    return progress.read(JobFolder(row.public_id).progress)


def _again(request: HttpRequest, row: Job) -> str:
    """Where the submit form is, filled as for this job; empty if it is no more."""
    runnable = access.current(request.user).filter(activity=row.version.activity)
    return reverse("run_again", args=[row.public_id]) if runnable.exists() else ""


def _trials_page(request: HttpRequest, row: Job) -> str:
    """Where all trials of the activity are, for those who may look at them."""
    person = request.user
    may_look = access.may_draft(person) or access.may_publish(person)
    return reverse("trials", args=[row.name]) if may_look else ""


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
    document = history.of(row, request.user, depth=wanted.depth, after=wanted.after)
    if document is None:
        return {"drawing": None, "relations": (), "graph": wanted}
    return {
        "drawing": drawing.inline(document, wanted),
        "relations": drawing.rows(document),
        "graph": wanted,
    }


Action = Callable[[Job, User | None], None]


def _act(
    request: HttpRequest, public_id: str, act: Action, done: str
) -> HttpResponseBase:
    """Do it, or say why not; then back to where the button was."""
    row = _find_changeable(request, public_id)
    try:
        act(row, access.owner(request.user))
    except (PhaseError, LimitError, ClosedError) as error:
        messages.error(request, str(error))
    except ValuesError as error:
        for name, sentence in error.problems.items():
            messages.error(request, f"{name.capitalize()}: {sentence}.")
    else:
        messages.success(request, done.format(name=row.run_id or row.name))
    if request.POST.get("next") == "jobs" and request.user.is_authenticated:
        return redirect("jobs")
    return redirect("job", public_id)


then_the_job = partial(login_may_help, back="job")  # only POST gets here


@require_POST
@then_the_job
def start(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _act(request, public_id, lifecycle.start, "{name} is queued.")


@require_POST
@then_the_job
def abort(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _act(request, public_id, lifecycle.abort, "{name} is aborted.")


@require_POST
@then_the_job
def hold(request: HttpRequest, public_id: str) -> HttpResponseBase:
    return _act(request, public_id, lifecycle.hold, "{name} is held.")


@require_POST
@then_the_job
def suspend(request: HttpRequest, public_id: str) -> HttpResponseBase:
    _refuse_others(request)
    return _act(request, public_id, lifecycle.suspend, "{name} is suspended.")


@require_POST
@then_the_job
def resume(request: HttpRequest, public_id: str) -> HttpResponseBase:
    _refuse_others(request)
    return _act(request, public_id, lifecycle.resume, "{name} goes on.")


def _refuse_others(request: HttpRequest) -> None:
    """To keep a slot without using it is for operators only."""
    if not access.may_change_all(request.user):
        raise PermissionDenied("Only an operator suspends and resumes jobs.")


@require_POST
@then_the_job
def retry(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A new job like this one, if one may still run its activity."""
    row = _find_changeable(request, public_id)
    if not access.runnable(request.user).filter(pk=row.version_id).exists():
        messages.error(request, "This version cannot be run any more: run it again.")
        return redirect("job", public_id)
    try:
        again = creation.retry(row, access.owner(request.user))
    except (PhaseError, LimitError) as error:
        messages.error(request, str(error))
        return redirect("job", public_id)
    messages.success(request, f"{row.run_id or row.name} is tried again.")
    return redirect("job", again.public_id)


@require_POST
@then_the_job
def keep(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """Another destruction time, within the portal's limit."""

    def act(row: Job, _: User | None) -> None:
        changes.destruction(row, wanted.moment(request.POST.get("until", "").strip()))

    return _act(request, public_id, act, "{name} has another destruction time.")


@require_POST
@then_the_job
def prioritise(request: HttpRequest, public_id: str) -> HttpResponseBase:
    text = request.POST.get("priority", "").strip()
    number = int(text) if PRIORITY.fullmatch(text) else 1000

    def act(row: Job, _: User | None) -> None:
        changes.priority(row, number, _most_priority(request))

    return _act(request, public_id, act, "{name} has another place in the queue.")


@login_may_help
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, public_id: str) -> HttpResponseBase:
    row = _find_changeable(request, public_id)
    if request.method == "POST":
        return _act(request, public_id, lifecycle.delete, "{name} is deleted.")
    context = {"job": row, "running": row.phase in ACTIVE}
    return render(request, "jobs/delete.html", context)
