"""Whether an activity asks for a log-in: the operator's word, given on its page."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from jobs import access, publishing


@login_required
@require_POST
def change(request: HttpRequest, name: str) -> HttpResponseBase:
    """Let anybody run the activity if `anonymous` is sent, else whoever logs in."""
    if not (request.user.is_authenticated and access.may_open(request.user)):
        raise Http404
    activity = get_object_or_404(access.described(), name=name)
    if "anonymous" in request.POST:
        publishing.open_to_all(activity, request.user)
        messages.success(request, f"Anybody may run {name} now, without logging in.")
    else:
        publishing.ask_for_login(activity, request.user)
        messages.success(request, f"{name} asks for a log-in again.")
    return redirect("activity", name)
