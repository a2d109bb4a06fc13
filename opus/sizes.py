"""Requests: too large ones are refused, and the size of each is known.

Django keeps a whole body on disk before any middleware sees the request, and takes a
body that comes in chunks, without Content-Length, for an empty form. Both are mended
here, where the body arrives.
"""

import os
from contextvars import ContextVar
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from jobs.uws.errors import refused
from opus.accounts import challenges
from opus.accounts.known import is_known
from opus.auth import is_api
from opus.threads import Message, Receive, Scope, Send, ThreadedHandler

FORM_BYTES = 1024**2  # what a form may have around its files
LENGTH = b"content-length"


@dataclass(slots=True)
class Allowance:
    """The bytes that a body may have: `most`, if it comes from somebody we know."""

    scope: Scope
    most: int
    is_checked: bool = False

    async def admits(self, size: int) -> bool:
        """Whether so many may come.

        Who sends a form is found by the middleware. A larger body is kept on disk
        before that, so what the request says of its sender is checked here.
        """
        if FORM_BYTES < size <= self.most and not self.is_checked:
            self.is_checked = True
            if not await sync_to_async(_is_known)(self.scope):
                self.most = FORM_BYTES
        return size <= self.most


_allowed: ContextVar[Allowance] = ContextVar("_allowed")  # of the body being read


class Handler(ThreadedHandler):
    """Django's handler for requests of any size and of none announced."""

    async def handle(
        self, scope: Scope, receive: Receive, send: Send
    ) -> HttpResponseBase | None:
        """401 or 413 by the length that is announced, before anything is read."""
        allowed, announced = Allowance(scope, _most(scope)), _announced(scope)
        if not await allowed.admits(announced):
            refusal = _refusal(scope, f"{announced:,}", allowed.most)
            await self.send_response(refusal, send)
            return None
        _allowed.set(allowed)
        return await super().handle(scope, receive, send)

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body, not much more than may be: what follows stays unread."""
        allowed, size = _allowed.get(), 0

        async def bounded() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            is_well = await allowed.admits(size)
            return message if is_well else {**message, "more_body": False}

        return await super().read_body(bounded)

    def create_request(
        self, scope: Message, body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """The request with the length of its body, or 401 or 413."""
        size = body_file.seek(0, os.SEEK_END)
        body_file.seek(0)
        if size > (most := _allowed.get().most):
            return None, _refusal(scope, f"more than {most - FORM_BYTES:,}", most)
        headers = [pair for pair in scope["headers"] if pair[0] != LENGTH]
        known = [*headers, (LENGTH, b"%d" % size)] if size else headers
        return super().create_request({**scope, "headers": known}, body_file)


def _most(scope: Message) -> int:
    """Files come from people we know, as far as the headers say."""
    session = f"{settings.SESSION_COOKIE_NAME}=".encode()
    is_known = any(
        name == b"authorization" or (name == b"cookie" and session in value)
        for name, value in scope["headers"]
    )
    return FORM_BYTES + (int(settings.OPUS_UPLOAD_BYTES) if is_known else 0)


def _is_known(scope: Scope) -> bool:
    request = ASGIRequest(scope, BytesIO())
    return is_known(request, by_header=is_api(request))


def _announced(scope: Message) -> int:
    """0 if the request does not say; the web server has checked that it is a number."""
    return int(dict(scope["headers"]).get(LENGTH, b"0"))


def _refusal(scope: Message, size: str, most: int) -> HttpResponse:
    """Programs are told how to log in; a browser would ask for a password."""
    request = ASGIRequest(scope, BytesIO())
    if most == FORM_BYTES:
        sentence = f"Log in first: without that a request has {most:,} bytes at most."
        if not is_api(request):
            return refused(request, 413, sentence)
        answer = refused(request, 401, sentence)
        challenges.challenge(request, answer)
        return answer
    sentence = (
        f"The request has {size} bytes; this portal takes "
        f"{settings.OPUS_UPLOAD_BYTES:,} at most. Give a URL instead of the file."
    )
    return refused(request, 413, sentence)
