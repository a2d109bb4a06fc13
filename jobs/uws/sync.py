"""The synchronous façade: run a job, wait, answer its main result (UWS 1.1, section 4).

`…/sync?parameters` makes a job and leads to `…/sync/<id>`, which is held until the job
is over and then leads to its result. It leads to itself when that takes longer than a
connection may be silent, so that no time-out between here and the client matters.
"""

import math

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from jobs import links
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws import answers, find, joblist, results, wait
from jobs.uws.errors import READ, Refusal, refused, resource
from jobs.uws.sent import Sent
from jobs.uws.wait import LONGEST_SECONDS, Hold

WAITING = frozenset({Phase.QUEUED, Phase.EXECUTING})
# A job that is not going to be over: the request's fault, a conflict, gone.
STATUS = {Phase.ERROR: 422, Phase.ABORTED: 409, Phase.ARCHIVED: 410}
CONFLICT = 409


@resource("GET", "POST")
def start(request: HttpRequest, name: str) -> HttpResponseBase:
    """A job is made by GET, too, as DALI wants it (section 2.1)."""
    find.runnable(request, name)
    sent = Sent(request)
    version = find.version(request, name, sent)
    row = joblist.create(request, version, sent, run=True)
    return answers.SeeOther(links.of(request).sync(row))


@resource(*READ)
def follow(request: HttpRequest, name: str, public_id: str) -> HttpResponseBase:
    row = find.job(request, name, public_id)
    if row.phase in WAITING:
        return _hold(request, row)
    if row.phase == Phase.COMPLETED:
        return _result(request, row)
    status = STATUS.get(Phase(row.phase), CONFLICT)
    message = results.told(row) or f"The job {row.public_id} is {row.phase}."
    answer = refused(request, status, message)
    answer.headers["Link"] = f'<{links.of(request).job(row)}>; rel="describedby"'
    return answer


def _hold(request: HttpRequest, row: Job) -> HttpResponseBase:
    held = wait.held(request)
    if held == math.inf:
        url = links.of(request).job(row)
        raise Refusal(503, f"Too many clients wait here: follow the job at {url}")
    if held is None or held >= LONGEST_SECONDS:
        return answers.SeeOther(links.of(request).sync(row))
    return Hold(row.public_id, row.phase, LONGEST_SECONDS - held)


def _result(request: HttpRequest, row: Job) -> HttpResponseBase:
    main = results.main(row)
    if main is None:
        return HttpResponse(status=204)
    url = links.of(request).child(row, "results", main.result_id)
    return answers.SeeOther(url)
