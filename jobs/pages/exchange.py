"""Descriptions from files, and as files."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jobs import access, links, publishing
from jobs.descriptions import formats, json_format
from jobs.descriptions.formats import Imported, opened
from jobs.errors import DescriptionError, StaleError
from jobs.exchange import keeping, repair
from jobs.models import Version

REFUSED, CONFLICT = 400, 409
TOLD = 12  # notes above the editor; the history has all of them
CARRIED = 500_000  # characters that the page sends back itself


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: HttpRequest) -> HttpResponseBase:
    """Look at what a file says, then keep it as a draft."""
    person = _editor(request)
    if request.method != "POST":
        return _page(request)
    try:
        found, source = _sent(request)
    except DescriptionError as error:
        return _page(request, problems=error.problems, status=REFUSED)
    if "save" not in request.POST:
        return _page(request, found=found, source=source)
    try:
        keeping.draft(found, person, source, seen=_seen(request))
    except DescriptionError as error:
        return _page(request, found, source, error.problems, REFUSED)
    except StaleError as error:
        return _page(request, found, source, stale=error, status=CONFLICT)
    return _done(request, found)


def _editor(request: HttpRequest) -> User:
    """Who edits; for everybody else there is no such page."""
    if not (request.user.is_authenticated and access.may_draft(request.user)):
        raise Http404
    return request.user


def _sent(request: HttpRequest) -> tuple[Imported, str]:
    """What a file says, or what the page showed of one. Raises DescriptionError."""
    if file := request.FILES.get("file"):
        source = file.name or "a file"
        found = formats.read(file.read(opened.BYTES + 1), source)
        return repair.storable(found), source
    if not (content := request.POST.get("content", "")):
        raise DescriptionError({"file": "is missing: choose one"})
    one = formats.read(content.encode(errors="replace")).description
    notes = tuple(request.POST.getlist("note")[: formats.MOST_NOTES + 1])
    return Imported(one, notes), request.POST.get("source", "") or "a file"


def _seen(request: HttpRequest) -> int:
    """The revision of the draft that may be replaced; 0 for none."""
    revision = request.POST.get("replace", "")
    return int(revision) if revision.isascii() and revision.isdigit() else 0


def _done(request: HttpRequest, found: Imported) -> HttpResponseBase:
    name = found.description.name
    messages.success(request, f"The draft of {name} is saved.")
    told, more = found.notes[:TOLD], len(found.notes) - TOLD
    if told:
        rest = f" And {more} more, see the history." if more > 0 else ""
        messages.warning(request, f"Not as in the file: {'; '.join(told)}.{rest}")
    return redirect("edit_activity", name)


def _page(
    request: HttpRequest,
    found: Imported | None = None,
    source: str = "",
    problems: dict[str, str] | None = None,
    status: int = 200,
    stale: StaleError | None = None,
) -> HttpResponseBase:
    """The form, and what was understood of a file."""
    context: dict[str, Any] = {
        "formats": formats.FORMATS.values(),
        "limit": opened.BYTES,
        "problems": problems or {},
        "found": found,
        "source": source,
    }
    if found:
        content = json.dumps(json_format.write(found.description))
        context |= {
            "content": content if len(content) <= CARRIED else "",
            "left": publishing.obstacles(found.description),
            "open": stale.version if stale else _open(found.description.name),
        }
    return render(request, "activities/import.html", context, status=status)


def _open(name: str) -> Version | None:
    """The draft that would be replaced."""
    versions = Version.objects.filter(activity__name=name, state__in=Version.OPEN)
    return versions.select_related("changed_by").first()


@require_safe
def export(request: HttpRequest, name: str) -> HttpResponseBase:
    """One version, by its number or else the one that describes the activity."""
    version = _version(request, name)
    if version is None:
        raise Http404
    wanted = request.GET.get("format", formats.OWN)
    try:
        made = formats.write(version.value(), wanted, links.base(request))
    except DescriptionError as error:
        return HttpResponse(str(error), status=REFUSED, content_type="text/plain")
    answer = HttpResponse(made.content, content_type=made.media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{made.filename}"'
    return answer


def _version(request: HttpRequest, name: str) -> Version | None:
    """Drafts are for those who may write them."""
    number = request.GET.get("version", "")
    if not number:
        return access.describing(name, request.user)
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(2**31))):
        return None
    known = access.described(request.user)
    versions = Version.objects.filter(activity__name=name, number=int(number)).exclude(
        state=Version.State.TRIAL
    )
    if access.may_draft(request.user) or access.may_publish(request.user):
        return versions.filter(activity__in=access.visible(request.user)).first()
    shown = versions.filter(activity__in=known, state__in=Version.ONCE_PUBLISHED)
    return shown.first()
