"""Bodies of requests, as the clients of UWS services send them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

Values = tuple[tuple[str, str], ...]

# TOPCAT's, with characters that few parsers are tested with
BOUNDARY = "<<<--------------MULTIPART-BOUNDARY------->>>"
CHUNK_BYTES = 1000


@dataclass(frozen=True, slots=True)
class Body:
    """With `chunked` it is sent in chunks, without a Content-Length."""

    content: bytes
    content_type: str
    chunked: bool = False

    def chunks(self) -> Iterator[bytes]:
        for start in range(0, len(self.content), CHUNK_BYTES):
            yield self.content[start : start + CHUNK_BYTES]


def form(values: Values) -> Body:
    return Body(urlencode(values).encode(), "application/x-www-form-urlencoded")


def multipart(
    values: Values, files: Mapping[str, bytes] | None = None, *, chunked: bool = False
) -> Body:
    parts = [_part(f'name="{name}"', value.encode()) for name, value in values]
    parts += [
        _part(f'name="{name}"; filename="{name}.txt"', content, "text/plain")
        for name, content in (files or {}).items()
    ]
    content = b"".join([*parts, f"--{BOUNDARY}--\r\n".encode()])
    return Body(content, f'multipart/form-data; boundary="{BOUNDARY}"', chunked)


def _part(name: str, content: bytes, content_type: str = "") -> bytes:
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; {name}\r\n"
    if content_type:
        head += f"Content-Type: {content_type}\r\n"
    return f"{head}\r\n".encode() + content + b"\r\n"
