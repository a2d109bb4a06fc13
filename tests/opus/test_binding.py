"""Where the portal listens, and that it refuses what would be unsafe."""

import socket

import pytest
from django.core.management.base import CommandError

from opus import binding


@pytest.fixture
def listen():
    """binding.listen, whose sockets are closed after the test."""
    opened = []

    def on(bind):
        opened.append(binding.listen(bind))
        return opened[-1]

    yield on
    for one in opened:
        one.close()


def test_port_0_is_any_free_port_and_the_url_names_it(listen):
    found = listen("127.0.0.1:0")
    host, port = found.getsockname()
    assert port > 0
    assert binding.url(found) == f"http://{host}:{port}"


def test_somebody_can_connect(listen):
    with socket.create_connection(listen("localhost:0").getsockname()[:2], 5):
        pass


def test_a_used_port_is_one_sentence_with_what_to_do(listen):
    port = listen("127.0.0.1:0").getsockname()[1]
    with pytest.raises(
        CommandError, match=f"Cannot listen on 127.0.0.1:{port}: Address"
    ):
        listen(f"127.0.0.1:{port}")


def test_an_address_that_is_not_ours_is_one_sentence(listen, monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "s" * 32)
    with pytest.raises(CommandError, match="Cannot listen on 203"):
        listen("203.0.113.1:8000")


@pytest.mark.parametrize(
    "bind",
    ["", "8000", ":8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "::1:²", "h:99999"],
)
def test_what_is_no_address_is_one_sentence_with_an_example(bind, listen):
    with pytest.raises(CommandError, match=r"write it like 127\.0\.0\.1:8000"):
        listen(bind)


@pytest.mark.parametrize(
    "bind", ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "example.org:0"]
)
def test_a_public_address_needs_a_secret(bind, listen, monkeypatch):
    monkeypatch.delenv("OPUS_SECRET_KEY", raising=False)
    with pytest.raises(CommandError, match="set OPUS_SECRET_KEY"):
        listen(bind)


@pytest.mark.parametrize("bind", ["0.0.0.0:0", "[::]:0"])
def test_a_public_address_shows_no_tracebacks(bind, listen, monkeypatch, settings):
    monkeypatch.setenv("OPUS_SECRET_KEY", "s" * 32)
    settings.DEBUG = True
    with pytest.raises(CommandError, match="OPUS_DEBUG=True would show"):
        listen(bind)


def test_loopback_needs_neither(listen, monkeypatch, settings):
    monkeypatch.delenv("OPUS_SECRET_KEY", raising=False)
    settings.DEBUG = True
    assert listen("127.0.0.2:0")


def test_the_url_of_every_address_is_one_that_this_host_can_open(listen, monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "s" * 32)
    found = listen("0.0.0.0:0")
    assert binding.url(found) == f"http://127.0.0.1:{found.getsockname()[1]}"


def test_a_configured_url_is_the_one_that_is_told(listen, settings):
    settings.OPUS_URL = "https://opus.example.org"
    assert binding.url(listen("127.0.0.1:0")) == "https://opus.example.org"
