"""What TOPCAT and STILTS write to the wire when a job has files.

The boundary, the order of the headers of a part and the transfer in chunks of 1 MiB
without a Content-Length are those of their class UwsJob.
"""

from tests.clients import wire

BOUNDARY = "<<<--------------MULTIPART-BOUNDARY------->>>"
CHUNK_BYTES = 1024 * 1024


def multipart(texts, files):
    """The body: texts first, then files."""
    parts = [_text(name, value) for name, value in texts.items()]
    parts += [_file(name, content) for name, content in files.items()]
    return b"".join([*parts, f"\r\n--{BOUNDARY}--\r\n".encode()])


def _text(name, value):
    head = (
        f"\r\n--{BOUNDARY}\r\nContent-Type: text/plain; charset=UTF-8\r\n"
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n'
    )
    return head.encode() + value.encode()


def _file(name, content):
    head = (
        f"\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; "
        f'name="{name}"; filename="{name}"\r\n'
        "Content-Type: application/x-votable+xml\r\n\r\n"
    )
    return head.encode() + content


def upload(url, texts, files):
    """POST it in chunks."""
    return wire.ask(
        "POST",
        url,
        _chunks(multipart(texts, files)),
        chunked=True,
        Content_Type=f'multipart/form-data; boundary="{BOUNDARY}"',
        Transfer_Encoding="chunked",
        User_Agent="STIL/4.1.3 Java/17.0.15",
        Accept="text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
    )


def _chunks(body):
    for start in range(0, len(body), CHUNK_BYTES):
        yield body[start : start + CHUNK_BYTES]
