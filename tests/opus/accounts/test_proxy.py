"""From where a password is guessed, with a web server in front and without."""

import http.client
from urllib.parse import urlencode, urlsplit

import pytest

from tests.opus.portals import PASSWORD, Portal

pytestmark = pytest.mark.xdist_group("portal")


class Fronted(Portal):
    """Told that there is a web server in front of it."""

    @property
    def environment(self):
        return {**super().environment, "OPUS_BEHIND_PROXY": "True"}


def _running(kind, folder):
    portal = kind(folder)
    assert portal.manage("demo").returncode == 0
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture(scope="module")
def fronted(tmp_path_factory):
    yield from _running(Fronted, tmp_path_factory.mktemp("fronted"))


@pytest.fixture(scope="module")
def direct(tmp_path_factory):
    yield from _running(Portal, tmp_path_factory.mktemp("direct"))


def _log_in(portal, password, forwarded):
    """The status of a log-in of the astronomer that says to come from elsewhere."""
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)
    form = urlencode({"username": "astronomer", "password": password})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": forwarded,
    }
    try:
        connection.request("POST", "/auth/login", form, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_web_server_in_front_says_from_where(fronted):
    for n in range(5):
        assert _log_in(fronted, f"guess {n}", "192.0.2.1") == 401
    assert _log_in(fronted, PASSWORD, "192.0.2.1") == 429
    assert _log_in(fronted, PASSWORD, "198.51.100.7") == 200


def test_what_the_client_adds_before_that_does_not_count(fronted):
    for n in range(5):
        assert _log_in(fronted, f"other {n}", f"10.0.0.{n}, 203.0.113.5") == 401
    assert _log_in(fronted, "one more", "10.0.0.99, 203.0.113.5") == 429


def test_without_one_nobody_chooses_the_own_address(direct):
    for n in range(5):
        assert _log_in(direct, f"guess {n}", f"192.0.2.{n}") == 401
    assert _log_in(direct, PASSWORD, "192.0.2.99") == 429
