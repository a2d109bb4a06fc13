"""The log-in of VO programs: a password for a token (IVOA SSO, tls-with-password)."""

import pytest
from django.test import Client

from opus.accounts import tokens
from opus.accounts.models import Token
from tests import factories
from tests.jobs.uws import rest

AGENT = "TOPCAT/4.10 Java/17"


def _log_in(name="alice", password="secret", **options):
    headers = {"User-Agent": AGENT, **options.pop("headers", {})}
    form = {"username": name, "password": password}
    return Client(headers=headers, **options).post("/auth/login", form)


def test_a_password_gets_a_token_that_runs_jobs(echo, alice):
    answer = _log_in()
    assert answer.status_code == 200
    assert answer["X-VO-Authenticated"] == "alice"
    headers = {"Authorization": f"Bearer {answer['X-VO-Bearer']}"}
    assert rest.created(Client(headers=headers).post("/rest/echo")).owner == alice


def test_the_token_is_in_the_header_only_and_kept_by_nobody(alice):
    answer = _log_in()
    assert "opus_" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_it_ends_within_a_day_and_says_whose_it_is(echo, alice, clock):
    headers = {"Authorization": f"Bearer {_log_in()['X-VO-Bearer']}"}
    assert Token.objects.get().name == f"Log-in of {AGENT}"
    clock.pass_by(hours=11, minutes=59)
    assert Client(headers=headers).get("/rest/echo").status_code == 200
    clock.pass_by(minutes=1)
    assert Client(headers=headers).get("/rest/echo").status_code == 401


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("", "Log-in of a program"),
        ("  ", "Log-in of a program"),
        ("x" * 500, "Log-in of " + "x" * 70),
        ("a\x1bb\u200f\tc", "Log-in of abc"),
    ],
)
def test_a_program_may_call_itself_anything(agent, name, alice):
    assert _log_in(headers={"User-Agent": agent}).status_code == 200
    assert Token.objects.get().name == name


@pytest.mark.parametrize("name", ["alice", "nobody", "a\x00b", "n" * 9000])
def test_a_wrong_password_is_a_401_with_all_challenges(name, alice):
    answer = _log_in(name, "wrong")
    assert rest.said(answer, 401) == "The user name or the password is wrong."
    assert "ivoa_bearer" in answer["WWW-Authenticate"]
    assert "X-VO-Bearer" not in answer
    assert "X-VO-Authenticated" not in answer


def test_a_token_gets_no_other_token(alice):
    answer = _log_in(password=_log_in()["X-VO-Bearer"])
    assert answer.status_code == 401


@pytest.mark.parametrize("form", [{}, {"username": "alice"}, {"password": "secret"}])
def test_both_fields_are_needed(form, alice):
    answer = Client().post("/auth/login", form)
    assert rest.said(answer, 400) == "Send username and password as a form."


@pytest.mark.parametrize("verb", ["get", "put", "delete"])
def test_it_is_posted(verb, alice):
    answer = getattr(Client(), verb)("/auth/login")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"


def test_no_other_site_logs_a_browser_in(alice):
    for headers in ({"Origin": "https://evil.example.org"}, {"Origin": "null"}):
        assert _log_in(headers=headers).status_code == 403
    assert not Token.objects.exists()


def test_it_needs_no_csrf_token(alice):
    assert _log_in(enforce_csrf_checks=True).status_code == 200


def test_of_too_many_the_oldest_is_revoked(alice, bob, monkeypatch):
    monkeypatch.setattr(tokens, "MOST_LOGINS", 3)
    other = _log_in("bob")["X-VO-Bearer"]
    texts = [_log_in()["X-VO-Bearer"] for _ in range(5)]
    states = [tokens.find(text).state for text in [*texts, other]]
    assert states == ["revoked"] * 2 + ["active"] * 4


def test_they_leave_no_less_room_for_the_user_s_own(alice, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 1)
    _log_in()
    tokens.make(alice, "own", "run", None)


def test_a_user_name_may_be_in_any_script(rung, db):
    factories.user("ürsula")
    answer = _log_in("ürsula")
    assert answer["X-VO-Authenticated"] == "%C3%BCrsula"
