"""Bodies of requests: too large ones are refused, those in chunks are not lost."""

import json

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.test import Client

from opus import sizes
from opus.accounts import tokens
from opus.accounts.models import Scope, Strikes
from opus.sizes import FORM_BYTES, Handler
from tests import factories

MOST = 1000
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\nalice\r\n--x--\r\n'
)


@pytest.fixture(autouse=True)
def _limit(settings, transactional_db):
    settings.OPUS_UPLOAD_BYTES = MOST


def _answer(chunks, headers, path="/nothing"):
    """What the portal answers to a POST with this body: status, body, chunks read."""

    async def ask():
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": "POST",
            "path": path,
            "query_string": b"",
            "headers": [(b"host", b"localhost"), *headers],
        }
        portal = ApplicationCommunicator(Handler(), scope)
        for number, chunk in enumerate(chunks, 1):
            more = number < len(chunks)
            await portal.send_input(
                {"type": "http.request", "body": chunk, "more_body": more}
            )
        start = await portal.receive_output(10)
        body = await portal.receive_output(10)
        unread = portal.input_queue.qsize()
        await portal.wait()
        return start["status"], body["body"].decode(), len(chunks) - unread

    return async_to_sync(ask)()


@pytest.fixture
def known():
    """The header of somebody who has logged in."""
    client = Client()
    client.force_login(factories.user("alice"))
    return (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())


def test_a_request_that_announces_too_much_is_refused_before_it_is_read(known):
    announced = MOST + FORM_BYTES + 1
    headers = [known, (b"content-length", b"%d" % announced)]
    status, body, read = _answer([b"x" * 10] * 3, headers)
    assert (status, read) == (413, 0)
    assert body == (
        f"The request has {announced:,} bytes; this portal takes 1,000 at most. "
        "Give a URL instead of the file."
    )


def test_a_request_in_chunks_is_refused_as_soon_as_it_is_too_much(known):
    status, body, read = _answer([b"x" * (FORM_BYTES // 2)] * 9, [known])
    assert (status, read) == (413, 3)
    assert body.startswith("The request has more than 1,000 bytes;")


@pytest.mark.parametrize(("path", "refused"), [("/rest/echo", 401), ("/jobs", 413)])
@pytest.mark.parametrize("known", [[], [(b"cookie", b"csrftoken=x; theme=dark")]])
def test_nobody_sends_files_without_saying_who_they_are(path, refused, known):
    """A browser that got a 401 would ask for a password."""
    headers = [(b"content-length", b"%d" % (FORM_BYTES + 1)), *known]
    status, body, read = _answer([b"x" * 10] * 3, headers, path)
    assert (status, read) == (refused, 0)
    assert body == "Log in first: without that a request has 1,048,576 bytes at most."
    status, _, read = _answer([b"x" * FORM_BYTES] * 9, known, path)
    assert (status, read) == (refused, 2)


@pytest.mark.parametrize("path", ["/rest/echo", "/jobs"])
@pytest.mark.parametrize(
    "claim",
    [
        (b"cookie", b"sessionid=" + b"x" * 32),
        (b"authorization", b"Bearer opus_aaaaaaaa_" + b"x" * 32),
        (b"authorization", b"Basic YWxpY2U6d3Jvbmc="),
        (b"authorization", b"Negotiate x"),
    ],
)
def test_who_only_claims_to_be_known_sends_no_files(path, claim, alice, settings):
    settings.OPUS_UPLOAD_BYTES = 9 * FORM_BYTES
    announced = (b"content-length", b"%d" % (FORM_BYTES + 1))
    refused = 401 if path == "/rest/echo" else 413
    status, body, read = _answer([b"x" * 10] * 3, [announced, claim], path)
    assert (status, read) == (refused, 0)
    assert body.startswith("Log in first:")
    status, _, read = _answer([b"x" * FORM_BYTES] * 9, [claim], path)
    assert (status, read) == (refused, 2)


def test_who_is_known_by_a_token_sends_files_to_programs_only(alice, settings):
    settings.OPUS_UPLOAD_BYTES = FORM_BYTES
    _, token = tokens.make(alice, "laptop", Scope.RUN, None)
    header = (b"authorization", f"Bearer {token}".encode())
    chunks = [b"x" * FORM_BYTES, b"x"]
    assert _answer(chunks, [header], "/rest/echo")[0] == 404
    assert _answer(chunks, [header], "/jobs")[0] == 413


def test_a_wrong_password_with_a_large_body_counts_once(alice):
    wrong = (b"authorization", b"Basic YWxpY2U6d3Jvbmc=")
    announced = (b"content-length", b"%d" % (FORM_BYTES + 1))
    _answer([b"x"], [wrong, announced], "/rest/echo")
    assert Strikes.objects.get().level == 1


@pytest.fixture
def seen(monkeypatch):
    """The requests that Django was given."""
    found = []

    def remember(self, request):
        found.append((request.POST.dict(), request.META.get("CONTENT_LENGTH")))
        return get_response(self, request)

    get_response = Handler.run_get_response
    monkeypatch.setattr(sizes.Handler, "run_get_response", remember)
    return found


@pytest.mark.parametrize("pieces", [1, 7])
def test_a_form_with_files_that_comes_in_chunks_is_read(pieces, seen):
    size = len(MULTIPART) // pieces + 1
    chunks = [
        MULTIPART[start : start + size] for start in range(0, len(MULTIPART), size)
    ]
    headers = [
        (b"content-type", b"multipart/form-data; boundary=x"),
        (b"transfer-encoding", b"chunked"),
    ]
    status, _, _ = _answer(chunks, headers)
    assert status == 404
    assert seen == [({"username": "alice"}, str(len(MULTIPART)))]


def test_a_request_without_a_body_stays_as_it_is(seen):
    status, _, _ = _answer([b""], [])
    assert status == 404
    assert seen == [({}, None)]


def test_a_program_that_wants_json_gets_the_refusal_in_json():
    headers = [
        (b"content-length", b"%d" % (MOST + FORM_BYTES + 1)),
        (b"accept", b"application/json"),
    ]
    status, body, _ = _answer([b"x"], headers, "/rest/echo")
    assert status == 401
    assert json.loads(body)["detail"].startswith("Log in first")
