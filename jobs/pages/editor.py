"""Where staff writes activity descriptions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from jobs import access, publishing
from jobs.descriptions import publishable
from jobs.descriptions.value import Description
from jobs.errors import DescriptionError
from jobs.models import ActivityDescription, Version
from jobs.pages.editor_forms import KIND_FORMS, EditorForm

PARTS = {
    "parameters": ("Parameters", "Values that configure the activity."),
    "used": ("Used entities", "Files that it reads."),
    "generated": ("Generated entities", "Files that it writes; they become results."),
}


def _editor(request: HttpRequest) -> User:
    """Who edits; for everybody else there is no such page."""
    if not (request.user.is_authenticated and access.may_edit(request.user)):
        raise Http404
    return request.user


def _draft_or_newest(activity: ActivityDescription) -> Version:
    """The draft, else the newest version, from which the next draft is made."""
    draft = activity.versions.filter(state=Version.State.DRAFT).first()
    return draft or activity.versions.latest("number")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponseBase:
    editor = _editor(request)
    if request.method != "POST":
        return _page(request, EditorForm(), None)
    form = EditorForm(request.POST)
    name = request.POST.get("name", "").strip()
    if ActivityDescription.objects.filter(name=name).exists():
        form.is_valid()
        form.tell({"name": f"There is an activity {name} already: edit that one."})
        return _page(request, form, None, status=400)
    return _save(request, form, None, editor)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, name: str) -> HttpResponseBase:
    editor = _editor(request)
    activity = get_object_or_404(access.editable(request.user), name=name)
    version = _draft_or_newest(activity)
    if request.method == "POST":
        data = request.POST.copy()
        data["name"] = name  # an activity keeps its name
        return _save(request, EditorForm(data, version.value()), version, editor)
    return _page(request, EditorForm(description=version.value()), version)


def _save(
    request: HttpRequest, form: EditorForm, version: Version | None, editor: User
) -> HttpResponseBase:
    if not form.is_valid():
        return _page(request, form, version, status=400)
    description = form.value()
    try:
        version = publishing.save_draft(description, editor)
        if "publish" in request.POST:
            publishing.publish(version, editor)
    except DescriptionError as error:
        form.tell(error.problems)
        return _page(request, form, version, status=400)
    return _done(request, version, description)


def _done(
    request: HttpRequest, saved: Version, description: Description
) -> HttpResponseBase:
    name = saved.activity.name
    if saved.state == Version.State.PUBLISHED:
        messages.success(request, f"{name} {saved.label} is published.")
        return redirect("activity", name)
    messages.success(request, f"The draft of {name} is saved.")
    if left := publishable.problems(description):
        messages.warning(
            request,
            "Before it can be published: "
            + "; ".join(f"{path} {sentence}" for path, sentence in left.items()),
        )
    return redirect("edit_activity", name)


def _page(
    request: HttpRequest, form: EditorForm, version: Version | None, status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {
        "form": form,
        "version": version,
        "sections": [(kind, *PARTS[kind], form.parts[kind]) for kind in KIND_FORMS],
        "problems": list(form.problems()) if form.head.is_bound else [],
        "is_draft": version is not None and version.state == Version.State.DRAFT,
        "published": _published(version) if version else None,
    }
    return render(request, "activities/edit.html", context, status=status)


def _published(version: Version) -> Version | None:
    """What jobs of the activity run now."""
    return access.published().filter(activity=version.activity).first()


@login_required
@require_POST
def discard(request: HttpRequest, name: str) -> HttpResponseBase:
    """Forget the draft; published versions stay."""
    _editor(request)
    activity = get_object_or_404(access.editable(request.user), name=name)
    version = get_object_or_404(activity.versions, state=Version.State.DRAFT)
    publishing.discard_draft(version)
    messages.success(request, f"The draft of {name} is gone.")
    return redirect("activities")


@login_required
@require_POST
def retire(request: HttpRequest, name: str) -> HttpResponseBase:
    """Take the published version back; its jobs keep it."""
    _editor(request)
    version = get_object_or_404(access.published(), activity__name=name)
    publishing.retire(version)
    current = access.published().filter(activity=version.activity).first()
    again = f" Version {current.label} is current again." if current else ""
    messages.success(request, f"{name} {version.label} is retired.{again}")
    return redirect("activities")
