"""Who asks: passwords and tokens of programs, beside the session that pages use."""

import contextlib
import re

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from jobs import access
from jobs.uws.errors import refused
from opus.accounts import challenges, credentials, elsewhere
from opus.accounts.throttle import TooManyGuessesError

# The first part of the paths that programs use; all others are pages.
API = frozenset(
    """
    rest uws jdl store provenance provsap api capabilities availability metrics
    """.split()
)
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MAKES_A_JOB = re.compile(r"/(rest|uws)/[^/]+/sync/?")  # whatever the verb
OPEN = re.compile(r"(/[^/]+){0,2}/capabilities/?")  # where clients look how to log in
UNAUTHORIZED = 401


class HeaderAuthentication(MiddlewareMixin):
    """Sets the user from an Authorization header, on the paths that programs use.

    `request.reads_only` is True for a token that may only read. Provenance, which knows
    no jobs, gets to know who asks as `request.viewer`.
    A request without the session's cookie cannot be forged by another site, so it
    needs no CSRF token; one that a browser sends from another site is refused.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        request.viewer = SimpleLazyObject(lambda: access.viewer(request.user))  # type: ignore[attr-defined]
        request.reads_only = False  # type: ignore[attr-defined]
        if not is_api(request):
            return None
        if _acts(request) and elsewhere.is_from(request):
            return refused(request, 403, "This request comes from another site.")
        header = request.headers.get("Authorization", "")
        if header:
            return _authenticate(request, header)
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            _exempt_from_csrf(request)
        elif (
            request.method in SAFE
            and _acts(request)
            and not elsewhere.is_surely_not_from(request)
        ):
            return refused(request, 403, "Send this as POST, or with a token.")
        return None

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if not is_api(request):
            return response
        with contextlib.suppress(OperationalError):  # the answer says so already
            _tell(request, response)
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        """A password was asked about too often, on whatever page."""
        if not isinstance(error, TooManyGuessesError):
            return None
        return error.on(render(request, "429.html", {"error": error}, status=429))


def _tell(request: HttpRequest, response: HttpResponseBase) -> None:
    """How to log in, or as whom one has."""
    if response.status_code == UNAUTHORIZED:
        challenges.challenge(request, response)
    elif request.user.is_authenticated:
        challenges.tell(request.user.get_username(), response)
    elif OPEN.fullmatch(request.path):
        challenges.challenge(request, response)


def is_api(request: HttpRequest) -> bool:
    return request.path.lstrip("/").partition("/")[0] in API


def _authenticate(request: HttpRequest, header: str) -> HttpResponse | None:
    _be(request, AnonymousUser())  # whatever session came with it
    try:
        credential = credentials.read(request, header)
    except credentials.WrongError as error:
        return refused(request, UNAUTHORIZED, str(error))
    except TooManyGuessesError as error:
        return error.on(refused(request, 429, str(error)))
    except OperationalError:
        return refused(request, 503, "The database does not answer: try again.")
    _be(request, credential.user)
    if credential.reads_only and _acts(request):
        return refused(
            request,
            403,
            "This token may only read: make one that may run jobs at /profile.",
        )
    request.reads_only = credential.reads_only  # type: ignore[attr-defined]
    _exempt_from_csrf(request)
    return None


def _be(request: HttpRequest, user: User | AnonymousUser) -> None:
    async def auser() -> User | AnonymousUser:
        return user

    request.user = user
    request.auser = auser  # async views would find the user of the session


def _acts(request: HttpRequest) -> bool:
    """Whether the request changes something."""
    return request.method not in SAFE or bool(MAKES_A_JOB.fullmatch(request.path))


def _exempt_from_csrf(request: HttpRequest) -> None:
    request._dont_enforce_csrf_checks = True  # type: ignore[attr-defined]  # noqa: SLF001 - read by Django's middleware
