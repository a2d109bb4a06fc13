"""The provenance of a job, as documents that are made when they are asked for."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from jobs import crate, documents, history, links
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.uws import find, sent
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.sent import Sent
from provenance import serving
from provenance.export.formats import FULL
from provenance.export.prov_w3c import TooLargeError
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
    wanted = documents.FORMATS[form]
    try:
        pieces = wanted.write(document, links.base(request), FULL)
    except LayoutError as error:
        raise Refusal(503, str(error)) from error
    except TooLargeError as error:
        raise Refusal(413, str(error)) from error
    response = serving.streamed(request, pieces)
    if document.left_out:
        response.headers["X-OPUS-Left-Out"] = str(document.left_out)
    name = f"{row.public_id}.{wanted.extension}"
    served = Served(JobFolder(row.public_id).root, name, wanted.content_type)
    return serving.protect(response, served)


@resource(*READ)
def rocrate(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    """The job with its files, as a Process Run Crate."""
    row = find.job(request, name, public_id)
    pieces = crate.of(row, request.user, links.base(request))
    if pieces is None:
        raise Refusal(404, "The provenance is recorded when the job is over.")
    response = serving.streamed(request, pieces)
    served = Served(
        serving.NO_PATH, f"{row.public_id}.crate.zip", "application/zip", download=True
    )
    return serving.protect(response, served)
