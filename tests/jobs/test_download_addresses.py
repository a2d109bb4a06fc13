"""Which addresses a user may let the portal ask: none of our own network."""

import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.execution import download
from jobs.execution.download import DownloadError, Limits
from tests.jobs import web as web_

PRIVATE = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.5.4", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
    *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "fd12::3"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    *("fec0::1", "::7f00:1", "::808:808", "64:ff9b:1::808:808"),
    "::ffff:0:7f00:1",
    *("192.0.0.9", "192.0.0.10", "192.88.99.1", "::ffff:192.88.99.1"),
]
PUBLIC = ["8.8.8.8", "193.0.6.139", "2a00:1450:4007::1", "64:ff9b::808:808"]


@pytest.fixture
def web():
    with web_.serving() as web:
        yield web


def fetch(url, folder, *hosts):
    return download.download(url, folder / "got", Limits(1000, 5, hosts))


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_inside_a_network_is_not_public(address):
    assert not download.is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address):
    assert download.is_public(address)


@given(address=st.ip_addresses(v=4))
def test_an_address_is_as_public_in_its_other_spellings(address):
    mapped = f"::ffff:{address}"
    translated = f"64:ff9b::{int(address) >> 16:x}:{int(address) & 0xFFFF:x}"
    public = download.is_public(str(address))
    assert download.is_public(mapped) == download.is_public(translated) == public


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0"]
)
def test_this_host_is_refused_however_it_is_written(web, tmp_path, host):
    with pytest.raises(DownloadError, match=r"is inside this network|not a known host"):
        fetch(f"http://{host}:{web.port}/", tmp_path)
    assert web.asked == []


def test_a_refusal_says_what_to_do(web, tmp_path):
    with pytest.raises(DownloadError, match=r"upload the file .*OPUS_FETCH_HOSTS"):
        fetch(web.base, tmp_path)


def test_a_host_that_the_operator_allows_is_asked(web, tmp_path):
    assert fetch(web.put("/x", b"x"), tmp_path, "127.0.0.1").size == 1


def test_a_redirect_into_our_network_is_refused(web, tmp_path):
    url = web.moved("/a", f"http://localhost:{web.port}/secret")
    web.put("/secret", b"secret")
    with pytest.raises(DownloadError, match="localhost is inside this network"):
        fetch(url, tmp_path, "127.0.0.1")
    assert [path for path, _ in web.asked] == ["/a"]


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", ""])
def test_a_redirect_to_anything_but_the_web_is_refused(web, tmp_path, target):
    url = web.moved("/a", target)
    with pytest.raises(DownloadError, match=r"begins with http|more than 5 redirects"):
        fetch(url, tmp_path, "127.0.0.1")
    assert not (tmp_path / "got").exists()


def test_a_name_with_one_private_address_is_refused(monkeypatch):
    """Else its owner could let us check one address and ask the other."""
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))
        for address in ("8.8.8.8", "10.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: rows)
    with pytest.raises(DownloadError, match=r"example\.org is inside this network"):
        download.addresses("example.org", 80, Limits(1, 1))


def test_a_name_is_resolved_once_and_that_address_is_asked(web, tmp_path, monkeypatch):
    """Else a name could have a public address when checked and a private one later."""
    real, resolved = socket.getaddrinfo, []

    def resolve(host, *arguments, **names):
        resolved.append(host)
        return real("127.0.0.1", *arguments, **names)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    web.put("/x", b"x")
    fetch(f"http://images.example.org:{web.port}/x", tmp_path, "images.example.org")
    assert resolved.count("images.example.org") == 1
    assert web.asked[0][1]["Host"] == f"images.example.org:{web.port}"


def test_encryption_is_never_given_up_by_a_redirect():
    with pytest.raises(DownloadError, match="address without encryption"):
        download._next("https://example.org/a", "http://example.org/b")
    assert download._next("https://example.org/a", "/b") == "https://example.org/b"


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("ftp://example.org/x", "begins with http"),
        ("file:///etc/passwd", "begins with http"),
        ("http:///x", "begins with http"),
        ("http://example.org:0/", "begins with http"),
        ("http://example.org:99999/", "is not a URL"),
        ("http://[::1", "is not a URL"),
        ("http://me:secret@example.org/", "user name or password"),
        ("http://@example.org/", "user name or password"),
        ("http://example.org/a b", "must write as %XX"),
        ("http://example.org/é", "must write as %XX"),
        ("http://example.org/\r\nHost: other", "must write as %XX"),
    ],
)
def test_what_cannot_be_fetched_at_all_is_said_at_once(url, why):
    assert why in download.problem(url)


def test_a_good_url_has_no_problem():
    assert download.problem("https://example.org:8443/a%20b?c=d&e=%C3%A9") == ""
