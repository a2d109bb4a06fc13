"""One's own page: tokens shown, made and revoked, and another password."""

import re

import pytest
from django.test import Client

from opus.accounts import tokens
from opus.accounts.forms import lives
from opus.accounts.models import Scope, Token
from tests import factories
from tests.jobs.uws import rest
from tests.opus.accounts.conftest import bearing, made

SECRET = re.compile(r"opus_[0-9a-z]{8}_[0-9A-Za-z]{32}")


def _make(client, **changes):
    form = {"name": "laptop", "scope": "run", "life": "90", **changes}
    return client.post("/profile/tokens", form)


def _shown(answer):
    """The token that the page shows."""
    assert answer.status_code == 200
    (text,) = set(SECRET.findall(answer.content.decode()))
    return text


def test_it_says_who_one_is(as_alice, alice):
    text = as_alice.get("/profile").content.decode()
    for told in ("alice", "Alice A", "run activities"):
        assert told in text
    assert "write activities" not in text


def test_it_says_what_an_operator_may(as_operator):
    text = as_operator.get("/profile").content.decode()
    assert "write activities, see and change everybody’s jobs" in text


def test_every_page_leads_there(as_alice):
    assert 'href="/profile"' in as_alice.get("/").content.decode()
    assert 'href="/profile"' not in Client().get("/").content.decode()


@pytest.mark.parametrize(
    "path",
    ["", "/tokens", "/tokens/revoke", "/tokens/abcdefgh/revoke", "/password"],
)
def test_it_is_for_those_who_are_logged_in(path, db):
    answer = Client().get(f"/profile{path}")
    assert answer.status_code == 302
    assert answer["Location"] == f"/login?next=/profile{path}"


def test_without_tokens_it_says_what_they_are_for(as_alice):
    text = as_alice.get("/profile").content.decode()
    assert "There is none. A token lets a program ask in your name" in text


def test_a_new_token_is_shown_and_works(echo, as_alice, alice):
    answer = _make(as_alice)
    assert "curl -H" in answer.content.decode()
    row = rest.created(bearing(_shown(answer)).post("/rest/echo"))
    assert row.owner == alice


def test_it_is_shown_this_once(as_alice):
    answer = _make(as_alice)
    secret = _shown(answer).rpartition("_")[2]
    assert "no-store" in answer["Cache-Control"]
    for path in ("/profile", "/profile/tokens/revoke", "/", "/jobs"):
        assert secret not in as_alice.get(path).content.decode()
    assert secret not in str(dict(as_alice.session))


def test_the_token_is_written_to_no_log(as_alice, echo, caplog):
    with caplog.at_level(0):
        text = _shown(_make(as_alice))
        bearing(text).get("/rest/echo")
        tokens.revoke(Token.objects.all())
        bearing(text).get("/rest/echo")
    assert text.rpartition("_")[2] not in caplog.text


def test_reloading_the_page_makes_no_second_one(as_alice):
    _make(as_alice)
    answer = _make(as_alice)
    assert answer.status_code == 400
    assert "You have a token of this name" in answer.content.decode()
    assert Token.objects.count() == 1
    assert as_alice.get("/profile/tokens")["Location"] == "/profile"


def test_scope_and_life_are_as_chosen(as_alice, clock):
    _make(as_alice, scope="read", life="30")
    token = Token.objects.get()
    assert token.scope == Scope.READ
    assert (token.expires - clock.now).days == 30
    text = as_alice.get("/profile").content.decode()
    assert "Read only" in text
    assert "in 30 d" in text


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", " "), ("name", "x" * 81), ("name", "a\0b"),
     ("scope", "all"), ("scope", ""), ("life", "0"), ("life", "400"), ("life", "-1")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(field, value, as_alice):
    answer = _make(as_alice, **{field: value})
    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Token.objects.exists()


def test_too_many_are_refused(as_alice, alice, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 1)
    made(alice)
    answer = _make(as_alice)
    assert answer.status_code == 400
    assert "You have 1 tokens: revoke some first." in answer.content.decode()


@pytest.mark.parametrize(
    ("most", "offered"),
    [(365, ["30", "90", "365"]), (90, ["30", "90"]), (7, ["7"]), (1, ["1"]),
     (0, ["30", "90", "365", "0"])],
)  # fmt: skip
def test_the_operator_says_how_long_a_token_lives(most, offered, settings):
    settings.OPUS_TOKEN_DAYS = most
    assert [days for days, _ in lives()] == offered


