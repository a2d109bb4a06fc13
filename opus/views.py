"""The first page, and what is said where nothing is."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
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


def bad_request(_request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Says which limit a form has passed, where that is why."""
    page = render_to_string("400.html", {"sentence": _limit(exception)})
    return HttpResponseBadRequest(page)


def _limit(exception: Exception) -> str:
    match exception:
        case TooManyFieldsSent():
            return (
                f"The form has more than {settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:,} "
                "fields. The editor of descriptions sends them as one in a browser "
                "that runs scripts; or import the description from a file."
            )
        case RequestDataTooBig():
            most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
            return f"The texts of the form have more than {most:,} bytes together."
        case _:
            return ""


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """A page for browsers, a sentence for programs."""
    if is_api(request) and not negotiation.is_page(request):
        said = exception.args[0] if exception.args else ""
        sentence = said if isinstance(said, str) and said else "Nothing is there."
        return refused(request, 404, sentence)
    return page_not_found(request, exception)
