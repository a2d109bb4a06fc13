"""Requests as a web server hands them to the portal (ASGI), and clients that wait."""

import asyncio

from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator

from opus.holding import HoldingHandler
from tests.jobs.uws import rest

PATIENCE_SECONDS = 20
MOMENT_SECONDS = 0.3


class Asked:
    """One request, and what comes back."""

    def __init__(self, portal, path, *, method="GET", headers=(), user="alice"):
        path, _, query = path.partition("?")
        sent = {**rest.basic(user), **dict(headers)}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": path,
            "query_string": query.encode(),
            "headers": [
                (b"host", b"testserver"),
                *((n.lower().encode(), v.encode()) for n, v in sent.items()),
            ],
        }
        self.portal = ApplicationCommunicator(portal, scope)

    async def send(self, *chunks):
        for number, chunk in enumerate(chunks or [b""], 1):
            more = number < len(chunks)
            message = {"type": "http.request", "body": chunk, "more_body": more}
            await self.portal.send_input(message)
        return self

    async def hang_up(self):
        await self.portal.send_input({"type": "http.disconnect"})
        await self.portal.wait(PATIENCE_SECONDS)

    async def is_held(self):
        return await self.portal.receive_nothing(MOMENT_SECONDS)

    async def answer(self):
        """Status, headers and body."""
        start = await self.portal.receive_output(PATIENCE_SECONDS)
        headers = {n.decode().lower(): v.decode() for n, v in start["headers"]}
        body, more = b"", True
        while more:
            message = await self.portal.receive_output(PATIENCE_SECONDS)
            body += message["body"]
            more = message.get("more_body", False)
        await self.portal.wait(PATIENCE_SECONDS)
        return start["status"], headers, body


async def ask(portal, path, *chunks, **request):
    """The answer to a request that is sent whole."""
    asked = await Asked(portal, path, **request).send(*chunks)
    return await asked.answer()


def story(told):
    """Runs it with a portal, in an event loop."""
    return async_to_sync(told)(HoldingHandler())


def path(row, *parts):
    """Without asking the database: that is for threads."""
    return "/".join(["/rest/echo", row.public_id, *parts])


def phase(answer):
    status, headers, body = answer
    assert (status, headers["content-type"]) == (200, "application/xml"), body
    return rest.text(rest.valid(body), "uws:phase")


async def until(condition):
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.01)


async def held(portal, count=1):
    """Returns once so many clients are held."""
    await until(lambda: portal.waiters.count >= count)


async def do(act, *arguments):
    await sync_to_async(act)(*arguments)
