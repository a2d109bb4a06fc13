"""Bytes behind a URL: taken as they are, within limits, and never from our network."""

import hashlib
import socket
import threading

import pytest

from jobs.execution import download
from jobs.execution.download import DownloadError, Limits
from tests.jobs import web as web_

KIB = 1024


@pytest.fixture
def web():
    with web_.serving() as web:
        yield web


@pytest.fixture
def fetch(tmp_path):
    """Downloads to a file; this host is allowed unless a test says otherwise."""

    def fetch(url, *, limit=100 * KIB, seconds=20, hosts=("127.0.0.1",)):
        target = tmp_path / "got"
        got = download.download(url, target, Limits(limit, seconds, hosts))
        return got, target.read_bytes()

    return fetch


def test_bytes_arrive_with_size_and_hash(web, fetch):
    content = bytes(range(256))
    url = web.put("/m13", content)
    got, arrived = fetch(url)
    assert arrived == content
    assert (got.url, got.size) == (url, 256)
    assert got.sha256 == hashlib.sha256(content).hexdigest()


def test_the_query_is_asked_for_and_the_fragment_is_not(web, fetch):
    web.put("/find?object=M+13&size=%20", b"here")
    assert fetch(f"{web.base}/find?object=M+13&size=%20#top")[1] == b"here"
    path, headers = web.asked[0]
    assert path == "/find?object=M+13&size=%20"
    assert headers["Host"] == f"127.0.0.1:{web.port}"


def test_an_answer_of_unknown_length_arrives_whole(web, fetch):
    url = web.put("/x", send=lambda out: [out.write(b"x" * 10) for _ in range(5)])
    assert fetch(url)[1] == b"x" * 50


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed_and_the_last_address_is_kept(web, fetch, status):
    last = web.put("/b", b"here")
    got, arrived = fetch(web.moved("/a", "/b", status))
    assert (got.url, arrived) == (last, b"here")


def test_redirects_in_a_circle_end(web, fetch):
    with pytest.raises(DownloadError, match="more than 5 redirects"):
        fetch(web.moved("/a", "/a"))
    assert len(web.asked) == 6


@pytest.mark.parametrize("status", [204, 304, 401, 404, 500])
def test_any_answer_but_200_is_refused_and_named(web, fetch, status):
    url = web.put("/x", b"", status)
    with pytest.raises(DownloadError, match=f"/x answered {status}"):
        fetch(url)


def test_an_announced_size_above_the_limit_is_refused_before_it_is_sent(web, fetch):
    url = web.put("/x", b"x" * 11)
    with pytest.raises(DownloadError, match="has more than 10 bytes"):
        fetch(url, limit=10)


def test_a_size_above_the_limit_that_nobody_announced_is_noticed(web, fetch):
    url = web.put("/x", send=lambda out: out.write(b"x" * 200 * KIB))
    with pytest.raises(DownloadError, match="has more than 102,400 bytes"):
        fetch(url)


def test_exactly_the_limit_is_allowed(web, fetch):
    assert fetch(web.put("/x", b"x" * 10), limit=10)[0].size == 10


def test_an_answer_that_ends_too_early_is_an_error(web, fetch):
    url = web.put("/x", b"half", headers={"Content-Length": "9"})
    with pytest.raises(DownloadError, match="ended 5 bytes too early"):
        fetch(url)


def test_a_server_that_sends_drop_by_drop_is_given_up(web, fetch):
    given_up = threading.Event()

    def drip(out):
        for _ in range(100):
            if given_up.wait(0.05):
                return
            out.write(b"x")

    url = web.put("/x", send=drip)
    try:
        with pytest.raises(DownloadError, match="took more than 1 s"):
            fetch(url, seconds=1)
    finally:
        given_up.set()


def test_a_server_that_says_nothing_is_given_up(fetch, monkeypatch):
    monkeypatch.setattr(download, "CONNECT_SECONDS", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(
            DownloadError, match=r"127\.0\.0\.1 does not answer in time"
        ):
            fetch(f"http://127.0.0.1:{port}/")


def test_a_port_on_which_nobody_listens_is_an_error(fetch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(DownloadError, match=r"127\.0\.0\.1: .*refused"):
        fetch(f"http://127.0.0.1:{port}/")


def test_what_is_no_http_is_an_error(fetch):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def babble():
            with server.accept()[0] as connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.org ESMTP\r\n")

        thread = threading.Thread(target=babble)
        thread.start()
        with pytest.raises(DownloadError, match=r"127\.0\.0\.1: "):
            fetch(f"http://127.0.0.1:{port}/")
        thread.join()
