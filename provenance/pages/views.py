"""What is known of an entity, and its bytes. What one may not see is unknown."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from provenance import serving, visibility
from provenance.models import Entity
from provenance.serving import Served
from provenance.visibility import Viewer

SHOWN = 50


def _viewer(request: HttpRequest) -> Viewer:
    """Set by the portal's middleware, which knows who is who."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def _entity(viewer: Viewer, public_id: str) -> Entity:
    """Raises Http404, which says no more of what one may not see."""
    found = visibility.named_entities(viewer, [public_id]).first()
    if found is None:
        shown = f"file {public_id[:64]} that you may see" if public_id else "file named"
        raise Http404(f"There is no {shown}: give its id, like ?ID=e-….")
    return found


@require_safe
def entity(request: HttpRequest, public_id: str) -> HttpResponseBase:
    viewer = _viewer(request)
    row = _entity(viewer, public_id)
    jobs = visibility.activities(viewer).filter(root=None)
    same = visibility.entities(viewer).filter(sha256=row.sha256).exclude(pk=row.pk)
    context = {
        "entity": row,
        "made_by": visibility.makers(row, viewer).first(),
        "used_by": jobs.filter(used__entity=row).order_by("-pk")[:SHOWN],
        "same": same.exclude(sha256="").order_by("-pk")[:SHOWN],
    }
    return render(request, "provenance/entity.html", context)


@require_safe
def store(request: HttpRequest) -> HttpResponseBase:
    """`/store?ID=e-…`: the bytes of an entity."""
    row = _entity(_viewer(request), request.GET.get("ID", ""))
    if row.kind != Entity.Kind.FILE or row.invalidated_at:
        raise Http404("The bytes are not here.")
    served = Served(
        Path(settings.OPUS_JOBS) / row.location,
        row.name,
        row.content_type,
        row.sha256,
        download="download" in request.GET,
    )
    return serving.serve(request, served)


@require_safe
def identifier(request: HttpRequest, kind: str, public_id: str) -> HttpResponseBase:
    """Where the identifiers of provenance documents lead."""
    viewer = _viewer(request)
    if kind == "entity":
        return redirect("entity", _entity(viewer, public_id).public_id)
    activity = visibility.named_activities(viewer, [public_id]).first()
    if activity is None:
        raise Http404(f"There is no activity {public_id[:64]} that you may see.")
    return redirect("job", (activity.root or activity).public_id)
