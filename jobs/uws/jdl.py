"""Job descriptions as clients of the older OPUS ask for them, with our rights."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse

from jobs import access, links, publishing
from jobs.descriptions import formats, json_schema
from jobs.descriptions.formats import opened
from jobs.errors import StaleError
from jobs.exchange import keeping, repair
from jobs.models import Version
from jobs.uws import answers, find
from jobs.uws.errors import READ, Refusal, resource, text

FILE = "jdl_file"
FORBIDDEN, CONFLICT = 403, 409
SCHEMA_TYPE = "application/schema+json"


@resource(*READ)
def listing(request: HttpRequest) -> HttpResponseBase:
    """All that one may run, with everything about it."""
    versions = access.published(request.user).order_by("activity__name")
    if find.user(request) is None:
        versions = versions.filter(activity__anonymous=True)
    details = {version.activity.name: _content(version) for version in versions}
    return answers.json({"jobnames": list(details), "details": details})


def _content(version: Version) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(formats.write(version.value(), "jdl").content)
    return content


def _version(request: HttpRequest, name: str) -> Version:
    """401, whether it exists or not, unless anybody may run it."""
    found = access.published(request.user).filter(activity__name=name).first()
    if find.user(request) is None and not (found and found.activity.anonymous):
        raise Refusal(401, find.LOG_IN)
    if found is None:
        raise Refusal(404, f"There is no activity {name}.")
    return found


@resource(*READ, "DELETE")
def description(request: HttpRequest, name: str) -> HttpResponseBase:
    """The VOTable, to be saved; who publishes may delete the activity."""
    version = _version(request, name)
    if request.method == "DELETE":
        return _delete(request, version)
    exported = formats.write(version.value(), "votable")
    answer = HttpResponse(exported.content, content_type=exported.media_type)
    answer.headers["Content-Disposition"] = (
        f'attachment; filename="{exported.filename}"'
    )
    return answer


def _delete(request: HttpRequest, version: Version) -> HttpResponseBase:
    person = find.user(request)
    if person is None or not access.may_publish(person):
        raise Refusal(FORBIDDEN, "Only those who publish descriptions may delete one.")
    publishing.delete(version.activity, person, "Asked for at /jdl.")
    return text(f"{version.activity.name} is deleted; its jobs stay.")


@resource(*READ)
def as_json(request: HttpRequest, name: str) -> HttpResponseBase:
    return answers.json(_content(_version(request, name)))


@resource(*READ)
def script(request: HttpRequest, name: str) -> HttpResponseBase:
    return text(_version(request, name).value().script)


@resource("POST")
def receive(request: HttpRequest) -> HttpResponseBase:
    """A file in any format becomes a draft; `replace` lets it replace an open one."""
    person = find.user(request)
    if person is None:
        raise Refusal(401, find.LOG_IN)
    if not access.may_draft(person):
        raise Refusal(FORBIDDEN, "You may not write drafts of descriptions.")
    file = request.FILES.get(FILE)
    if file is None:
        raise Refusal(400, f"{FILE}: is missing: send the file as multipart form data.")
    source = file.name or FILE
    found = repair.storable(formats.read(file.read(opened.BYTES + 1), source))
    name = found.description.name
    seen = None if request.POST.get("replace") else 0
    try:
        keeping.draft(found, person, source, seen=seen)
    except StaleError as error:
        why = f"{keeping.refusal(name, error)}: send replace=true to do so."
        raise Refusal(CONFLICT, why) from error
    edit = f"{links.base(request)}{reverse('edit_activity', args=[name])}"
    return answers.json({"jobname": name, "edit": edit, "notes": found.notes})


@resource(*READ)
def schema(_request: HttpRequest) -> HttpResponseBase:
    """What our own JSON must be like; everybody may know."""
    content = json.dumps(json_schema.build(), ensure_ascii=False)
    return HttpResponse(content, content_type=SCHEMA_TYPE)
