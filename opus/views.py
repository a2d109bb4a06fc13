"""The first page, and what is said where nothing is."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django.views.defaults import page_not_found

from jobs import access
from jobs.uws import negotiation
from jobs.uws.errors import refused
from opus.auth import is_api

LATEST = 5


@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    own = access.own_jobs(request.user).select_related("version__activity")
    recent = own.order_by("-creation_time")[:LATEST]
    return render(request, "home.html", {"recent": recent})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A page for browsers, a sentence for programs."""
    if is_api(request) and not negotiation.is_page(request):
        said = exception.args[0] if exception.args else ""
        sentence = said if isinstance(said, str) and said else "Nothing is there."
        return refused(request, 404, sentence)
    return page_not_found(request, exception)
