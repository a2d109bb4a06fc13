"""The provenance of a job, as documents that are made when they are asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jobs import drawing, history, links
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.uws import find, sent
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.sent import Sent
from provenance import serving
from provenance.document import Document
from provenance.export import prov_json, prov_w3c
from provenance.graph.engine import LayoutError
from provenance.serving import Served


@resource(*READ)
def provenance(
    request: HttpRequest, name: str, public_id: str, form: str
) -> HttpResponseBase:
    return answer(request, find.job(request, name, public_id), form)


def answer(request: HttpRequest, row: Job, form: str) -> HttpResponseBase:
    """The job with all that came before it, or with DEPTH jobs before it."""
    depth = sent.depth(Sent(request).control("DEPTH") or "ALL")
    document = history.of(row, request.user, depth=depth)
    if document is None:
        raise Refusal(404, "The provenance is recorded when the job is over.")
    write, content_type, extension = FORMATS[form]
    try:
        response = HttpResponse(write(document, links.base(request)))
    except LayoutError as error:
        raise Refusal(503, str(error)) from error
    if document.left_out:
        response.headers["X-OPUS-Left-Out"] = str(document.left_out)
    served = Served(
        JobFolder(row.public_id).root, f"{row.public_id}.{extension}", content_type
    )
    return serving.protect(response, served)


def _json(document: Document, base: str) -> str:
    return prov_json.Writer(document, base).text()


Write = Callable[[Document, str], str | bytes]
FORMATS: dict[str, tuple[Write, str, str]] = {
    "provjson": (_json, "application/json", "prov.json"),
    "provxml": (prov_w3c.xml, "application/provenance+xml", "prov.xml"),
    "provn": (prov_w3c.provn, "text/provenance-notation; charset=utf-8", "provn"),
    "provsvg": (drawing.svg, "image/svg+xml", "prov.svg"),
    "provpng": (drawing.png, "image/png", "prov.png"),
}
