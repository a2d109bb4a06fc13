"""Files as answers: whole or in parts, at constant memory, harmless in a browser."""

import asyncio
import os
import tracemalloc

import pytest
from django.http import Http404
from django.test import AsyncRequestFactory, RequestFactory

from provenance.serving import BLOCK, SANDBOX, Served, serve, streamed

# Closing an answer tells Django to look after its connections.
pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4
DIGEST = "ab" * 32
ETAG = f'"{DIGEST}"'


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "file"
    path.write_bytes(CONTENT)
    return path


def _ask(
    path, *, digest=DIGEST, name="a.bin", kind="image/fits", download=False, **headers
):
    request = RequestFactory().get("/", headers=headers)
    return serve(request, Served(path, name, kind, digest, download=download))


def _bytes(response):
    try:
        return b"".join(response.streaming_content)
    finally:
        response.close()


def test_the_whole_file_is_sent_with_its_size(file):
    response = _ask(file)
    assert response.status_code == 200
    assert response["Content-Length"] == "1024"
    assert response["Accept-Ranges"] == "bytes"
    assert response["ETag"] == ETAG
    assert _bytes(response) == CONTENT


def test_head_tells_all_of_it_and_sends_nothing(file):
    request = RequestFactory().head("/")
    response = serve(request, Served(file, "a.bin", "image/fits", DIGEST))
    assert (response["Content-Length"], response["ETag"]) == ("1024", ETAG)
    assert _bytes(response) == b""


def test_an_empty_file_is_an_answer(tmp_path):
    path = tmp_path / "empty"
    path.touch()
    response = _ask(path)
    assert (response.status_code, response["Content-Length"]) == (200, "0")
    assert _bytes(response) == b""


@pytest.mark.parametrize(
    ("asked", "first", "stop"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=10-19", 10, 20),
        ("bytes=1000-", 1000, 1024),
        ("bytes=1000-9999", 1000, 1024),
        ("bytes=-24", 1000, 1024),
    ],
)
def test_a_range_is_sent_alone(asked, first, stop, file):
    response = _ask(file, range=asked)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first}-{stop - 1}/1024"
    assert response["Content-Length"] == str(stop - first)
    assert _bytes(response) == CONTENT[first:stop]


@pytest.mark.parametrize("asked", ["bytes=-4096", "bytes=0-", "bytes=0-1023"])
def test_a_range_of_everything_is_the_whole_file(asked, file):
    response = _ask(file, range=asked)
    assert response.status_code == 200
    assert _bytes(response) == CONTENT


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_beyond_the_file_is_a_416_with_its_size(asked, file):
    response = _ask(file, range=asked)
    assert response.status_code == 416
    assert response["Content-Range"] == "bytes */1024"
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.startswith(b"The file has 1,024 bytes")


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=-",
        "bytes=0-1,5-6",
        "lines=1-2",
        "bytes=a-b",
        "bytes=" + "9" * 5000 + "-",
        "",
    ],
)
def test_a_range_that_is_not_understood_is_as_good_as_none(asked, file):
    response = _ask(file, range=asked)
    assert response.status_code == 200
    assert _bytes(response) == CONTENT


@pytest.mark.parametrize(("known", "status"), [(ETAG, 206), ('"old"', 200)])
def test_a_download_goes_on_only_if_the_file_is_the_same(known, status, file):
    response = _ask(file, range="bytes=5-", **{"if-range": known})
    assert response.status_code == status
    response.close()


@pytest.mark.parametrize(("known", "status"), [(ETAG, 304), ("*", 304), ('"old"', 200)])
def test_what_the_browser_has_is_not_sent_again(known, status, file):
    response = _ask(file, **{"if-none-match": known})
    assert response.status_code == status
    assert response["ETag"] == ETAG
    response.close()


def test_a_file_that_may_grow_has_no_etag(file):
    response = _ask(file, digest="", **{"if-none-match": "*"})
    assert response.status_code == 200
    assert "ETag" not in response
    response.close()


@pytest.mark.parametrize("kind", ["image/fits", "text/html", "image/png", "text/plain"])
def test_every_answer_is_sandboxed_and_not_sniffed(kind, file):
    for asked in ("", "bytes=1-2"):
        response = _ask(file, kind=kind, range=asked)
        assert response["Content-Security-Policy"] == SANDBOX
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-cache"
        response.close()


ACTIVE = [
    "text/html",
    "application/xhtml+xml",
    "image/svg+xml",
    "image/svg",
    "text/xml",
    "application/x-votable+xml",
    "application/pdf",
    "text/javascript",
    "TEXT/HTML; charset=utf-8",
]


@pytest.mark.parametrize("kind", ACTIVE)
def test_what_a_browser_would_run_is_saved(kind, file):
    response = _ask(file, kind=kind)
    assert response["Content-Disposition"].startswith("attachment;")
    response.close()


@pytest.mark.parametrize("kind", ["image/png", "text/plain", "image/fits"])
def test_the_rest_is_shown_unless_a_download_is_asked_for(kind, file):
    for download, word in ((False, "inline"), (True, "attachment")):
        response = _ask(file, kind=kind, download=download)
        assert response["Content-Disposition"].startswith(f"{word};")
        response.close()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a b.fits", 'filename="a b.fits"'),
        ('"; x="', r'filename="\"; x=\""'),
        ("é.fits", "filename*=utf-8''%C3%A9.fits"),
        ("a\r\nSet-Cookie: x", "filename*=utf-8''a%0D%0ASet-Cookie%3A%20x"),
    ],
)
def test_a_hostile_name_stays_a_name(name, shown, file):
    response = _ask(file, name=name)
    assert response["Content-Disposition"] == f"inline; {shown}"
    response.close()


def test_a_link_is_not_followed(file, tmp_path):
    link = tmp_path / "link"
    link.symlink_to(file)
    with pytest.raises(Http404):
        _ask(link)


def test_what_is_no_file_is_a_404(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for name in ("missing", "pipe", ""):
        with pytest.raises(Http404):
            _ask(tmp_path / name)


def test_a_large_file_needs_no_more_memory_than_some_blocks(tmp_path):
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(256 * BLOCK)  # 64 MiB without a byte on disk

    async def read():
        request = AsyncRequestFactory().get("/")
        response = serve(request, Served(path, "large", "image/fits"))
        size = 0
        async for block in response:
            size += len(block)
        return size

    tracemalloc.start()
    try:
        size = asyncio.run(read())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size == 256 * BLOCK
    assert peak < 8 * BLOCK


# -- what is written while it is sent --------------------------------------------------


@pytest.mark.parametrize("pieces", [[], [b"a"], [b"a", b"b"]])
def test_what_is_short_has_its_length_and_can_still_fail(pieces):
    response = streamed(RequestFactory().get("/"), iter(pieces))
    assert not response.streaming
    assert response.content == b"".join(pieces)


def test_what_is_long_is_not_gathered():
    taken = []

    def pieces():
        for number in range(100):
            taken.append(number)
            yield b"x"

    response = streamed(RequestFactory().get("/"), pieces())
    assert response.streaming
    assert len(taken) == 3
    assert b"".join(response.streaming_content) == b"x" * 100


def test_under_asgi_it_is_the_same():
    async def read():
        request = AsyncRequestFactory().get("/")
        response = streamed(request, (b"x" for _ in range(100)))
        return b"".join([piece async for piece in response.streaming_content])

    assert asyncio.run(read()) == b"x" * 100
