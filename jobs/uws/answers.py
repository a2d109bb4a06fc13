"""Answers that are no error: documents, atoms, redirects and streams."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TypeVar

import msgspec
from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

from jobs import links
from jobs.models import Job
from jobs.uws import negotiation
from jobs.uws.errors import text
from jobs.uws.negotiation import Form

Atom = str | int | None
Found = TypeVar("Found")


class SeeOther(HttpResponse):
    """303 with an absolute address, the only redirect that UWS clients take."""

    def __init__(self, url: str) -> None:
        super().__init__(status=303, headers={"Location": url})


def to_job(request: HttpRequest, row: Job) -> SeeOther:
    return SeeOther(links.of(request).job(row))


def to_page(request: HttpRequest, path: str) -> HttpResponseBase:
    """Where a browser sees the same."""
    return _kept_apart(SeeOther(f"{links.base(request)}{path}"))


def atom(request: HttpRequest, name: str, value: Atom) -> HttpResponseBase:
    """One value: bare text, or a JSON object with that one name."""
    if negotiation.wanted(request) == Form.JSON:
        return json({name: value})
    return _kept_apart(text("" if value is None else str(value)))


def document(
    request: HttpRequest, found: Found, xml: Callable[[Found], bytes]
) -> HttpResponseBase:
    """What was found, in XML or JSON."""
    if negotiation.wanted(request) == Form.JSON:
        return json(found)
    return _kept_apart(HttpResponse(xml(found), content_type=Form.XML))


def json(value: object) -> HttpResponseBase:
    content = msgspec.json.encode(value)
    return _kept_apart(HttpResponse(content, content_type=Form.JSON))


def stream(request: HttpRequest, pieces: Iterator[str], form: Form) -> HttpResponseBase:
    """Pieces as they are made; each waits until the client took the one before."""
    source = _later(pieces) if isinstance(request, ASGIRequest) else pieces
    return _kept_apart(StreamingHttpResponse(source, content_type=form))


def _kept_apart(answer: HttpResponseBase) -> HttpResponseBase:
    """No cache gives it to somebody else, or in a form that was not asked for."""
    patch_vary_headers(answer, ["Accept"])
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


async def _later(pieces: Iterator[str]) -> AsyncIterator[str]:
    """Each piece is made in a thread, because it reads the database."""
    take = sync_to_async(lambda: next(pieces, None))
    while (piece := await take()) is not None:
        yield piece
