"""Who may see and run an activity: the operator's word, given on its page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jobs import access, opening
from jobs.errors import DescriptionError


@login_required
@require_POST
def change(request: HttpRequest, name: str) -> HttpResponseBase:
    """Anybody if `anonymous` is sent, else members of `groups`, else all who log in."""
    if not (request.user.is_authenticated and access.may_open(request.user)):
        raise Http404
    described = access.described(request.user)
    anonymous = "anonymous" in request.POST
    # Groups are chosen before the first version is published, strangers after it.
    is_early = access.may_draft(request.user) and not anonymous
    known = access.editable(request.user) if is_early else described
    activity = get_object_or_404(known, name=name)
    where = "activity" if described.filter(pk=activity.pk).exists() else "edit_activity"
    chosen = [text for text in request.POST.getlist("groups") if text.isdigit()]
    groups = list(Group.objects.filter(pk__in=chosen))
    try:
        opening.decide(activity, request.user, anonymous=anonymous, groups=groups)
    except DescriptionError as error:
        messages.error(request, f"Nothing was changed: {error.problems['groups']}.")
        return redirect(where, name)
    messages.success(request, _done(name, groups, anonymous=anonymous))
    return redirect(where, name)


def _done(name: str, groups: list[Group], *, anonymous: bool) -> str:
    if anonymous:
        return f"Anybody may run {name} now, without logging in."
    if groups:
        members = ", ".join(group.name for group in groups)
        return f"{name} is for members of {members} now."
    return f"{name} asks for a log-in, and is for everybody who has one."
