"""Activities for users: the list, what one is, and the form that submits a job."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jobs import access, links, submission
from jobs.access import Person
from jobs.descriptions.value import Description, UsedEntity
from jobs.errors import LimitError, ValuesError
from jobs.lifecycle import Wishes
from jobs.models import Job, Version
from jobs.pages import snippets
from jobs.pages.forms import (
    RUN_NAME,
    SubmitForm,
    keep_uploads,
    sent_texts,
    sent_uploads,
)
from jobs.pages.visitors import login_may_help
from jobs.submission import Submission
from provenance import visibility
from provenance.models import Entity

OFFERED = 30
TOO_MANY_REQUESTS = 429


@require_safe
def activities(request: HttpRequest) -> HttpResponseBase:
    may_edit = access.may_edit(request.user)
    context = {
        "versions": access.published().order_by("activity__name"),
        "drafts": access.drafts(request.user).order_by("activity__name"),
        "may_edit": may_edit,
    }
    return render(request, "activities/list.html", context)


@require_safe
def activity(request: HttpRequest, name: str) -> HttpResponseBase:
    version = access.describing(name)
    if version is None:
        raise Http404
    context = {
        "version": version,
        "is_retired": version.state == Version.State.RETIRED,
        "description": version.value(),
        "may_edit": access.may_edit(request.user),
        "may_open": access.may_open(request.user),
        "endpoint": links.Links(links.base(request)).jobs(name),
        "samples": _defaults(request, version.value()),
        "snippets": snippets.of_activity(request, version),
    }
    return render(request, "activities/activity.html", context)


def _defaults(request: HttpRequest, description: Description) -> dict[str, Entity]:
    """The entities that are defaults, by their id, as far as one may see them."""
    ids = [used.default for used in description.used if used.default]
    visible = visibility.named_entities(access.viewer(request.user), ids)
    return {e.public_id: e for e in visible}


@login_may_help
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, name: str) -> HttpResponseBase:
    version = get_object_or_404(access.runnable(request.user), activity__name=name)
    if request.method == "POST":
        return _submit(request, version)
    return _filled(request, version, request.GET.dict())


@login_may_help
@require_safe
def again(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form, filled as for a job that there was."""
    job = get_object_or_404(access.reachable(request.user), public_id=public_id)
    version = get_object_or_404(
        access.runnable(request.user), activity=job.version.activity_id
    )
    return _filled(request, version, _given(job))


def _given(job: Job) -> dict[str, str]:
    """What the job was given, as one would type it."""
    given = {p.name: p.text or "" for p in job.parameters.all()}
    for used in job.inputs.select_related("entity"):
        given[used.name] = used.entity.public_id if used.entity else used.url
    return {**given, RUN_NAME: job.run_id}


def _filled(
    request: HttpRequest, version: Version, initial: Mapping[str, str]
) -> HttpResponseBase:
    description = version.value()
    chosen = {name: [text] for name, text in initial.items()}
    offered = _offered(description, request.user, chosen)
    form = SubmitForm(description, offered, initial=initial)
    return _page(request, version, form)


def _submit(request: HttpRequest, version: Version) -> HttpResponseBase:
    description, owner = version.value(), access.owner(request.user)
    uploads = sent_uploads(request, [entity.name for entity in description.used])
    texts = _texts(request, description, uploads)
    try:
        for name, kept in keep_uploads(uploads, owner).items():
            texts[name] = [kept.public_id, *texts[name]]
        sent = Submission(
            owner=owner,
            texts=texts,
            uploads={name: file for name, file in uploads.items() if not file.size},
            hosts=links.hosts(request),
            wishes=Wishes(request.POST.get(RUN_NAME, "").strip()),
        )
        job = submission.submit(version, sent, run="later" not in request.POST)
    except (ValuesError, LimitError) as error:
        return _again(request, version, texts, error)
    return redirect("job", job.public_id)


def _texts(
    request: HttpRequest, description: Description, uploads: Collection[str]
) -> dict[str, list[str]]:
    """What was typed or chosen; what is sent replaces a default that was chosen."""
    names = [parameter.name for parameter in description.parameters]
    names += [used.name for used in description.used]
    texts = sent_texts(request, names)
    for used in description.used:
        given = _chosen(used, texts.get(used.name, []))
        is_replaced = used.name in uploads and given == [used.default]
        texts[used.name] = [] if is_replaced else given
    return texts


def _chosen(used: UsedEntity, texts: Sequence[str]) -> list[str]:
    """What was given; it replaces the default that the form came with."""
    given = [text for text in texts if text.strip()]
    others = [text for text in given if text.strip() != used.default]
    return others or given[:1]


def _again(
    request: HttpRequest,
    version: Version,
    texts: dict[str, list[str]],
    error: ValuesError | LimitError,
) -> HttpResponseBase:
    """The form with all that was typed and sent, and what is wrong where."""
    data: dict[str, Any] = {
        name: next((text for text in reversed(found) if text.strip()), "".join(found))
        for name, found in texts.items()
    }
    data[RUN_NAME] = request.POST.get(RUN_NAME, "")
    description = version.value()
    form = SubmitForm(description, _offered(description, request.user, texts), data)
    if isinstance(error, LimitError):
        form.refuse(str(error))
        return _page(request, version, form, status=TOO_MANY_REQUESTS)
    form.tell(error.problems)
    return _page(request, version, form, status=400)


def _page(
    request: HttpRequest, version: Version, form: SubmitForm, status: int = 200
) -> HttpResponseBase:
    context = {
        "version": version,
        "description": form.description,
        "form": form,
        "anonymous_days": settings.OPUS_ANONYMOUS_DAYS,
        "snippets": snippets.of_form(request, version, form),
    }
    return render(request, "activities/run.html", context, status=status)


def _offered(
    description: Description, person: Person, chosen: Mapping[str, Sequence[str]]
) -> dict[str, list[Entity]]:
    """For each used entity what the person could give: the newest that fit.

    What belongs to nobody is only there if it was chosen by its id.
    """
    viewer = access.viewer(person)
    usable = {"kind": Entity.Kind.FILE, "invalidated_at": None}
    visible = visibility.entities(viewer).filter(**usable)
    offered = {}
    for used in description.used:
        ids = {t.strip() for t in chosen.get(used.name, ()) if t.isprintable()}
        fitting = visible
        if used.content_type:
            fitting = visible.filter(content_type=used.content_type)
        own = list(fitting.order_by("-pk")[:OFFERED])
        known = {entity.public_id for entity in own}
        wanted = {used.default, *ids} - known - {""}
        named = visibility.named_entities(viewer, wanted).filter(**usable)
        offered[used.name] = [*named, *own]
    return offered
