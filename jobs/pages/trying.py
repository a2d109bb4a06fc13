"""Where an editor runs a draft: one of its examples, or with other values."""

from collections.abc import Mapping, Sequence

from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jobs import links, trying
from jobs.descriptions.value import Description, Example
from jobs.errors import FieldsError, LimitError
from jobs.models import Version
from jobs.pages import filling, sending, submit, trials
from jobs.pages.forms import NEW_FILES, SubmitForm
from jobs.trying import Run

NAMED = 5  # of those who may run drafts
REFUSED, FORBIDDEN, TOO_MANY_REQUESTS = 400, 403, 429


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def try_draft(request: HttpRequest, name: str) -> HttpResponseBase:
    """Runs the example that is named, or with `values` what the form sends."""
    person = trials.reader(request)
    draft = trials.being_written(name)
    if draft is None:
        raise Http404
    if request.method == "POST":
        return _try(request, person, draft)
    description = draft.value()
    chosen = request.GET.get("example", "")
    example = trials.named(description, chosen) if chosen else Example("")
    offered = submit.offers(description, person, example.given())
    initial = filling.of_example(example)
    return _page(request, draft, SubmitForm(description, offered, initial=initial))


def _try(request: HttpRequest, person: User, draft: Version) -> HttpResponseBase:
    description = draft.value()
    run = _wanted(request, description, person)
    form = _bound(description, person, run.example.given())
    if not trying.may_try(person):
        form.refuse(_who_may())
        return _page(request, draft, form, FORBIDDEN)
    try:
        job = trying.draft(draft, run)
    except FieldsError as error:
        form.tell(error.problems)
        return _page(request, draft, form, REFUSED)
    except LimitError as error:
        form.refuse(str(error))
        return _page(request, draft, form, TOO_MANY_REQUESTS)
    return redirect("job", job.public_id)


def _wanted(request: HttpRequest, description: Description, person: User) -> Run:
    hosts = links.hosts(request)
    if "values" not in request.POST:
        chosen = request.POST.get("example", "")
        return Run(trials.named(description, chosen), person, hosts=hosts)
    sent = sending.files(request, [one.name for one in description.files])
    texts = submit.texts_of(request, description, sent)
    kept = sending.Kept()
    if trying.may_try(person):
        kept = sending.keep(sent, person, are_new=NEW_FILES in request.POST)
    for name, ids in kept.ids.items():
        texts[name] = [*ids, *texts[name]]
    values = tuple((name, tuple(found)) for name, found in texts.items() if found)
    return Run(Example("", values=values), person, kept.empty, hosts)


def _bound(
    description: Description, person: User, texts: Mapping[str, Sequence[str]]
) -> SubmitForm:
    """The form with all that was typed and sent."""
    offered = submit.offers(description, person, texts)
    data = {name: "\n".join(found) for name, found in texts.items()}
    return SubmitForm(description, offered, data)


def _who_may() -> str:
    """Why not, and whom to ask."""
    people = User.objects.with_perm(
        "jobs.run_draft", backend="django.contrib.auth.backends.ModelBackend"
    )
    names = [one.get_username() for one in people.order_by("username")[:NAMED]]
    return (
        "Nobody has reviewed a draft, and its script runs on this portal’s machines: "
        "that needs the right to run drafts. "
        f"Who has it: {', '.join(names) or 'nobody yet'}."
    )


def _page(
    request: HttpRequest, draft: Version, form: SubmitForm, status: int = 200
) -> HttpResponseBase:
    context = {
        "draft": draft,
        "form": form,
        "description": form.description,
        "may_try": trying.may_try(request.user),
    }
    return render(request, "activities/trials_try.html", context, status=status)
