"""The job list, the job, and what can be said to it (UWS 1.1, section 2.2)."""

from collections.abc import Mapping, Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods

from jobs import access, changes, lifecycle, links, submission
from jobs.descriptions.check import check
from jobs.errors import ValuesError
from jobs.links import Links
from jobs.models import Job
from jobs.phases import Phase
from jobs.submission import Submission
from jobs.uws import find, params, xml
from jobs.uws.errors import Refusal, answered, text
from jobs.uws.params import Sent
from provenance import times

XML = "application/xml"
READ = ("GET", "HEAD")


class SeeOther(HttpResponse):
    """303 with an absolute address, the only redirect that UWS clients take."""

    def __init__(self, url: str) -> None:
        super().__init__(status=303, headers={"Location": url})


def _links(request: HttpRequest) -> Links:
    return Links(links.base(request))


def _to_job(request: HttpRequest, job: Job) -> SeeOther:
    return SeeOther(_links(request).job(job))


@require_http_methods([*READ, "POST"])
@answered
def joblist(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.method == "POST":
        return _create(request, name)
    activity = find.activity(request, name)
    rows = access.own_jobs(request.user).filter(version__activity=activity)
    shown = rows.exclude(phase=Phase.ARCHIVED).order_by("-creation_time", "-pk")
    listed = shown.select_related("version__activity", "owner")
    return HttpResponse(xml.jobs(listed, _links(request)), content_type=XML)


def _create(request: HttpRequest, name: str) -> HttpResponseBase:
    person = find.user(request)
    version = access.runnable(person).filter(activity__name=name).first()
    if version is None:
        raise Refusal(404, f"There is no activity {name} that you can run.")
    sent = Sent(request)
    phase = sent.control("PHASE")
    if phase and phase.upper() != "RUN":
        raise Refusal(400, f"PHASE: “{phase[:40]}” cannot be asked for here: say RUN")
    wanted = Submission(
        person, sent.own(), sent.uploads, links.hosts(request), sent.wishes()
    )
    job = submission.submit(version, wanted, run=bool(phase))
    return _to_job(request, job)


@require_http_methods([*READ, "POST", "DELETE"])
@answered
def job(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method == "DELETE":
        return _delete(request, row)
    if request.method == "POST":
        return _act(request, row)
    return HttpResponse(xml.job(row, _links(request)), content_type=XML)


def _act(request: HttpRequest, row: Job) -> HttpResponseBase:
    """ACTION=DELETE, and PHASE for clients that send it here."""
    sent = Sent(request)
    action = sent.control("ACTION")
    if action and action.upper() == "DELETE":
        return _delete(request, row)
    if sent.control("PHASE"):
        return _change_phase(request, row, sent)
    raise Refusal(400, "ACTION: say DELETE; parameters go to …/parameters")


def _delete(request: HttpRequest, row: Job) -> HttpResponseBase:
    if row.phase != Phase.ARCHIVED:
        lifecycle.delete(row, find.user(request))
    return SeeOther(_links(request).jobs(row.name))


@require_http_methods([*READ, "POST"])
@answered
def phase(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method != "POST":
        return text(row.phase)
    return _change_phase(request, row, Sent(request))


def _change_phase(request: HttpRequest, row: Job, sent: Sent) -> HttpResponseBase:
    word = sent.control("PHASE") or ""
    person = find.user(request)
    match word.upper():
        case "RUN":
            lifecycle.start(row, person)
        case "ABORT":
            lifecycle.abort(row, person)
        case _:
            raise Refusal(400, f"PHASE: “{word[:40]}” is unknown: say RUN or ABORT")
    return _to_job(request, row)


@require_http_methods([*READ, "POST"])
@answered
def executionduration(
    request: HttpRequest, name: str, public_id: str
) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method != "POST":
        return text(str(row.execution_duration))
    wanted = Sent(request).control("EXECUTIONDURATION")
    changes.execution_duration(row, params.seconds(wanted or ""))
    return _to_job(request, row)


@require_http_methods([*READ, "POST"])
@answered
def destruction(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method != "POST":
        return text(times.uws(row.destruction))
    wanted = Sent(request).control("DESTRUCTION")
    changes.destruction(row, params.time(wanted or ""))
    return _to_job(request, row)


@require_http_methods([*READ, "POST"])
@answered
def parameters(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if request.method != "POST":
        return HttpResponse(xml.parameters(row, _links(request)), content_type=XML)
    sent = Sent(request)
    _refuse_files(row, sent)
    _change_values(row, sent.own())
    return _to_job(request, row)


def _refuse_files(row: Job, sent: Sent) -> None:
    used = {entity.name.lower() for entity in row.version.value().used}
    named = [name for name in sent.own() if name.lower() in used]
    if late := [*named, *sent.uploads]:
        sentence = "files are given when the job is created: make another job"
        raise ValuesError(dict.fromkeys(late, sentence))


def _change_values(row: Job, sent: Mapping[str, Sequence[str]]) -> None:
    """What is not sent stays as it is."""
    new = {name.lower() for name in sent}
    kept: dict[str, Sequence[str]] = {
        value.name: [value.text]
        for value in row.parameters.all()
        if value.text is not None
        and not value.is_default
        and value.name.lower() not in new
    }
    changes.values(row, check(row.version.value(), {**kept, **sent}))


@require_http_methods(READ)
@answered
def parameter(
    request: HttpRequest, name: str, public_id: str, parameter_name: str
) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    found = row.parameters.filter(name__iexact=parameter_name).first()
    if found is None or found.text is None:
        raise Refusal(404, f"The job has no parameter {parameter_name}.")
    return text(found.text)
