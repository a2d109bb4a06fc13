"""What answers say of ways to log in, and of who is logged in."""

import http.client
import re
from urllib.parse import urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from opus.accounts.lines import apart
from opus.accounts.models import Scope
from tests import factories
from tests.jobs.uws import rest
from tests.opus.accounts.conftest import basic, bearing, made
from tests.opus.portals import PASSWORD, Portal

OURS = [
    'Basic realm="OPUS", charset="UTF-8"',
    'Bearer realm="OPUS"',
    (
        'ivoa_bearer standard_id="ivo://ivoa.net/sso#tls-with-password", '
        'access_url="{}/auth/login"'
    ),
]
API = ["/rest/echo", "/uws/echo", "/store", "/provenance/entity/e", "/availability"]

# The grammar of RFC 9110, section 11.6.1, for challenges with parameters
TOKEN = r"[-!#$%&'*+.^_`|~0-9A-Za-z]+"
PARAMETER = rf'({TOKEN})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|({TOKEN}))'
CHALLENGE = re.compile(
    rf"({TOKEN})(?: +({PARAMETER}(?:\s*,\s*{PARAMETER})*))?\s*(?:,|$)\s*"
)


def _read(header):
    """Each scheme with its parameters, as a client by the book reads them."""
    found, at = {}, 0
    while at < len(header):
        match = CHALLENGE.match(header, at)
        assert match, header[at:]
        words = re.findall(PARAMETER, match[2] or "")
        found[match[1].lower()] = {name: quoted or bare for name, quoted, bare in words}
        at = match.end()
    return found


def test_a_401_offers_all_ways_in_by_the_grammar_of_http(echo, settings):
    settings.OPUS_URL = "https://opus.example.org"
    answer = Client(headers={"Authorization": "Bearer no"}).get("/rest/echo")
    assert _read(answer["WWW-Authenticate"]) == {
        "basic": {"realm": "OPUS", "charset": "UTF-8"},
        "bearer": {"realm": "OPUS"},
        "ivoa_bearer": {
            "standard_id": "ivo://ivoa.net/sso#tls-with-password",
            "access_url": "https://opus.example.org/auth/login",
        },
    }


@pytest.mark.parametrize("path", API)
def test_every_401_of_every_api_offers_them(path, echo):
    answer = Client(headers={"Authorization": "Bearer no"}).get(path)
    assert rest.said(answer, 401)
    assert set(_read(answer["WWW-Authenticate"])) == {"basic", "bearer", "ivoa_bearer"}


def test_a_job_that_needs_a_log_in_says_how(alice):
    row = factories.job(alice)
    answer = Client().get(rest.path(row))
    assert answer.status_code == 401
    assert "ivoa_bearer" in answer["WWW-Authenticate"]


@pytest.mark.parametrize("path", ["/capabilities", "/capabilities/"])
@pytest.mark.parametrize("verb", ["get", "head"])
def test_capabilities_tell_strangers_that_they_may_log_in(path, verb, echo, alice):
    answer = getattr(Client(), verb)(path)
    assert answer.status_code == 200
    assert "ivoa_bearer" in answer["WWW-Authenticate"]
    assert "X-VO-Authenticated" not in answer
    known = getattr(Client(headers=basic("alice", "secret")), verb)(path)
    assert known.status_code == 200
    assert "WWW-Authenticate" not in known
    assert known["X-VO-Authenticated"] == "alice"


def test_no_other_answer_of_200_carries_a_challenge(echo):
    for path in ("/availability", "/login"):
        assert "WWW-Authenticate" not in Client().get(path)


@pytest.mark.parametrize("path", [*API, "/rest/none/at/all"])
def test_who_is_known_is_told_so_on_every_answer(path, echo, alice):
    token = bearing(made(alice, Scope.READ))
    session = Client()
    session.force_login(alice)
    for client in (Client(headers=basic("alice", "secret")), token, session):
        assert client.get(path)["X-VO-Authenticated"] == "alice"
    assert token.post(path)["X-VO-Authenticated"] == "alice"


