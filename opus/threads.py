"""Django in one thread for each request, and threads that are used again.

Django's own handler starts a thread for each request, connects it to the database, and
goes there and back twice for each middleware: three quarters of what a short request
costs. All views are synchronous here (clients that wait are held elsewhere), so the
whole chain runs in one go, in a thread that keeps its connection for the next request.
"""

from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import close_old_connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from opus.accounts.throttle import place
from opus.turns import Turns, half

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
THREADS = 32  # requests that are worked on at once; further ones wait their turn


class ThreadedHandler(ASGIHandler):
    """Django's handler, with less way between the event loop and the views."""

    def __init__(self) -> None:
        super().__init__()
        # What a request does after its answer, the next piece of a list for instance,
        # may be done in another thread: no transaction lives that long.
        self._threads = ThreadPoolExecutor(THREADS, "request")
        self._turns = Turns(half(THREADS))

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002 - as its parent
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with ThreadSensitiveContext(executor=self._threads):
            await self.handle(scope, receive, send)

    async def run_get_response(self, request: HttpRequest) -> HttpResponseBase:
        async with self._turns.of(place(request.META.get("REMOTE_ADDR", ""))):
            response: HttpResponseBase = await sync_to_async(self._respond)(request)
        response._handler_class = self.__class__  # type: ignore[attr-defined]  # noqa: SLF001 - as its parent
        return response

    def _respond(self, request: HttpRequest) -> HttpResponseBase:
        close_old_connections()  # Django does so in whichever thread comes first
        return self.get_response(request)
