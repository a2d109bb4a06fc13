"""The same from a program: what the pages show, and the notebooks to download."""

from dataclasses import dataclass, replace

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from jobs import access, links, versions, wanted
from jobs.models import Job, JobInput, Version
from jobs.pages.forms import BOXES, SubmitForm
from jobs.pages.visitors import login_may_help
from jobs.phases import Phase
from jobs.snippets import addresses, curl, notebook, python
from jobs.snippets.addresses import Address
from jobs.snippets.request import RUN_NAME, Given, Request, of
from provenance import visibility

LONGEST_LINK = 4000  # of a query; more is posted
FILE = "@file"  # behind a name: the path of a file that is chosen in the form


@dataclass(frozen=True, slots=True)
class Shown:
    """What the box shows; without `curl` the activity takes no new jobs.

    `notebook` is an address, to which `posted` is sent if a link cannot hold it.
    """

    curl: str = ""
    pyvo: str = ""
    addresses: tuple[Address, ...] = ()
    notebook: str = ""
    posted: tuple[tuple[str, str], ...] = ()
    needs_token: bool = True


def of_form(request: HttpRequest, version: Version, form: SubmitForm) -> Shown:
    """The job that the form would create as it stands."""
    texts = {field.name: _text(field.value()) for field in form}
    for name in BOXES:
        texts.pop(name, None)
    return _of_activity(request, version, Given(texts, version=_old(request, version)))


def _text(value: object) -> str:
    """Several values are one on each line."""
    return "\n".join(value) if isinstance(value, list) else str(value or "")


def _old(request: HttpRequest, version: Version) -> str:
    """How a program asks for the version; empty if it is the current one."""
    current = access.current(request.user).filter(activity=version.activity).first()
    return "" if current is None or current == version else version.label


def of_activity(request: HttpRequest, version: Version) -> Shown:
    """A job with what the activity has as defaults."""
    return _of_activity(request, version, Given())


def _of_activity(request: HttpRequest, version: Version, given: Given) -> Shown:
    asked = _request(request, version, given)
    address = reverse("notebook", args=[version.activity.name])
    sent = (*asked.values, *((name + FILE, path) for name, path in asked.files))
    query = urlencode(sent)
    is_long = len(query) > LONGEST_LINK
    return Shown(
        curl=curl.script(asked),
        pyvo=python.script(asked),
        addresses=tuple(addresses.of_activity(asked)),
        notebook=f"{address}?{query}" if query and not is_long else address,
        posted=sent if is_long else (),
        needs_token=asked.needs_token,
    )


def of_job(request: HttpRequest, job: Job) -> Shown:
    """The same job once more, and what there is of this one."""
    results = [] if job.phase == Phase.ARCHIVED else job.results.all()
    ids = [result.result_id for result in results]
    there = tuple(addresses.of_job(job, ids, links.Links(links.base(request))))
    version = _current(request, job)
    if version is None:
        return Shown(addresses=there)
    asked = _again(request, version, job)
    return Shown(
        curl=curl.script(asked),
        pyvo=python.script(asked),
        addresses=there,
        notebook=reverse("job_notebook", args=[job.public_id]),
        needs_token=asked.needs_token,
    )


def _current(request: HttpRequest, job: Job) -> Version | None:
    published = access.published(request.user)
    return published.filter(activity=job.version.activity_id).first()


def _request(request: HttpRequest, version: Version, given: Given) -> Request:
    is_open = version.activity.anonymous and request.user.is_anonymous
    base = links.base(request)
    return of(version.value(), given, base, needs_token=not is_open)


def _again(request: HttpRequest, version: Version, job: Job) -> Request:
    texts = {RUN_NAME: job.run_id}
    defaults = {p.name: p.default for p in version.value().parameters}
    for parameter in job.parameters.all():
        # What was not given and has a default by now must be sent as empty.
        if parameter.given:
            texts[parameter.name] = "\n".join(parameter.given)
        elif parameter.text is not None or defaults.get(parameter.name):
            texts[parameter.name] = parameter.text or ""
    files: dict[str, str] = {}
    sources: dict[str, list[str]] = {}
    for used in job.inputs.select_related("entity"):
        source = _source(request, used)
        if source:
            sources.setdefault(used.name, []).append(source)
        elif used.entity:
            files[used.name] = used.entity.name
    texts |= {name: "\n".join(found) for name, found in sources.items()}
    return _request(request, version, Given(texts, files))


def _source(request: HttpRequest, used: JobInput) -> str:
    """The id or URL by which the viewer can give the same once more; or none."""
    if used.entity is None or used.identifier:
        return used.identifier or used.url
    ids = [used.entity.public_id]
    visible = visibility.named_entities(access.viewer(request.user), ids)
    there = visible.filter(invalidated_at=None).first()
    return there.public_id if there else used.url


def _version(request: HttpRequest, name: str) -> Version:
    """The one that is asked for, else the current one, which all may read about."""
    if not (text := request.GET.get(wanted.VERSION, "")):
        return get_object_or_404(access.published(request.user), activity__name=name)
    runnable = access.runnable(request.user).filter(activity__name=name)
    if found := versions.named(runnable, text):
        return found
    raise Http404


@require_POST
def fragment(request: HttpRequest, name: str) -> HttpResponseBase:
    """The box, for what is in the form now."""
    version = _version(request, name)
    given = replace(_given(request.POST), version=_old(request, version))
    shown = _of_activity(request, version, given)
    return render(request, "jobs/_snippets.html", {"snippets": shown})


@require_http_methods(["GET", "HEAD", "POST"])
def of_values(request: HttpRequest, name: str) -> HttpResponseBase:
    """A notebook for an activity, with values from the query, or from a long form."""
    version = _version(request, name)
    given = _given(request.POST if request.method == "POST" else request.GET)
    given = replace(given, version=_old(request, version))
    return _download(_request(request, version, given), name)


@login_may_help
@require_safe
def of_public_id(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A notebook that runs the job once more."""
    jobs = access.reachable(request.user).select_related("version__activity")
    job = get_object_or_404(jobs, public_id=public_id)
    version = get_object_or_404(
        access.published(request.user), activity=job.version.activity_id
    )
    asked = _again(request, version, job)
    return _download(asked, f"{job.name}-{job.public_id}")


def _download(asked: Request, name: str) -> HttpResponse:
    disposition = f'attachment; filename="{name}.ipynb"'
    return HttpResponse(
        notebook.write(asked),
        content_type=notebook.CONTENT_TYPE,
        headers={"Content-Disposition": disposition},
    )


def _given(sent: QueryDict) -> Given:
    """As in the form, of several controls with one name the one in use counts."""
    texts, files = {}, {}
    for name, values in sent.lists():
        text = next((v for v in reversed(values) if v.strip()), "".join(values))
        text = str(text).replace("\r\n", "\n")
        if name in (*BOXES, "csrfmiddlewaretoken", wanted.VERSION):
            continue
        if name.endswith(FILE):
            files[name.removesuffix(FILE)] = text
        else:
            texts[name] = text
    texts.pop("csrfmiddlewaretoken", None)
    return Given(texts, files)
