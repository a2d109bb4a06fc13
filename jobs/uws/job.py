"""One job, and what can be said to it (UWS 1.1, sections 2.2.2.2 to 2.2.3.4)."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from jobs import access, changes, lifecycle, links
from jobs.errors import ValuesError
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws import answers, find, negotiation, summary, wait, xml
from jobs.uws.errors import READ, Refusal, resource
from jobs.uws.sent import Sent
from jobs.wanted import moment, seconds, shown
from provenance import times

WORDS = "RUN, HOLD or ABORT"


@resource(*READ, "POST", "DELETE")
def job(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    if negotiation.is_page(request):
        return answers.to_page(request, reverse("job", args=[public_id]))
    row = find.job(request, name, public_id)
    if request.method == "DELETE":
        return _delete(request, row)
    if request.method == "POST":
        return _act(request, row)
    if hold := wait.asked(request, row):
        return hold
    found = summary.of(row, links.of(request))
    return answers.document(request, found, xml.job)


def _act(request: HttpRequest, row: Job) -> HttpResponseBase:
    """ACTION=DELETE, and PHASE for clients that send it here."""
    given = Sent(request)
    action = given.control("ACTION")
    if action and given.control("PHASE"):
        raise Refusal(400, "ACTION: say one of ACTION and PHASE, not both")
    if action and action.upper() == "DELETE":
        return _delete(request, row)
    if action:
        raise Refusal(400, f"ACTION: {shown(action)} is unknown: say DELETE")
    if given.control("PHASE"):
        return _change_phase(request, row, given)
    raise Refusal(400, "ACTION: say DELETE; parameters go to …/parameters")


def _delete(request: HttpRequest, row: Job) -> HttpResponseBase:
    if row.phase != Phase.ARCHIVED:
        lifecycle.delete(row, find.user(request))
    return answers.SeeOther(links.of(request).jobs(row.name))


@resource(*READ, "POST")
def phase(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    if request.method in READ:
        row = find.job(request, name, public_id, "phase")
        return answers.atom(request, "phase", row.phase)
    row = find.job(request, name, public_id)
    return _change_phase(request, row, Sent(request))


def _change_phase(request: HttpRequest, row: Job, given: Sent) -> HttpResponseBase:
    word = given.control("PHASE") or ""
    person = find.user(request)
    match word.upper():
        case "RUN":
            lifecycle.start(row, person)
        case "ABORT":
            lifecycle.abort(row, person)
        case "HOLD":
            lifecycle.hold(row, person)
        case "SUSPEND" | "RESUME" as order:
            _stand_still(request, row, order)
        case "":
            raise ValuesError({"PHASE": f"is missing: say {WORDS}"})
        case _:
            raise ValuesError({"PHASE": f"{shown(word)} is unknown: say {WORDS}"})
    return answers.to_job(request, row)


def _stand_still(request: HttpRequest, row: Job, order: str) -> None:
    """Ours, like HOLD: UWS has the phase SUSPENDED, but no word that leads there."""
    if not access.may_change_all(request.user):
        raise Refusal(403, f"PHASE={order} is for operators.")
    act = lifecycle.suspend if order == "SUSPEND" else lifecycle.resume
    act(row, find.user(request))


@resource(*READ, "POST")
def executionduration(
    request: HttpRequest, name: str, public_id: str
) -> HttpResponseBase:
    if request.method in READ:
        row = find.job(request, name, public_id, "execution_duration")
        return answers.atom(request, "executionDuration", row.execution_duration)
    row = find.job(request, name, public_id)
    wanted = Sent(request).control("EXECUTIONDURATION")
    changes.execution_duration(row, seconds(wanted or ""))
    return answers.to_job(request, row)


@resource(*READ, "POST")
def destruction(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    if request.method in READ:
        row = find.job(request, name, public_id, "destruction")
        return answers.atom(request, "destruction", times.uws(row.destruction))
    row = find.job(request, name, public_id)
    wanted = Sent(request).control("DESTRUCTION")
    changes.destruction(row, moment(wanted or ""))
    return answers.to_job(request, row)


@resource(*READ)
def owner(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    """Empty for an anonymous job."""
    row = find.job(request, name, public_id)
    return answers.atom(request, "owner", row.owner_name or None)


@resource(*READ)
def quote(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    """When it would be over; empty if nobody can tell (section 2.2.2.6)."""
    row = find.job(request, name, public_id)
    return answers.atom(request, "quote", summary.quote(row))
