"""Where something comes from and what came of it, as a graph around it and as lists."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from provenance import affected as consequences
from provenance import assemble, drawing, find, lineage, methods, serving, times
from provenance.document import Document
from provenance.drawing import FORMATS, Wanted
from provenance.find import Found
from provenance.pages import asking, things

DEPTH, AFTER = "2", "1"  # jobs around what one looks at


@require_safe
def around(request: HttpRequest) -> HttpResponseBase:
    """`?ID=`: a thing in the centre; whatever one clicks on is there next."""
    found = asking.thing(request, request.GET.get("ID", ""))
    wanted = Wanted.read(request.GET, DEPTH, AFTER)
    viewer = asking.viewer(request)
    part = find.lineage(
        found, viewer, up=wanted.depth, down=wanted.after, budget=lineage.BUDGET
    )
    document = assemble.document(part, viewer)
    context = {
        "found": found,
        "name": _name(found),
        "page": things.page_of(found.thing),
        "drawing": drawing.inline(document, wanted, drawing.around),
        "relations": drawing.rows(document),
        "graph": wanted,
        "formats": FORMATS,
        "direction": _direction(wanted),
        "section": "provenance",
    }
    return render(request, "provenance/lineage.html", context)


def _direction(wanted: Wanted) -> str:
    """Of the documents: what the graph shows, whole."""
    if wanted.depth == 0 != wanted.after:
        return "FORTH"
    return "BACK" if wanted.after == 0 else "BOTH"


def _name(found: Found) -> str:
    return found.thing.name or found.public_id


@dataclass(frozen=True, slots=True)
class Row:
    """Something that would be affected."""

    kind: str
    id: str
    name: str
    time: datetime | None
    sha256: str
    url: str
    path: str


@require_safe
def affected(request: HttpRequest) -> HttpResponseBase:
    """All that came of something, as a page or as CSV (`format=csv`)."""
    found = asking.thing(request, request.GET.get("ID", ""))
    document = _whole(request, found, up=0, down=None)
    rows = _rows(document, found.public_id, serving.base(request))
    if request.GET.get("format") == "csv":
        return _csv(rows, f"{found.public_id}.affected.csv")
    context = {
        "found": found,
        "name": _name(found),
        "page": things.page_of(found.thing),
        "rows": rows,
        "jobs": sum(row.kind == "job" for row in rows),
        "files": sum(row.kind not in ("job", "step") for row in rows),
        "left_out": document.left_out,
        "hidden": bool(document.hidden_uses),
        "section": "provenance",
    }
    return render(request, "provenance/affected.html", context)


def _whole(
    request: HttpRequest, found: Found, *, up: int | None, down: int | None
) -> Document:
    viewer = asking.viewer(request)
    part = find.lineage(found, viewer, up=up, down=down, budget=lineage.BUDGET)
    return assemble.document(part, viewer)


def _rows(document: Document, start: str, base: str) -> list[Row]:
    hit = consequences.affected(document, start)
    activities = {node.id: node for node in document.activities}
    entities = {node.id: node for node in document.entities}
    rows = []
    for public_id in hit.activities:
        node = activities[public_id]
        kind = "step" if node.parent else "job"
        path = f"/provenance/activity/{public_id}"
        row = Row(kind, public_id, node.name, node.start_time, "", base + path, path)
        rows.append(row)
    for public_id in hit.entities:
        entity = entities[public_id]
        path = f"/provenance/entity/{public_id}"
        facts = entity.name, entity.generated_at, entity.sha256
        rows.append(Row(entity.kind, public_id, *facts, base + path, path))
    return rows


def _csv(rows: list[Row], name: str) -> HttpResponse:
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(["kind", "id", "name", "time", "sha256", "url"])
    for row in rows:
        time = times.uws(row.time)
        write.writerow([row.kind, row.id, _inert(row.name), time, row.sha256, row.url])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _inert(name: str) -> str:
    """Spreadsheets take a text that begins so for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@", "\t", "\r")) else name


@require_safe
def described(request: HttpRequest) -> HttpResponseBase:
    """The methods in words, with what to cite; `format=bib` gives the BibTeX alone."""
    found = asking.thing(request, request.GET.get("ID", ""))
    document = _whole(request, found, up=None, down=0)
    base = serving.base(request)
    bibtex = methods.bibtex(document, base)
    if request.GET.get("format") == "bib":
        response = HttpResponse(bibtex, content_type="application/x-bibtex")
        name = f"{found.public_id}.bib"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    context = {
        "found": found,
        "name": _name(found),
        "page": things.page_of(found.thing),
        "paragraphs": methods.paragraphs(document, base),
        "bibtex": bibtex,
        "section": "provenance",
    }
    return render(request, "provenance/methods.html", context)