@pytest.mark.parametrize("path", [*API, "/rest/none/at/all", "/", "/jobs"])
def test_strangers_are_told_nothing_of_the_kind(path, echo):
    assert "X-VO-Authenticated" not in Client().get(path)


@pytest.mark.parametrize("path", ["/jobs", "/restaurant", "/storehouse"])
def test_pages_tell_nothing_of_the_kind(path, as_alice):
    assert "X-VO-Authenticated" not in as_alice.get(path)


def _sent(headers):
    """What is left of the headers once challenges are apart."""
    messages = []

    async def application(scope, receive, send):
        await send({"type": "http.response.start", "status": 401, "headers": headers})
        await send({"type": "http.response.body", "body": b"x"})

    async def send(message):
        messages.append(message)

    async_to_sync(apart(application))({}, None, send)
    assert messages[1] == {"type": "http.response.body", "body": b"x"}
    return messages[0]["headers"]


def test_each_challenge_comes_in_a_line_of_its_own():
    one = ", ".join(OURS).encode()
    other = (b"X-Other", b"a b=1, c d=2")
    sent = _sent([(b"WWW-Authenticate", one), other])
    assert sent == [(b"WWW-Authenticate", ours.encode()) for ours in OURS] + [other]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    running = Portal(tmp_path_factory.mktemp("portal"))
    assert running.manage("demo").returncode == 0
    running.start()
    yield running
    running.stop()


def _ask(portal, verb, path, headers=None, body=None):
    connection = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)
    try:
        connection.request(verb, path, body, headers or {})
        answer = connection.getresponse()
        answer.read()
        return answer
    finally:
        connection.close()


@pytest.mark.xdist_group("portal")
class TestLive:
    """Over the wire, where Django's client does not see."""

    def test_challenges_come_in_lines_of_their_own(self, portal):
        wrong = {"Authorization": "Bearer no"}
        answer = _ask(portal, "GET", "/rest/find_sources", wrong)
        assert answer.status == 401
        expected = [challenge.format(portal.url) for challenge in OURS]
        assert answer.msg.get_all("WWW-Authenticate") == expected

    def test_a_client_finds_its_way_in_from_the_challenge(self, portal):
        offered = _ask(portal, "HEAD", "/capabilities").msg.get_all("WWW-Authenticate")
        access = _read(offered[2])["ivoa_bearer"]["access_url"]
        form = f"username=astronomer&password={PASSWORD.replace(' ', '+')}"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = _ask(portal, "POST", urlsplit(access).path, kind, form)
        assert answer.status == 200
        token = {"Authorization": f"Bearer {answer.headers['X-VO-Bearer']}"}
        answer = _ask(portal, "GET", "/rest/find_sources", token)
        assert answer.status == 200
        assert answer.headers["X-VO-Authenticated"] == "astronomer"

    @pytest.mark.parametrize(
        "value",
        [
            b"Basic \xff\xfe",
            b"Bearer \xff",
            b"Basic " + b"QQ==" * 4000,
            b"Bearer " + b"a" * 16000,
            b"Basic a=b=c",
            b"Bearer opus_\xc3\xbc",
            b",",
        ],
    )
    def test_hostile_headers_are_refused(self, portal, value):
        answer = _ask(portal, "GET", "/rest/find_sources", {"Authorization": value})
        assert answer.status in (400, 401)

    @pytest.mark.parametrize(
        ("value", "expected"),
        [(b"Basic a\0b", [400]), (b"Basic " + b"a" * 300_000, [400, 401, 431])],
    )
    def test_a_nul_or_a_huge_header_breaks_nothing(self, portal, value, expected):
        raw = http.client.HTTPConnection(urlsplit(portal.url).netloc, timeout=30)
        raw.putrequest("GET", "/rest/find_sources")
        raw._buffer.append(b"Authorization: " + value)  # http.client would refuse it
        raw.endheaders()
        assert raw.getresponse().status in expected
        raw.close()
        assert _ask(portal, "GET", "/availability").status == 200