def test_a_token_may_live_for_ever_if_the_operator_says_so(
    as_alice, settings, clock, echo
):
    settings.OPUS_TOKEN_DAYS = 0
    text = _shown(_make(as_alice, life="0"))
    clock.pass_by(days=4000)
    assert bearing(text).get("/rest/echo").status_code == 200


def test_revoking_asks_first(as_alice, alice, echo):
    text = made(alice)
    path = f"/profile/tokens/{Token.objects.get().public_id}/revoke"
    question = as_alice.get(path)
    assert "Revoke this token?" in question.content.decode()
    assert bearing(text).get("/rest/echo").status_code == 200
    answer = as_alice.post(path, follow=True)
    assert "The token “for a run” is revoked." in answer.content.decode()
    assert "Tokens that ended (1)" in answer.content.decode()
    assert bearing(text).get("/rest/echo").status_code == 401


def test_all_can_be_revoked_at_once(as_alice, alice, bob):
    for scope in Scope:
        made(alice, scope)
    made(bob)
    assert (
        "2 open something now"
        in as_alice.get("/profile/tokens/revoke").content.decode()
    )
    as_alice.post("/profile/tokens/revoke")
    assert {token.state for token in alice.tokens.all()} == {"revoked"}
    assert {token.state for token in bob.tokens.all()} == {"active"}


def test_nobody_sees_or_revokes_those_of_others(as_bob, alice):
    made(alice)
    token = Token.objects.get()
    path = f"/profile/tokens/{token.public_id}/revoke"
    assert as_bob.get(path).status_code == as_bob.post(path).status_code == 404
    assert token.public_id not in as_bob.get("/profile").content.decode()
    assert Token.objects.get().state == "active"


def test_a_name_of_a_token_is_text(as_alice, alice):
    tokens.make(alice, "<script>x()", Scope.RUN, None)
    path = f"/profile/tokens/{Token.objects.get().public_id}/revoke"
    for page in ("/profile", path):
        text = as_alice.get(page).content.decode()
        assert "<script>x()" not in text
        assert "&lt;script&gt;x()" in text


def test_the_page_costs_no_more_queries_for_more_tokens(
    as_alice, alice, django_assert_max_num_queries
):
    for number in range(20):
        tokens.make(alice, str(number), Scope.RUN, None)
    with django_assert_max_num_queries(8):
        as_alice.get("/profile")


def _change(client, **changes):
    form = {
        "old_password": "secret",
        "new_password1": "quite another 1",
        "new_password2": "quite another 1",
        **changes,
    }
    return client.post("/profile/password", form, follow=True)


def test_a_new_password_opens_and_the_old_one_does_not(as_alice, alice):
    other = Client()
    other.force_login(alice)
    answer = _change(as_alice)
    assert "The password is changed" in answer.content.decode()
    assert Client().login(username="alice", password="quite another 1")
    assert not Client().login(username="alice", password="secret")
    assert as_alice.get("/profile").status_code == 200
    assert other.get("/profile").status_code == 302


def test_a_new_password_leaves_tokens_alone_unless_asked(as_alice, alice):
    made(alice)
    _change(as_alice)
    assert Token.objects.get().state == "active"


def test_a_new_password_revokes_all_tokens_when_asked(as_alice, alice):
    made(alice)
    answer = _change(as_alice, revoke_tokens="on")
    assert "Tokens revoked: 1." in answer.content.decode()
    assert Token.objects.get().state == "revoked"


@pytest.mark.parametrize(
    "wrong",
    [
        {"old_password": "no"},
        {"new_password1": "short", "new_password2": "short"},
        {"new_password2": "different 1"},
    ],
)
def test_a_password_that_will_not_do_changes_nothing(wrong, as_alice, alice):
    made(alice)
    answer = _change(as_alice, revoke_tokens="on", **wrong)
    assert "The password is not changed" in answer.content.decode()
    assert Token.objects.get().state == "active"
    assert Client().login(username="alice", password="secret")


def test_the_rules_for_passwords_are_sentences(as_alice):
    text = as_alice.get("/profile/password").content.decode()
    assert "Your password must contain at least 8 characters." in text
    assert "&lt;" not in text


def test_the_log_in_page_says_what_is_wrong(db):
    factories.user("alice")
    said = Client().post("/login", {"username": "alice", "password": "x"})
    assert "do not fit together" in said.content.decode()
    said = Client().post("/login", {"username": "", "password": "x"})
    assert "Give both, a user name and a password." in said.content.decode()
