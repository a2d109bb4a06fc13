"""Where descriptions are written: a new one, or the next version of one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from jobs import access, drafts, publishing
from jobs.errors import DescriptionError, StaleError
from jobs.models import ActivityDescription, Version
from jobs.pages.editing import conflict, page, sending, standing, typed
from jobs.pages.editing.page import Desk

NEW = "new"
REFUSED, CONFLICT = 400, 409
FRAGMENT = "editor"  # asked for by the page's script when it saves


def _editor(request: HttpRequest) -> User:
    """Who edits; for everybody else there is no such page."""
    if not (request.user.is_authenticated and access.may_draft(request.user)):
        raise Http404
    return request.user


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    editor = _editor(request)
    if request.method != "POST":
        return page.whole(request, Desk(editor, _beginning(request)))
    return _answer(request, editor, None)


def _beginning(request: HttpRequest) -> typed.Typed:
    """An empty description, or a copy of one that there is."""
    name = request.GET.get("like", "")
    if not name:
        return typed.new()
    activity = get_object_or_404(access.editable(request.user), name=name)
    return {**typed.of(standing.of(activity).version.value()), "name": ""}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponseBase:
    editor = _editor(request)
    activity = get_object_or_404(access.editable(request.user), name=name)
    if request.method == "POST":
        return _answer(request, editor, activity)
    if activity.deleted_at:
        return redirect("history", name)
    stands = standing.of(activity)
    texts = typed.of(stands.version.value())
    texts["revision"] = str(stands.revision)
    return page.whole(request, Desk(editor, texts, stands))


@login_required
@require_POST
def look(request: HttpRequest, name: str) -> HttpResponseBase:
    """The problems and the preview of what is typed now, for the page's script."""
    editor = _editor(request)
    activity = ActivityDescription.objects.filter(name=name).first()
    try:
        texts = sending.typed(request)
    except DescriptionError as error:
        return page.look(request, Desk(editor, typed.new(), refusal=error.problems))
    if activity is not None:
        texts["name"] = name
    stands = standing.of(activity) if activity else None
    return page.look(request, Desk(editor, texts, stands))


def _answer(
    request: HttpRequest, editor: User, activity: ActivityDescription | None
) -> HttpResponseBase:
    """Save what was typed, and do what the button says."""
    stands = standing.of(activity) if activity else None
    try:
        texts = sending.typed(request)
    except DescriptionError as error:
        texts = typed.of(stands.version.value()) if stands else typed.new()
        desk = Desk(editor, texts, stands, refusal=error.problems)
        return page.whole(request, desk, REFUSED)
    if activity is not None:
        texts["name"] = activity.name  # an activity keeps its name
    desk = Desk(editor, texts, stands, is_unsaved=True)
    if "preview" in texts:
        return page.whole(request, desk)
    return _save(request, desk)


def _save(request: HttpRequest, desk: Desk) -> HttpResponseBase:
    problems = dict(desk.reading.misfits)
    if desk.standing is None and (problem := _taken(desk.typed)):
        problems["name"] = problem
    if problems:
        return _refuse(request, desk, problems)
    try:
        saved = drafts.save(desk.reading.description, desk.editor, seen=_seen(desk))
    except DescriptionError as error:
        return _refuse(request, desk, error.problems)
    except StaleError as error:
        return conflict.page(request, desk, error)
    return _act(request, desk, saved)


def _refuse(
    request: HttpRequest, desk: Desk, problems: dict[str, str], **changes: Any
) -> HttpResponseBase:
    """The page as it was sent, with why."""
    again = Desk(
        desk.editor,
        desk.typed,
        desk.standing,
        refusal=problems,
        **{"is_unsaved": True, **changes},
    )
    return page.whole(request, again, REFUSED)


def _taken(texts: typed.Typed) -> str:
    name = texts.get("name", "").strip()
    if name and ActivityDescription.objects.filter(name=name).exists():
        return f"There is an activity {name} already: edit that one."
    return ""


def _seen(desk: Desk) -> int:
    """What its author has seen, or wants to write over with open eyes."""
    chosen = sending.number(desk.typed, "over")
    seen = sending.number(desk.typed, "revision") if chosen is None else chosen
    return seen or 0


def _act(request: HttpRequest, desk: Desk, saved: Version) -> HttpResponseBase:
    """What comes after saving: nothing, or submitting, or publishing."""
    note = desk.typed.get("note", "").strip()
    try:
        if "publish" in desk.typed:
            return _publish(request, desk, saved, note)
        if "submit" in desk.typed:
            publishing.submit(saved, desk.editor, note)
    except DescriptionError as error:
        texts = {**desk.typed, "revision": str(saved.revision)}
        stands = standing.of(saved.activity)
        kept = Desk(desk.editor, texts, stands)
        return _refuse(request, kept, error.problems, is_kept=True, is_unsaved=False)
    if request.headers.get("X-Fragment") == FRAGMENT:
        stands = standing.of(saved.activity)
        return page.status(request, Desk(desk.editor, desk.typed, stands))
    what = "is submitted for validation" if "submit" in desk.typed else "is saved"
    messages.success(request, f"The draft of {saved.activity.name} {what}.")
    return redirect("edit_activity", saved.activity.name)


def _publish(
    request: HttpRequest, desk: Desk, saved: Version, note: str
) -> HttpResponseBase:
    if not access.may_publish(desk.editor):
        raise DescriptionError({"state": "it takes a validator to publish: submit it"})
    unproven = desk.typed.get("unproven", "").strip()
    publishing.publish(saved, desk.editor, note=note, unproven=unproven)
    name = saved.activity.name
    messages.success(request, f"{name} {saved.label} is published.")
    return redirect("activity", name)
