"""What browsers are told to refuse, on every answer of the portal."""

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types opus"
)
# Django's admin writes styles of its own into its pages.
ADMIN = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# What is found by an id that nobody can guess is not to be found by searching.
BY_ID = (
    "/jobs",
    "/entities/",
    "/steps/",
    "/agents/",
    "/environments/",
    "/store",
    "/provsap",
    "/provenance",
    "/rest/",
    "/uws/",
)

Answer = Callable[[HttpRequest], HttpResponse]
AsyncAnswer = Callable[[HttpRequest], Awaitable[HttpResponse]]


@sync_and_async_middleware
def security_headers(get_response: Answer | AsyncAnswer) -> Answer | AsyncAnswer:
    """Adds the content security policy; an answer that set its own keeps it.

    So it is with caches: none shows somebody's page to somebody else. Where ids lead,
    it also asks search engines to stay away.
    """
    if iscoroutinefunction(get_response):
        answer_later = cast("AsyncAnswer", get_response)

        async def later(request: HttpRequest) -> HttpResponse:
            return _protect(request, await answer_later(request))

        return later
    answer = cast("Answer", get_response)

    def now(request: HttpRequest) -> HttpResponse:
        return _protect(request, answer(request))

    return now


def _protect(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    policy = ADMIN if request.path.startswith("/admin/") else PAGE
    response.headers.setdefault("Content-Security-Policy", policy)
    response.headers.setdefault("Cache-Control", "private, no-cache")
    if request.path.startswith(BY_ID):
        response.headers.setdefault("X-Robots-Tag", "noindex")
    return response
