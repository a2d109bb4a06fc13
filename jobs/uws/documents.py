"""What a job gave: results, logs, error and provenance (UWS 1.1, section 2.2.2)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from jobs import drawing, history, links
from jobs.execution import folder
from jobs.execution.folder import JobFolder
from jobs.links import Links
from jobs.models import Job, JobResult
from jobs.uws import find, params, xml
from jobs.uws.errors import Refusal, answered, text
from jobs.uws.params import Sent
from provenance import serving
from provenance.document import Document
from provenance.export import prov_json, prov_w3c
from provenance.graph.engine import LayoutError
from provenance.serving import Served

XML = "application/xml"
READ = ("GET", "HEAD")
LOG = "text/plain; charset=utf-8"


@require_http_methods(READ)
@answered
def results(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    content = xml.results(row, Links(links.base(request)))
    return HttpResponse(content, content_type=XML)


@require_http_methods(READ)
@answered
def result(
    request: HttpRequest, name: str, public_id: str, result_id: str
) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if result_id in FORMATS:
        return _provenance(request, row, result_id)
    found = row.results.filter(result_id=result_id).select_related("entity").first()
    if found is None:
        raise Refusal(404, f"The job has no result {result_id}.")
    return _file(request, found)


def _file(request: HttpRequest, found: JobResult) -> HttpResponseBase:
    entity = found.entity
    if entity.invalidated_at:
        raise Refusal(404, f"{entity.name} was destroyed: only its record is left.")
    served = Served(
        folder.absolute(entity.location),
        entity.name,
        entity.content_type,
        entity.sha256,
        download="download" in request.GET,
    )
    return serving.serve(request, served)


def _log(request: HttpRequest, row: Job, name: str) -> HttpResponseBase:
    path = JobFolder(row.public_id).logs / name
    if not path.is_file():
        raise Refusal(404, f"The job has printed nothing to {name}.")
    return serving.serve(request, Served(path, f"{row.public_id}.{name}.txt", LOG))


@require_http_methods(READ)
@answered
def stdout(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    return _log(request, find.job(request, name, public_id), "stdout")


@require_http_methods(READ)
@answered
def stderr(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    return _log(request, find.job(request, name, public_id), "stderr")


@require_http_methods(READ)
@answered
def owner(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    return text(find.job(request, name, public_id).owner.get_username())


@require_http_methods(READ)
@answered
def quote(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    """No prediction is made: empty (section 2.2.2.6)."""
    find.job(request, name, public_id)
    return text("")


@require_http_methods(READ)
@answered
def error(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if not row.error:
        raise Refusal(404, "The job has no error.")
    detail = f"\n\nThe end of stderr:\n{row.error_detail}" if row.error_detail else ""
    return text(row.error + detail)


# -- provenance ------------------------------------------------------------------------


@require_http_methods(READ)
@answered
def provenance(
    request: HttpRequest, name: str, public_id: str, form: str
) -> HttpResponseBase:
    return _provenance(request, find.job(request, name, public_id), form)


def _provenance(request: HttpRequest, row: Job, form: str) -> HttpResponseBase:
    """The job with all that came before it, or with DEPTH jobs before it."""
    depth = params.depth(Sent(request).control("DEPTH") or "ALL")
    document = history.of(row, find.user(request), depth=depth)
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
