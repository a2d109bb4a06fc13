"""The form that submits a job of an activity."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from jobs import access, links, statistics, submission
from jobs.access import Person
from jobs.descriptions.value import Description, UsedEntity
from jobs.errors import LimitError, ValuesError
from jobs.models import Job, Version
from jobs.pages import asking, filling, sending, snippets
from jobs.pages.forms import BOXES, CONTROLS, NEW_FILES, RUN_NAME, SubmitForm
from jobs.pages.visitors import login_may_help
from jobs.submission import Submission
from jobs.wanted import RESOURCES
from provenance import visibility
from provenance.models import Entity

OFFERED = 30
TOO_MANY_REQUESTS = 429


@login_may_help
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, name: str) -> HttpResponseBase:
    version = _version(request, name)
    if request.method == "POST":
        return _submit(request, version)
    initial = request.GET.dict()
    if example := initial.pop("example", ""):
        initial = _example(version, example)
    return _filled(request, version, initial)


def _version(request: HttpRequest, name: str) -> Version:
    """The one whose number is asked for, else the current one."""
    number = request.GET.get("version", "")
    if not number:
        return get_object_or_404(access.current(request.user), activity__name=name)
    if not (number.isascii() and number.isdigit() and len(number) < 10):  # noqa: PLR2004 - digits of a column
        raise Http404
    runnable = access.runnable(request.user).filter(activity__name=name)
    return get_object_or_404(runnable, number=int(number))


def _example(version: Version, name: str) -> dict[str, str]:
    for example in version.value().examples:
        if example.name == name:
            return filling.of_example(example)
    raise Http404


@login_may_help
@require_safe
def again(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The form, filled as for a job that there was."""
    job = get_object_or_404(access.reachable(request.user), public_id=public_id)
    version = _version(request, job.name)
    return _filled(
        request, version, filling.of_job(job), _change(request, job, version)
    )


def _change(request: HttpRequest, job: Job, version: Version) -> dict[str, Any]:
    """What is to be said when the job ran another version than the form is for."""
    runnable = access.runnable(request.user).filter(activity=version.activity)
    newest = runnable.order_by("-number").first()
    if newest is None or (job.version == version == newest):
        return {}
    return {
        "job": job,
        "newest": newest,
        "is_runnable": runnable.filter(pk=job.version_id).exists(),
        "differences": filling.differences(job.version.value(), version.value()),
    }


def _filled(
    request: HttpRequest,
    version: Version,
    initial: Mapping[str, str],
    change: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    description = version.value()
    chosen = {name: text.splitlines() for name, text in initial.items()}
    offered = offers(description, request.user, chosen)
    form = SubmitForm(description, offered, initial=initial)
    return _page(request, version, form, change=change or {})


def _submit(request: HttpRequest, version: Version) -> HttpResponseBase:
    description, owner = version.value(), access.owner(request.user)
    sent = sending.files(request, [entity.name for entity in description.files])
    texts = texts_of(request, description, sent)
    try:
        kept = sending.keep(sent, owner, are_new=NEW_FILES in request.POST)
        for name, ids in kept.ids.items():
            texts[name] = [*ids, *texts[name]]
        wanted = Submission(
            owner=owner,
            texts=texts,
            uploads=kept.empty,
            hosts=links.hosts(request),
            wishes=asking.wishes(request.POST, description.controls),
            taken=kept.taken,
        )
        job = submission.submit(version, wanted, run="later" not in request.POST)
    except (ValuesError, LimitError) as error:
        return _again(request, version, texts, error)
    return redirect("job", job.public_id)


def texts_of(
    request: HttpRequest, description: Description, sent: sending.Files
) -> dict[str, list[str]]:
    """What was typed or chosen; what is sent replaces a default that was chosen."""
    names = [parameter.name for parameter in description.values]
    names += [used.name for used in description.files]
    names += [CONTROLS[one] for one in description.controls if one in RESOURCES]
    texts = sending.texts(request, names)
    for used in description.files:
        given = _chosen(used, texts.get(used.name, []))
        is_replaced = used.name in sent and given == [used.default]
        texts[used.name] = [] if is_replaced else given
    return texts


def _chosen(used: UsedEntity, texts: Sequence[str]) -> list[str]:
    """What was given; it replaces the default that the form came with."""
    lines = [line for text in texts for line in text.splitlines()]
    given = [line for line in lines if line.strip()]
    if used.most != 1:
        return list(dict.fromkeys(given))
    others = [text for text in given if text.strip() != used.default]
    return others or given[:1]


def _again(
    request: HttpRequest,
    version: Version,
    texts: dict[str, list[str]],
    error: ValuesError | LimitError,
) -> HttpResponseBase:
    """The form with all that was typed and sent, and what is wrong where."""
    data: dict[str, Any] = {name: "\n".join(found) for name, found in texts.items()}
    data |= {
        name: request.POST.get(name, "") for name in (RUN_NAME, *CONTROLS.values())
    }
    data |= {name: request.POST[name] for name in BOXES if name in request.POST}
    description = version.value()
    form = SubmitForm(description, offers(description, request.user, texts), data)
    if isinstance(error, LimitError):
        form.refuse(str(error))
        return _page(request, version, form, status=TOO_MANY_REQUESTS)
    form.tell(error.problems)
    return _page(request, version, form, status=400)


def _page(
    request: HttpRequest,
    version: Version,
    form: SubmitForm,
    *,
    status: int = 200,
    change: Mapping[str, Any] | None = None,
) -> HttpResponseBase:
    current = access.current(request.user).filter(activity=version.activity).first()
    context = {
        "version": version,
        "current": current,
        "change": change or {},
        "description": form.description,
        "form": form,
        "usual": statistics.usual(version.activity, form.description.quote),
        "anonymous_days": settings.OPUS_ANONYMOUS_DAYS,
        "snippets": snippets.of_form(request, version, form),
    }
    return render(request, "activities/run.html", context, status=status)


def offers(
    description: Description, person: Person, chosen: Mapping[str, Sequence[str]]
) -> dict[str, list[Entity]]:
    """For each file what the person could give: the newest that fit.

    What belongs to nobody is only there if it was chosen by its id.
    """
    viewer = access.viewer(person)
    usable = {"kind": Entity.Kind.FILE, "invalidated_at": None}
    visible = visibility.entities(viewer).filter(**usable)
    offered = {}
    for used in description.files:
        ids = {t.strip() for t in chosen.get(used.name, ()) if t.isprintable()}
        fitting = visible
        if used.content_types:
            fitting = visible.filter(content_type__in=used.content_types)
        own = list(fitting.order_by("-pk")[:OFFERED])
        known = {entity.public_id for entity in own}
        wanted = {used.default, *ids} - known - {""}
        named = visibility.named_entities(viewer, wanted).filter(**usable)
        offered[used.name] = [*named, *own]
    return offered
