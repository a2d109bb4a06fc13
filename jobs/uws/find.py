"""The job that a UWS request is about, and who asks for it.

Anonymous: 401, whether the job exists or not, unless it is an anonymous job, which is
open to whoever knows its id. Somebody else's job: 403. Unknown, or below the name of
another activity: 404.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest

from jobs import access, versions, wanted
from jobs.errors import ValuesError
from jobs.models import ActivityDescription, Job, Version
from jobs.uws.errors import Refusal
from jobs.uws.sent import Sent

SAFE = ("GET", "HEAD", "OPTIONS")
LARGE = ("version__content", "version__description")  # and seldom of use here
LOG_IN = "Log in: this needs a token or HTTP Basic authentication."


def user(request: HttpRequest) -> User | None:
    """Who asks; None for anybody."""
    return request.user if request.user.is_authenticated else None


def activity(request: HttpRequest, name: str) -> ActivityDescription:
    found = access.described(request.user).filter(name=name).first()
    if user(request) is None and not (found and found.anonymous):
        raise Refusal(401, LOG_IN)
    if found is None:
        raise Refusal(404, f"There is no activity {name}.")
    return found


def runnable(request: HttpRequest, name: str) -> Version:
    """What a job of that name runs now."""
    found = access.current(request.user).filter(activity__name=name).first()
    if found:
        return found
    if user(request) is None:
        raise Refusal(401, LOG_IN)
    raise Refusal(404, f"There is no activity {name} that you can run.")


def version(request: HttpRequest, name: str, sent: Sent) -> Version:
    """What a job runs: the version that its maker asks for, else the current one."""
    current = runnable(request, name)
    text = sent.control(wanted.VERSION)
    if not text:
        return current
    known = list(access.runnable(request.user).filter(activity__name=name))
    if found := versions.named(known, text):
        return found
    there = ", ".join(one.label for one in known)
    sentence = f"{wanted.shown(text)} is no version that you can run; there is: {there}"
    raise ValuesError({wanted.VERSION: sentence})


def job(request: HttpRequest, name: str, public_id: str, *columns: str) -> Job:
    """The job, for its owner or an operator; only some of these may change it.

    With `columns` only these are read: what clients poll for costs half of it then.
    """
    rows = Job.objects.filter(public_id=public_id, version__activity__name=name)
    if columns:
        rows = rows.only("owner_id", *columns)
    else:
        rows = rows.select_related("version__activity", "owner").defer(*LARGE)
    found = next(iter(rows), None)  # one at most, so it needs no order
    person = user(request)
    if found and (_is_own(found, person) or _is_open(request, found)):
        return found
    if person is None:
        raise Refusal(401, LOG_IN)
    if found is None:
        raise Refusal(404, f"There is no job {public_id} of {name}.")
    raise Refusal(403, f"The job {public_id} is somebody else's.")


def _is_own(row: Job, person: User | None) -> bool:
    """The usual case, and the one that clients ask for every second."""
    return person is not None and row.owner_id == person.pk


def _is_open(request: HttpRequest, row: Job) -> bool:
    is_safe = request.method in SAFE
    allowed = access.reachable if is_safe else access.reachable_to_change
    return allowed(request.user).filter(pk=row.pk).exists()
