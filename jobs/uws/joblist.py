"""The job list: one's jobs of an activity, and new ones (UWS 1.1, section 2.2.2)."""

from collections.abc import Iterator
from urllib.parse import urlencode

import msgspec
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from jobs import access, links, submission, trials
from jobs.errors import ValuesError
from jobs.links import Links
from jobs.models import Job, Version
from jobs.phases import Phase
from jobs.submission import Submission
from jobs.uws import answers, filters, find, negotiation, xml
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.filters import Row
from jobs.uws.negotiation import Form
from jobs.uws.sent import Sent
from jobs.uws.summary import Reference
from jobs.wanted import shown
from provenance import times


@resource(*READ, "POST")
def joblist(request: HttpRequest, name: str) -> HttpResponseBase:
    if request.method == "POST":
        find.runnable(request, name)
        sent = Sent(request)
        job = create(request, find.version(request, name, sent), sent)
        return answers.to_job(request, job)
    if negotiation.is_page(request):
        if not access.described(request.user).filter(name=name).exists():
            raise Refusal(404, f"There is no activity {name}.")
        query = urlencode({"type": name})
        return answers.to_page(request, f"{reverse('jobs')}?{query}")
    return _list(request, name)


def create(
    request: HttpRequest, version: Version, sent: Sent, *, run: bool = False
) -> Job:
    """A job of whoever asks, QUEUED if that is wanted. Raises Refusal and JobsError."""
    phase = sent.control("PHASE")
    if phase and phase.upper() != "RUN":
        sentence = f"{shown(phase)} cannot be asked for here: say RUN"
        raise ValuesError({"PHASE": sentence})
    wanted = Submission(
        find.user(request),
        sent.own(),
        sent.uploads,
        links.hosts(request),
        sent.wishes(),
        are_new=sent.are_new(),
    )
    return submission.submit(version, wanted, run=run or bool(phase))


def _list(request: HttpRequest, name: str) -> HttpResponseBase:
    activity = find.activity(request, name)
    wanted = filters.read(Sent(request))
    versions = Version.objects.filter(activity=activity).values_list("pk", flat=True)
    rows = access.own_jobs(request.user).filter(version__in=list(versions))
    lots = wanted.lots(trials.without_checks(rows))
    owner = request.user.get_username() or None
    listed = _references(lots, links.of(request), name, owner)
    if negotiation.wanted(request) == Form.JSON:
        return answers.stream(request, _json(listed), Form.JSON)
    return answers.stream(request, xml.jobs(listed), Form.XML)


def _references(
    lots: Iterator[list[Row]], links: Links, name: str, owner: str | None
) -> Iterator[list[Reference]]:
    base = links.jobs(name)
    for lot in lots:
        yield [
            Reference(
                id=row.public_id,
                href=f"{base}/{row.public_id}",
                phase=Phase(row.phase),
                run_id=row.run_id or None,
                owner_id=owner,
                creation_time=times.uws(row.creation_time),
            )
            for row in lot
        ]


def _json(lots: Iterator[list[Reference]]) -> Iterator[str]:
    """An object with the list of jobs, piece by piece."""
    encoder = msgspec.json.Encoder()
    comma = ""
    yield '{"version":"1.1","jobs":['
    for lot in lots:
        yield comma + ",\n".join(encoder.encode(one).decode() for one in lot)
        comma = ",\n"
    yield "]}\n"
