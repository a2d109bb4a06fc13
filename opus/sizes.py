"""Requests: too large ones are refused, and the size of each is known.

Django keeps a whole body on disk before any middleware sees the request, and takes a
body that comes in chunks, without Content-Length, for an empty form. Both are mended
here, where the body arrives.
"""

import os
from contextvars import ContextVar
from typing import IO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpResponse
from django.http.response import HttpResponseBase

from jobs.links import PREFIXES
from jobs.uws.errors import text
from opus.threads import Message, Receive, Scope, Send, ThreadedHandler

FORM_BYTES = 1024**2  # what a form may have around its files
LENGTH = b"content-length"

_allowed: ContextVar[int] = ContextVar("_allowed")  # bytes of the body being read


class Handler(ThreadedHandler):
    """Django's handler for requests of any size and of none announced."""

    async def handle(
        self, scope: Scope, receive: Receive, send: Send
    ) -> HttpResponseBase | None:
        """401 or 413 by the length that is announced, before anything is read."""
        most = _most(scope)
        if (announced := _announced(scope)) > most:
            await self.send_response(_refusal(scope, f"{announced:,}", most), send)
            return None
        _allowed.set(most)
        return await super().handle(scope, receive, send)

    async def read_body(self, receive: Receive) -> IO[bytes]:
        """The body, not much more than may be: what follows stays unread."""
        left = _allowed.get()

        async def bounded() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            return message if left >= 0 else {**message, "more_body": False}

        return await super().read_body(bounded)

    def create_request(
        self, scope: Message, body_file: IO[bytes]
    ) -> tuple[ASGIRequest, None] | tuple[None, HttpResponseBase]:
        """The request with the length of its body, or 401 or 413."""
        size = body_file.seek(0, os.SEEK_END)
        body_file.seek(0)
        if size > (most := _allowed.get()):
            return None, _refusal(scope, f"more than {most - FORM_BYTES:,}", most)
        headers = [pair for pair in scope["headers"] if pair[0] != LENGTH]
        known = [*headers, (LENGTH, b"%d" % size)] if size else headers
        return super().create_request({**scope, "headers": known}, body_file)


def _most(scope: Message) -> int:
    """Files come from people we know, as far as one sees before the body."""
    session = f"{settings.SESSION_COOKIE_NAME}=".encode()
    is_known = any(
        name == b"authorization" or (name == b"cookie" and session in value)
        for name, value in scope["headers"]
    )
    return FORM_BYTES + (int(settings.OPUS_UPLOAD_BYTES) if is_known else 0)


def _announced(scope: Message) -> int:
    """0 if the request does not say; the web server has checked that it is a number."""
    return int(dict(scope["headers"]).get(LENGTH, b"0"))


def _refusal(scope: Message, size: str, most: int) -> HttpResponse:
    """Programs are told how to log in; a browser would ask for a password."""
    if most == FORM_BYTES:
        sentence = f"Log in first: without that a request has {most:,} bytes at most."
        is_of_program = scope["path"].lstrip("/").partition("/")[0] in PREFIXES
        return text(sentence, 401 if is_of_program else 413)
    return text(
        f"The request has {size} bytes; this portal takes "
        f"{settings.OPUS_UPLOAD_BYTES:,} at most. Give a URL instead of the file.",
        413,
    )
