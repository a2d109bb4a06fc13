"""Files as answers: any size at constant memory, in ranges, harmless in a browser."""

import asyncio
import os
import re
import stat
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.handlers.asgi import ASGIRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotModified,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

BLOCK = 1 << 18
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
SANDBOX = "sandbox; default-src 'none'"
# What a browser would run, or would let run something: saved, never shown.
ACTIVE = re.compile(r"html|xml|svg|javascript|pdf|xsl|flash", re.IGNORECASE)
PARTIAL, NOT_SATISFIABLE = 206, 416
NO_PATH = Path("/nonexistent")  # of what is made when it is asked for
Blocks = Iterator[bytes] | AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class Served:
    """A file and what to say of it. `digest` names its content, if it never changes."""

    path: Path
    name: str
    content_type: str
    digest: str = ""
    download: bool = False


def base(request: HttpRequest) -> str:
    """The portal's URL: the configured one, else the one that was asked."""
    return settings.OPUS_URL or f"{request.scheme}://{request.get_host()}"


def serve(request: HttpRequest, served: Served) -> HttpResponseBase:
    """The file, or the range of it that was asked for. Raises Http404."""
    file = regular(served.path)
    size = os.fstat(file.fileno()).st_size
    etag = f'"{served.digest}"' if served.digest else ""
    if etag and request.headers.get("If-None-Match") in (etag, "*"):
        file.close()
        return HttpResponseNotModified(headers={"ETag": etag})
    wanted = _range(request, size, etag)
    if wanted is None:
        file.close()
        return _not_satisfiable(size)
    response = _stream(request, file, wanted)
    if len(wanted) != size:
        response.status_code = PARTIAL
        last = wanted.stop - 1
        response.headers["Content-Range"] = f"bytes {wanted.start}-{last}/{size}"
    response.headers["Content-Length"] = str(len(wanted))
    response.headers["Accept-Ranges"] = "bytes"
    if etag:
        response.headers["ETag"] = etag
    return protect(response, served)


def _not_satisfiable(size: int) -> HttpResponse:
    return HttpResponse(
        f"The file has {size:,} bytes: ask for a range of these.",
        status=NOT_SATISFIABLE,
        headers={"Content-Range": f"bytes */{size}"},
        content_type="text/plain; charset=utf-8",
    )


def regular(path: Path) -> BinaryIO:
    """The file itself, opened: no link, no folder, no pipe that waits for a writer.

    Raises Http404.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Http404("The file is not there.") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Http404("The file is not there.")
    return os.fdopen(descriptor, "rb")


def protect(response: HttpResponseBase, served: Served) -> HttpResponseBase:
    """The headers that keep a user's bytes from acting in the portal's name."""
    attach = served.download or bool(ACTIVE.search(served.content_type))
    disposition = content_disposition_header(attach, served.name)
    response.headers["Content-Type"] = served.content_type
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _range(request: HttpRequest, size: int, etag: str) -> range | None:
    """The bytes to send; all of them unless one range was asked for; None if none."""
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    condition = request.headers.get("If-Range")
    if not found or not any(found.groups()) or (condition and condition != etag):
        return range(size)
    first, last = found.groups()
    if not first:  # the last so many bytes
        return range(max(0, size - int(last)), size) if int(last) else None
    stop = min(size, int(last) + 1) if last else size
    return range(int(first), stop) if int(first) < stop else None


class _FileResponse(StreamingHttpResponse):
    """Closes the file also when nobody took its bytes."""

    def __init__(self, file: BinaryIO, blocks: Blocks) -> None:
        super().__init__(blocks)
        self._file = file

    def close(self) -> None:
        self._file.close()
        super().close()


def _stream(request: HttpRequest, file: BinaryIO, wanted: range) -> _FileResponse:
    """Django takes the iterator of its own kind of server and gathers the other's."""
    file.seek(wanted.start)
    left = 0 if request.method == "HEAD" else len(wanted)
    if isinstance(request, ASGIRequest):
        return _FileResponse(file, _blocks_later(file, left))
    return _FileResponse(file, _blocks(file, left))


def streamed(request: HttpRequest, pieces: Iterable[bytes]) -> HttpResponseBase:
    """An answer that is written while it is sent, if it is of many pieces."""
    rest = iter(pieces)
    first = b"".join(islice(rest, 2))
    if (third := next(rest, None)) is None:
        return HttpResponse(first)
    every = chain((first, third), rest)
    if isinstance(request, ASGIRequest):
        return StreamingHttpResponse(_later(every))
    return StreamingHttpResponse(every)


async def _later(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while (piece := await asyncio.to_thread(next, pieces, None)) is not None:
        yield piece


def _blocks(file: BinaryIO, left: int) -> Iterator[bytes]:
    with file:
        while left and (block := file.read(min(BLOCK, left))):
            left -= len(block)
            yield block


async def _blocks_later(file: BinaryIO, left: int) -> AsyncIterator[bytes]:
    with file:
        while left and (block := await asyncio.to_thread(file.read, min(BLOCK, left))):
            left -= len(block)
            yield block
