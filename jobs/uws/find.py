"""The job that a UWS request is about, and who asks for it.

Anonymous: 401, whether the job exists or not. Somebody else's job: 403. Unknown, or
below the name of another activity: 404.
"""

from django.contrib.auth.models import User
from django.http import HttpRequest

from jobs import access
from jobs.models import ActivityDescription, Job
from jobs.uws.errors import Refusal

SAFE = ("GET", "HEAD", "OPTIONS")


def user(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise Refusal(401, "Log in: this needs HTTP Basic authentication.")
    return request.user


def activity(request: HttpRequest, name: str) -> ActivityDescription:
    user(request)
    found = ActivityDescription.objects.filter(name=name).first()
    if found is None:
        raise Refusal(404, f"There is no activity {name}.")
    return found


def job(request: HttpRequest, name: str, public_id: str) -> Job:
    """The job, for its owner or an operator; only some of these may change it."""
    person = user(request)
    rows = Job.objects.select_related("version__activity", "owner")
    found = rows.filter(public_id=public_id, version__activity__name=name).first()
    if found is None:
        raise Refusal(404, f"There is no job {public_id} of {name}.")
    allowed = access.jobs if request.method in SAFE else access.changeable
    if not allowed(person).filter(pk=found.pk).exists():
        raise Refusal(403, f"The job {public_id} is somebody else's.")
    return found
