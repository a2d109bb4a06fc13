"""The one table from errors to HTTP, and the plain text that programs get."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase

from jobs.errors import (
    BackendError,
    ClosedError,
    FieldsError,
    JobsError,
    PhaseError,
)

STATUS: dict[type[JobsError], int] = {
    FieldsError: 400,
    PhaseError: 403,
    ClosedError: 403,
    BackendError: 503,
}
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]

UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError)
UNAUTHORIZED = 401
CHALLENGE = 'Basic realm="OPUS", charset="UTF-8"'


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
    if status == UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def answered(view: View[Arguments]) -> View[Arguments]:
    """The view, with its errors as answers."""

    @wraps(view)
    def answering(
        request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs
    ) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except Refusal as refusal:
            return text(str(refusal), refusal.status)
        except JobsError as error:
            return text(str(error), _status(error))
        except Http404 as missing:
            return text(str(missing), 404)
        except UNREADABLE as error:
            return text(_unreadable(error), 400)

    return answering


def _unreadable(error: Exception) -> str:
    if isinstance(error, RequestDataTooBig):
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        return f"The values have {most:,} bytes together at most: send more as files."
    return f"The request cannot be read: {error}"


def _status(error: JobsError) -> int:
    return next(STATUS[kind] for kind in type(error).mro() if kind in STATUS)
