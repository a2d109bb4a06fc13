"""Challenges that come in a header line each.

Django keeps one value for each header. Several in one, with commas between them, are
right by the standard (RFC 9110, section 11.6.1), and still misread by clients that take
a line for one challenge.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from typing import Any

Message = Mapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Send], Awaitable[None]]

_NAME = b"www-authenticate"
_BETWEEN = re.compile(rb", (?=[\w-]+ [\w-]+=)")


def apart(application: Application) -> Application:
    """The ASGI application, with its challenges one by one."""

    async def answering(scope: Any, receive: Any, send: Send) -> None:
        async def separate(message: Message) -> None:
            if headers := message.get("headers"):
                message = {**message, "headers": list(_apart(headers))}
            await send(message)

        await application(scope, receive, separate)

    return answering


def _apart(headers: Iterable[tuple[bytes, bytes]]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in headers:
        values = _BETWEEN.split(value) if name.lower() == _NAME else [value]
        yield from ((name, one) for one in values)
