"""Clients that wait are held here, without a thread or a database connection.

A view that would wait answers with a `Hold`. Django is done with the request then; when
the job has changed, it is asked the same again: once for all clients that asked alike,
so that any number of them hears of it in a moment.
"""

import asyncio
import contextlib
import math
from collections.abc import Hashable
from contextvars import ContextVar

from django.conf import settings
from django.http.response import HttpResponseBase

from jobs.uws.wait import HELD, HOLDS, LONGEST_SECONDS, Hold
from jobs.waiting import Waiters
from opus.accounts.throttle import place
from opus.sizes import Handler
from opus.threads import Message, Receive, Scope, Send
from opus.turns import Room, half

Answer = tuple[list[Message], Hold | None]
_holds: ContextVar[list[Hold]] = ContextVar("_holds")  # what the view asked for
NO_BODY = {"type": "http.request", "body": b"", "more_body": False}


class HoldingHandler(Handler):
    """Django's handler for requests whose answer has to wait."""

    def __init__(self) -> None:
        super().__init__()
        self.waiters = Waiters(settings.OPUS_WAITERS)
        self._room = Room(half(settings.OPUS_WAITERS))
        self._asked: dict[Hashable, asyncio.Task[Answer]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        scope = {**scope, HOLDS: True}
        hold = await self._ask(scope, receive, send)
        while hold:
            left = max(0.0, LONGEST_SECONDS - (loop.time() - began))
            with self._room.at(_place(scope)) as is_room:
                seconds = min(hold.seconds, left)
                held = is_room and await self._hold(hold, seconds, receive)
            if held is None:
                return
            scope[HELD] = loop.time() - began if held else math.inf
            messages, hold = await self._ask_again(scope, hold)
            for message in messages:
                await send(message)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> Hold | None:
        """Either the client has its answer, or it is to be held."""
        holds: list[Hold] = []
        _holds.set(holds)
        await super().__call__(scope, receive, send)
        return holds[0] if holds else None

    async def _ask_again(self, scope: Scope, hold: Hold) -> Answer:
        """The answer, which clients that asked alike and woke together share."""
        headers = tuple((bytes(name), bytes(value)) for name, value in scope["headers"])
        query = (scope.get("scheme"), scope["path"], scope.get("query_string"))
        key = (*query, headers, hold.phase, scope[HELD] == math.inf)
        task = self._asked.get(key)
        if task is None:
            task = asyncio.create_task(self._record(dict(scope)))
            self._asked[key] = task
            task.add_done_callback(lambda _: self._asked.pop(key))
        return await asyncio.shield(task)

    async def _record(self, scope: Scope) -> Answer:
        """No client is behind this request: it is for all of them."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        hold = await self._ask(scope, _nobody(), keep)
        return messages, hold

    async def send_response(self, response: HttpResponseBase, send: Send) -> None:
        if isinstance(response, Hold):
            _holds.get().append(response)
        else:
            await super().send_response(response, send)

    async def _hold(self, hold: Hold, seconds: float, receive: Receive) -> bool | None:
        """Whether there was room for the client; None if it has gone meanwhile."""
        gone = asyncio.create_task(_hang_up(receive))
        change = self.waiters.change(hold.public_id, hold.phase, seconds)
        changed = asyncio.create_task(change)
        try:
            await asyncio.wait([gone, changed], return_when=asyncio.FIRST_COMPLETED)
            return None if gone.done() else changed.result()
        finally:
            for task in (gone, changed):
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task


def _place(scope: Scope) -> str:
    address, *_ = scope.get("client") or ("",)
    return place(address)


async def _hang_up(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _nobody() -> Receive:
    """A client that sends no body and never hangs up."""
    messages = [NO_BODY]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        return await asyncio.Future()

    return receive
