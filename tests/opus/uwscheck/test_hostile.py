"""A service may answer anything: the doctor says so, and neither fails nor hangs."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opus.uwscheck import answer, checks, doctor
from opus.uwscheck.client import MOST_BYTES, Client, LateError, NoAnswerError
from tests.opus.uwscheck.examining import ADA, examined, quick, service_at
from tests.opus.uwscheck.raw import OK, answering
from tests.opus.uwscheck.serving import serving

BOMB = b"""<?xml version="1.0"?><!DOCTYPE jobs [<!ENTITY a "aaaaaaaaaa">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><jobs>&b;</jobs>"""
# A parser expands entities in attributes even if it is told not to
IN_ATTRIBUTE = b"""<!DOCTYPE jobs [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "%s">
<!ENTITY c "%s">]><jobs id="%s"/>""" % (b"&a;" * 2000, b"&b;" * 2000, b"&c;" * 2000)
BODIES = {
    "garbage": b"\x00\xff\x1b[31mred</jobs>",
    "bomb": BOMB,
    "bomb in UTF-16": BOMB.decode().encode("utf-16"),
    "deep": b"<a>" * 100_000,
    "nothing": b"",
    "another document": b"<rss/>",
    "no text": b'<jobs xmlns="http://www.ivoa.net/xml/UWS/v1.0"><!-- --><?pi?></jobs>',
}
FIRST = [
    check for check in checks.ALL if check.id in ("list", "list-version", "create")
]


def _seen(url, chosen=FIRST, **options):
    found = examined(service_at(url, None, **options), chosen)
    return {name: finding.seen for name, finding in found.items()}


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_no_job_list_is_a_failed_check(name):
    with answering(OK + b"\r\n" + BODIES[name]) as url:
        found = examined(service_at(url, None), FIRST)
    assert found["list-version"].result == "fail"
    assert "\x1b" not in "".join(finding.seen for finding in found.values())


@pytest.mark.parametrize("bomb", [BOMB, IN_ATTRIBUTE, BOMB.decode().encode("utf-16")])
def test_entities_are_not_read(bomb):
    with answering(OK + b"\r\n" + bomb) as url:
        assert "document type declaration" in _seen(url)["list"]


def test_a_huge_body_is_read_in_part():
    block = b"x" * 1024**2
    with answering(OK + b"\r\n", *[block] * (MOST_BYTES // len(block) + 2)) as url:
        assert "longer than" in _seen(url, FIRST[:1], seconds=30)["list"]


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ([], "without an answer"),
        ([b"SSH-2.0-OpenSSH\r\n"], "not HTTP"),
        ([OK + b"Content-Length: 100\r\n\r\n<jobs"], "middle of the answer"),
        ([OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"], "middle of the answer"),
        ([OK + b"a: b\r\n" * 200 + b"\r\n"], "more than 100 headers"),
    ],
)
def test_what_is_not_http_is_said(pieces, said):
    with answering(*pieces) as url, pytest.raises(NoAnswerError, match=said):
        Client(url).ask("GET", url)


def test_a_connection_that_is_reset_is_said():
    with answering(OK, reset=True) as url, pytest.raises(NoAnswerError, match="reset"):
        Client(url).ask("GET", url)


@pytest.mark.parametrize("start", [b"", OK, OK + b"\r\n"])
def test_an_answer_in_drops_has_no_more_time_than_another(start):
    """The time-out of a socket would begin anew with each drop."""
    with answering(start, *[b"x"] * 100, pause=0.1) as url:
        begun = time.monotonic()
        with pytest.raises(LateError, match=r"within 0\.5 s"):
            Client(url, seconds=0.5).ask("GET", url)
    assert time.monotonic() - begun < 2


def test_a_service_that_stops_answering_is_given_up():
    with answering(pause=60) as url:
        seen = list(_seen(url, quick()[:8], seconds=0.2).values())
    assert [text.startswith(doctor.NO_ANSWER) for text in seen[:3]] == [True] * 3
    assert seen[3:] == ["the service did not answer any more"] * 5


@pytest.mark.parametrize(
    "place",
    ["http://[", "//host:port/x", "http://\u2028/", "\x00", "http://a:99999999/"],
)
def test_a_location_that_is_none_is_a_failed_check(place):
    head = f"HTTP/1.1 303 See Other\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n"
    with answering(head.encode()) as url:
        found = examined(service_at(url, None), FIRST)
    assert {finding.result for finding in found.values()} == {"fail"}


@settings(max_examples=30)
@given(st.binary(max_size=200))
def test_no_answer_breaks_the_doctor(garbage):
    with answering(OK + b"Connection: close\r\n\r\n" + garbage) as url:
        for finding in examined(service_at(url, None, seconds=2), FIRST).values():
            assert finding.seen


@settings(max_examples=200)
@given(st.text())
def test_what_is_shown_is_one_line_without_control_characters(text):
    line = answer.shown(text)
    assert len(line) <= answer.LONGEST_SHOWN
    assert not any(ord(character) < 32 or ord(character) == 127 for character in line)


def test_the_password_is_not_shown_when_a_service_sends_it_back():
    def echo(stub, request, answered):
        if request.is_list:
            answered.body = f"you sent {request.headers['authorization']}".encode()
            answered.body += b" that is lovelace"

    with serving(after=echo) as stub:
        found = examined(service_at(stub.url), FIRST)
    assert "you sent Basic (hidden) that is (hidden)" in found["list"].seen


def test_credentials_stay_with_the_service():
    with serving() as stub, serving() as other:
        heard = []
        other.before = lambda stub, request: heard.append(request.headers)
        Client(stub.url, ADA).ask("GET", other.url)
    assert "authorization" not in heard[0]
