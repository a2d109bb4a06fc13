"""What a job gave: results, logs and its error (UWS 1.1, section 2.2.2)."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jobs import documents, links
from jobs.execution import folder
from jobs.execution.folder import JobFolder
from jobs.models import Job, JobResult
from jobs.uws import answers, find, negotiation, prov, summary, votable, xml
from jobs.uws.errors import READ, Refusal, resource, text
from jobs.uws.negotiation import Form
from provenance import serving
from provenance.models import Entity
from provenance.serving import Served

LOG = "text/plain; charset=utf-8"
SHOWN = 20  # names in a sentence
MAIN = "result"  # the name by which clients of one-result services ask


@resource(*READ)
def results(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    found = summary.results(row, links.of(request))
    return answers.document(request, found, xml.results)


@resource(*READ)
def result(
    request: HttpRequest, name: str, public_id: str, result_id: str
) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if result_id in documents.FORMATS:
        return prov.answer(request, row, result_id)
    found = main(row) if result_id == MAIN else _named(row, result_id)
    if found is None:
        raise Refusal(404, _missing(row, result_id))
    return file(request, found.entity)


def _missing(row: Job, result_id: str) -> str:
    if not row.settled:
        return f"The job is {row.phase}: it has results when it is over."
    known = ", ".join(row.results.values_list("result_id", flat=True)[:SHOWN])
    return f"The job has no result {result_id}; it has: {known or 'none'}."


def _named(row: Job, result_id: str) -> JobResult | None:
    named = row.results.filter(result_id=result_id)
    return named.select_related("entity").first()


def main(row: Job) -> JobResult | None:
    """The result that is called so, else the one that users came for, else the first.

    None without any.
    """
    if found := _named(row, MAIN):
        return found
    described = row.version.value().generated
    best = {entity.name for entity in described if entity.type == "Main"}
    files = row.results.select_related("entity")
    return files.filter(name__in=best).first() or files.first()


def file(request: HttpRequest, entity: Entity) -> HttpResponseBase:
    """The bytes of a result or input. Raises Refusal once they are gone."""
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


@resource(*READ)
def stdout(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    return _log(request, find.job(request, name, public_id), "stdout")


@resource(*READ)
def stderr(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    return _log(request, find.job(request, name, public_id), "stderr")


def _log(request: HttpRequest, row: Job, name: str) -> HttpResponseBase:
    path = JobFolder(row.public_id).logs / name
    if not path.is_file():
        raise Refusal(404, f"The job has printed nothing to {name}.")
    return serving.serve(request, Served(path, f"{row.public_id}.{name}.txt", LOG))


@resource(*READ)
def error(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    """What went wrong, with status 200 (DALI 1.1, section 4.2)."""
    row = find.job(request, name, public_id)
    if not row.error:
        raise Refusal(404, "The job has no error.")
    match negotiation.wanted(request):
        case Form.VOTABLE:
            content = votable.error(told(row))
            return HttpResponse(content, content_type=Form.VOTABLE)
        case Form.JSON:
            found = {"message": summary.explained(row), "detail": _detail(row)}
            return answers.json(found)
        case _:
            return text(told(row))


def told(row: Job) -> str:
    """Why the job failed, with the end of what it printed to stderr."""
    if not row.advice:
        return _with_end(row)
    return "\n\n".join([row.advice, _with_end(row)])


def _detail(row: Job) -> str:
    return _with_end(row) if row.advice else row.error_detail


def _with_end(row: Job) -> str:
    if not row.error_detail:
        return row.error
    return f"{row.error}\n\nThe end of stderr:\n{row.error_detail}"
