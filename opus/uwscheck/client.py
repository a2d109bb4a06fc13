"""A small HTTP client that shows what a service really says.

It follows no redirection, repeats nothing, verifies https, reads bounded bodies
within a bounded time, and sends credentials to the service itself only.
"""

import contextlib
import copy
import functools
import http.client
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from urllib.parse import SplitResult, urlsplit

from opus.uwscheck import AGENT
from opus.uwscheck.answer import Answer, shown
from opus.uwscheck.bodies import Body
from opus.uwscheck.credentials import Credentials

MOST_BYTES = 32 * 1024**2
# ValueError: an address that is none, a length that is no number
TROUBLE = (OSError, http.client.HTTPException, ValueError)


class NoAnswerError(Exception):
    """The service did not answer in HTTP; the text says what happened instead."""


class LateError(NoAnswerError):
    """The answer was not complete when the time was over."""


class Client:
    """Asks one service; may be used by several threads.

    `seconds` bounds one request with its answer.
    """

    def __init__(
        self, url: str, credentials: Credentials | None = None, seconds: float = 30
    ) -> None:
        self.url = url
        self.credentials = credentials
        self.seconds = seconds
        self._tls = _trusted()
        self._open: set[socket.socket] = set()
        self._stopped = threading.Event()

    def as_user(self, credentials: Credentials | None) -> "Client":
        """A client of the same service for somebody else; None is anonymous."""
        other = copy.copy(self)
        other.credentials = credentials
        return other

    @property
    def stopped(self) -> bool:
        return self._stopped.is_set()

    def stop(self) -> None:
        """End what is under way in other threads, and begin nothing more."""
        self._stopped.set()
        for sock in list(self._open):
            _cut_off(sock)

    def ask(
        self,
        method: str,
        url: str,
        *,
        body: Body | None = None,
        seconds: float | None = None,
        to_its_end: bool = False,
    ) -> Answer:
        """Raises NoAnswerError, and LateError after the given time.

        What is to go `to_its_end` is not cut off by `stop`.
        """
        if self.stopped:
            raise NoAnswerError("interrupted")
        most = seconds or self.seconds
        begun = time.monotonic()
        try:
            answer = self._ask(method, url, body, most, to_its_end=to_its_end)
        except TROUBLE as error:
            self._complain(method, url, most, begun, error)
            raise NoAnswerError(_why(method, url, error)) from error
        if not (to_its_end and self.stopped):
            self._complain(method, url, most, begun, None)
        return answer

    def _complain(
        self,
        method: str,
        url: str,
        most: float,
        begun: float,
        error: Exception | None,
    ) -> None:
        """Who was interrupted or cut off has no complete answer, whatever it says."""
        if self.stopped:
            raise NoAnswerError("interrupted") from error
        if isinstance(error, TimeoutError) or time.monotonic() - begun >= most:
            where = shown(url)
            raise LateError(
                f"{method} {where}: no complete answer within {most:g} s"
            ) from error

    def _ask(
        self,
        method: str,
        url: str,
        body: Body | None,
        most: float,
        *,
        to_its_end: bool,
    ) -> Answer:
        parts = urlsplit(url)
        connection = self._connection(parts, most)
        begun = time.monotonic()
        try:
            connection.connect()
            with self._watched(connection.sock, most, to_its_end=to_its_end):
                self._send(connection, method, parts, body)
                response = connection.getresponse()
                content = _read(response)
        finally:
            connection.close()
        spent = time.monotonic() - begun
        return Answer(
            method,
            url,
            response.status,
            response.headers,
            content[:MOST_BYTES],
            spent,
            cut=len(content) > MOST_BYTES,
        )

    @contextlib.contextmanager
    def _watched(
        self, sock: socket.socket, most: float, *, to_its_end: bool
    ) -> Iterator[None]:
        """Bound the time of all that is done: a socket's own begins with each byte."""
        watch = threading.Timer(most, _cut_off, [sock])
        watch.daemon = True
        if not to_its_end:
            self._open.add(sock)
        watch.start()
        try:
            yield
        finally:
            watch.cancel()
            self._open.discard(sock)

    def _connection(
        self, parts: SplitResult, most: float
    ) -> http.client.HTTPConnection:
        host = parts.hostname or ""
        match parts.scheme:
            case "http":
                return http.client.HTTPConnection(host, parts.port, timeout=most)
            case "https":
                return http.client.HTTPSConnection(
                    host, parts.port, timeout=most, context=self._tls
                )
            case _:
                raise ValueError("the address begins with neither http: nor https:")

    def _send(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        parts: SplitResult,
        body: Body | None,
    ) -> None:
        target = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
        headers = self._headers(parts, body)
        if body is not None and body.chunked:
            connection.request(
                method, target, body.chunks(), headers, encode_chunked=True
            )
        else:
            content = None if body is None else body.content
            connection.request(method, target, content, headers)

    def _headers(self, parts: SplitResult, body: Body | None) -> Mapping[str, str]:
        headers = {"User-Agent": AGENT, "Accept": "*/*", "Connection": "close"}
        if body is not None:
            headers["Content-Type"] = body.content_type
            if body.chunked:
                headers["Transfer-Encoding"] = "chunked"
        if self.credentials and origin(parts) == origin(urlsplit(self.url)):
            headers["Authorization"] = self.credentials.header
        return headers


def _read(response: http.client.HTTPResponse) -> bytes:
    """Raises IncompleteRead, which `read` forgets when it is told how much to read."""
    content = response.read(MOST_BYTES + 1)
    if response.length and len(content) <= MOST_BYTES:
        raise http.client.IncompleteRead(content, response.length)
    return content


@functools.cache
def _trusted() -> ssl.SSLContext:
    """The authorities of this host; reading them takes a while."""
    return ssl.create_default_context()


def origin(parts: SplitResult) -> tuple[str, str, int]:
    """Scheme, host and port. Raises ValueError for a port that is none."""
    default = 443 if parts.scheme == "https" else 80
    return parts.scheme, parts.hostname or "", parts.port or default


def _cut_off(sock: socket.socket) -> None:
    with contextlib.suppress(OSError):  # it is closed already
        sock.shutdown(socket.SHUT_RDWR)


def _why(method: str, url: str, error: Exception) -> str:
    reason = str(error) or type(error).__name__
    if isinstance(error, http.client.IncompleteRead):
        reason = "the connection ended in the middle of the answer"
    elif isinstance(error, http.client.RemoteDisconnected):
        reason = "the service closed the connection without an answer"
    elif isinstance(error, http.client.BadStatusLine):
        reason = "the answer is not HTTP"
    return f"{method} {shown(url)}: {shown(reason)}"
