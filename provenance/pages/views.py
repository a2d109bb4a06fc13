"""What is known of an entity, and its bytes. What one may not see is unknown."""

from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from provenance import assemble, drawing, lineage, serving, visibility
from provenance.drawing import Wanted
from provenance.models import Entity, Member
from provenance.pages import asking
from provenance.serving import Served

SHOWN = 50
PACKED = (".gz", ".bz2", ".xz", ".zst")


@require_safe
def entity(request: HttpRequest, public_id: str) -> HttpResponseBase:
    viewer = asking.viewer(request)
    row = asking.entity(request, public_id)
    users = lineage.users_of(row, viewer).order_by("-pk")
    same = visibility.entities(viewer).filter(sha256=row.sha256).exclude(pk=row.pk)
    wanted = Wanted.read(request.GET, depth="2", after="1")
    found = lineage.of_entity(row, viewer, up=wanted.depth, down=wanted.after)
    document = assemble.document(found, viewer)
    context = {
        "entity": row,
        "made_by": visibility.makers(row, viewer).first(),
        "used_by": users[:SHOWN],
        "uses": users[: SHOWN + 1].count(),
        "same": same.exclude(sha256="").order_by("-pk")[:SHOWN],
        "members": _listed(Member.objects.filter(collection=row), "entity", viewer),
        "wholes": _listed(Member.objects.filter(entity=row), "collection", viewer),
        "drawing": drawing.inline(document, wanted),
        "relations": drawing.rows(document),
        "graph": wanted,
        "section": "provenance",
    }
    return render(request, "provenance/entity.html", context)


def _listed(
    rows: QuerySet[Member], which: str, viewer: visibility.Viewer
) -> list[Entity]:
    """Those at one end of memberships that the viewer may see."""
    seen = visibility.entities(viewer).filter(pk__in=rows.values(which))
    return list(seen.order_by("pk")[:SHOWN])


@require_safe
def store(request: HttpRequest) -> HttpResponseBase:
    """`/store?ID=e-…`: the bytes of an entity.

    A file that is saved has the id in its name, by which it is recognised when it
    comes back.
    """
    row = asking.entity(request, request.GET.get("ID", ""))
    if row.kind != Entity.Kind.FILE or row.invalidated_at:
        raise Http404("The bytes are not here.")
    download = "download" in request.GET
    served = Served(
        Path(settings.OPUS_JOBS) / row.location,
        named(row) if download else row.name,
        row.content_type,
        row.sha256,
        download=download,
    )
    return serving.serve(request, served)


def named(row: Entity) -> str:
    """`image.e-….fits`: programs know a file by what its name ends with."""
    ends = "".join(PurePosixPath(row.name).suffixes[-1:])
    if ends in PACKED:
        ends = "".join(PurePosixPath(row.name).suffixes[-2:])
    stem = row.name.removesuffix(ends) or row.name
    return f"{stem}.{row.public_id}{ends}"
