"""Who asks and whom: options, secrets, and services that let nobody in."""

import io
import ssl
import sys

import pytest

from opus.uwscheck import client, options
from tests.opus.uwscheck.commanding import run
from tests.opus.uwscheck.examining import ADA
from tests.opus.uwscheck.raw import answering
from tests.opus.uwscheck.serving import serving
from tests.opus.uwscheck.stub import PASSWORD


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("http://127.0.0.1:1/uws",), "The service cannot be reached: GET http://127"),
        (("ftp://example.org/uws",), "URL “ftp://example.org/uws”: say one like"),
        (("http://[::1/uws",), "URL “http://[::1/uws”: "),
        (("https://ada:pw@example.org/uws",), "URL: leave out the user, and give"),
        (("https://example.org/uws?LAST=3",), "leave out what follows ?"),
        ((), "say the address of a job list"),
        (("http://127.0.0.1:1/", "--only=nonsense"), "--only nonsense: see --list"),
        (("http://127.0.0.1:1/", "--run=text"), "--run “text”: say NAME=VALUE"),
        (("http://127.0.0.1:1/", "--user=ada", "--token"), "not both"),
        (("http://127.0.0.1:1/", "--token-file=/nowhere"), "--token-file /nowhere: "),
        (("http://127.0.0.1:1/", "--at-once=9", "--wait-seconds=2"), "--wait-seconds"),
    ],
)
def test_what_cannot_be_run_gets_two_and_a_sentence(arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "The service wants to know who asks (GET /uws → 401 text/plain): give"),
        (("--user=bob",), "The service refuses these credentials: GET /uws → 401"),
    ],
)
def test_who_is_not_let_in_is_told_so(arguments, said):
    with serving() as stub:
        status, _, err = run(stub.url, *arguments)
    assert status == 2
    assert said in err


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("429 Too Many Requests", "wants to be left alone: GET /uws → 429"),
        ("404 Not Found", "There is no job list (GET /uws → 404)"),
        ("302 Found\r\nLocation: /login", "/login (GET /uws → 302): give that one if"),
        ("403 Forbidden", "This user may not use the service: GET /uws → 403"),
    ],
)
def test_what_is_no_job_list_is_told(head, said):
    answer = f"HTTP/1.1 {head}\r\nContent-Length: 0\r\n\r\n".encode()
    with answering(answer) as url:
        status, _, err = run(url, "--user=ada")
    assert status == 2
    assert said in err


def _options(**changes):
    parser_defaults = {"user": "", "token": False, "token_file": None}
    return {**parser_defaults, **changes}


def test_a_token_comes_from_the_environment_or_a_file(monkeypatch, tmp_path):
    monkeypatch.setenv("OPUS_TOKEN", "t0ken")
    file = tmp_path / "token"
    file.write_text("fr0m-a-file\n")
    monkeypatch.setattr(sys, "stdin", io.StringIO("fr0m-stdin\n"))
    read = [
        options.credentials(_options(token=True)),
        options.credentials(_options(token_file=str(file))),
        options.credentials(_options(token_file="-")),
    ]
    assert [known.header for known in read] == [
        "Bearer t0ken",
        "Bearer fr0m-a-file",
        "Bearer fr0m-stdin",
    ]


@pytest.mark.parametrize("token", ["", "a b", "a\r\nX-Evil: 1", "tökén"])
def test_a_token_that_is_none_is_refused(tmp_path, token):
    file = tmp_path / "token"
    file.write_bytes(token.encode())
    if "\n" in token:
        assert options.credentials(_options(token_file=str(file))).secret == "a"
        return
    with pytest.raises(options.MistakeError):
        options.credentials(_options(token_file=str(file)))


def test_a_secret_is_in_no_representation():
    assert PASSWORD not in repr(ADA)


@pytest.mark.parametrize(
    ("url", "credentials", "warned"),
    [
        ("http://example.org/uws", ADA, True),
        ("http://example.org/uws", None, False),
        ("https://example.org/uws", ADA, False),
        ("http://127.0.0.1:8000/uws", ADA, False),
    ],
)
def test_credentials_that_anybody_could_read_are_warned_of(url, credentials, warned):
    asking = client.Client(url, credentials)
    assert options.is_readable_on_the_way(asking) == warned


def test_https_is_verified():
    trusted = client._trusted()
    assert trusted.check_hostname
    assert trusted.verify_mode == ssl.CERT_REQUIRED
