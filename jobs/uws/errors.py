"""The one table from errors to HTTP, and how an answer says that something is wrong.

Plain text for most programs; a VOTable (DALI 1.1, section 4.2) or JSON (RFC 9457) for
those that ask for one.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec

import msgspec
from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from msgspec import UNSET, Struct, UnsetType

from jobs.errors import (
    BackendError,
    ClosedError,
    FieldsError,
    JobsError,
    LimitError,
    PhaseError,
)
from jobs.uws import negotiation, votable
from jobs.uws.negotiation import Form
from provenance.texts import clean

STATUS: dict[type[JobsError], int] = {
    FieldsError: 400,
    PhaseError: 403,
    ClosedError: 403,
    LimitError: 429,
    BackendError: 503,
}
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError)
UNAUTHORIZED, BUSY = 401, (429, 503)
CHALLENGE = 'Basic realm="OPUS", charset="UTF-8"'
PATIENCE_SECONDS = 10  # what a client is asked to wait before it tries again
READ = ("GET", "HEAD")
PROBLEM = "application/problem+json"


class Problem(Struct, frozen=True):
    """Problem details for HTTP APIs (RFC 9457); `errors` are by field."""

    title: str
    status: int
    detail: str
    errors: dict[str, str] | UnsetType = UNSET


class Refusal(Exception):  # noqa: N818 - it is an answer
    """An answer that ends the request."""

    def __init__(self, status: int, text: str) -> None:
        self.status = status
        super().__init__(text)


def text(content: str, status: int = 200) -> HttpResponse:
    """UWS atoms have no white space around them, and no newline at their end."""
    response = HttpResponse(
        content, status=status, content_type="text/plain; charset=utf-8"
    )
    return _headed(response)


def refused(
    request: HttpRequest,
    status: int,
    message: str,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The sentence in the form that the client asked for; `problems` are by field."""
    sentence = clean(message)  # it may quote what no document can hold
    match negotiation.wanted(request):
        case Form.JSON:
            found = {
                clean(name): clean(what) for name, what in (problems or {}).items()
            }
            phrase = HTTPStatus(status).phrase
            problem = Problem(phrase, status, sentence, found or UNSET)
            content, kind = msgspec.json.encode(problem), PROBLEM
        case Form.VOTABLE:
            content, kind = votable.error(sentence), Form.VOTABLE
        case _:
            return text(sentence, status)
    return _headed(HttpResponse(content, status=status, content_type=kind))


def _headed(response: HttpResponse) -> HttpResponse:
    """What clients need beside the sentence to go on."""
    if response.status_code == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    if response.status_code in BUSY:
        response.headers["Retry-After"] = str(PATIENCE_SECONDS)
    return response


def resource(*methods: str) -> Callable[[View[Arguments]], View[Arguments]]:
    """A view that takes these verbs, with its errors as answers."""

    def decorate(view: View[Arguments]) -> View[Arguments]:
        @wraps(view)
        def answering(
            request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
        ) -> HttpResponseBase:
            if request.method not in methods:
                return _wrong_verb(request, methods)
            if problem := negotiation.problem(request):
                named = {"RESPONSEFORMAT": problem}
                return refused(request, 400, f"RESPONSEFORMAT: {problem}", named)
            try:
                return view(request, *args, **kwargs)
            except (Refusal, JobsError, Http404, OperationalError, *UNREADABLE) as e:
                return _answer(request, e)

        answering.verbs = methods  # type: ignore[attr-defined]  # read by openapi
        return answering

    return decorate


def _wrong_verb(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    known = ", ".join(methods)
    answer = refused(request, 405, f"{request.method} means nothing here; use {known}.")
    answer.headers["Allow"] = known
    return answer


def _answer(request: HttpRequest, error: Exception) -> HttpResponse:
    match error:
        case Refusal():
            return refused(request, error.status, str(error))
        case FieldsError():
            return refused(request, 400, str(error), error.problems)
        case JobsError():
            return refused(request, _status(error), str(error))
        case Http404():
            return refused(request, 404, str(error))
        case OperationalError():
            return refused(request, 503, "The database does not answer: try again.")
        case _:
            return refused(request, 400, _unreadable(error))


def _unreadable(error: Exception) -> str:
    if isinstance(error, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return f"The values have {most:,} bytes together at most: send more as files."
    return f"The request cannot be read: {error}"


def _status(error: JobsError) -> int:
    return next(STATUS[kind] for kind in type(error).mro() if kind in STATUS)
