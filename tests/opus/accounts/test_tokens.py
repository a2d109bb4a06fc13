"""Personal tokens: what they open, for how long, and what is kept of them."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import QuerySet
from django.test import Client

from opus.accounts import tokens
from opus.accounts.models import Scope, Token
from provenance import times
from tests import factories
from tests.jobs.uws import rest
from tests.opus.accounts.conftest import basic, bearing, made


def test_a_token_opens_what_its_user_may_open(echo, alice):
    row = rest.created(bearing(made(alice)).post("/rest/echo"))
    assert row.owner == alice


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "Token", "TOKEN", "Bearer "])
def test_it_comes_as_bearer_or_as_token(scheme, echo, alice):
    client = Client(headers={"Authorization": f"{scheme} {made(alice)}"})
    assert rest.created(client.post("/rest/echo")).owner == alice


@pytest.mark.parametrize("name", ["alice", "", "x", "token"])
def test_it_comes_as_the_password_of_basic(name, echo, alice):
    client = Client(headers=basic(name, made(alice)))
    assert rest.created(client.post("/rest/echo")).owner == alice


def test_it_is_not_the_password_of_somebody_else(echo, alice, bob):
    answer = Client(headers=basic("bob", made(alice))).get("/rest/echo")
    assert rest.said(answer, 401) == "This portal does not know the token."


def test_it_opens_no_page_and_no_log_in(alice):
    text = made(alice)
    for path in ("/jobs", "/profile", "/admin/"):
        assert bearing(text).get(path).status_code == 302
    assert not Client().login(username="alice", password=text)


def test_it_looks_like_a_token_to_scanners(alice):
    assert re.fullmatch(r"opus_[0-9a-z]{8}_[0-9A-Za-z]{32}", made(alice))


def test_only_its_hash_is_kept(alice):
    text = made(alice)
    row = Token.objects.values().get()
    secret = text.rpartition("_")[2]
    assert not [value for value in row.values() if secret in str(value)]
    assert row["public_id"] in text


def test_what_is_kept_opens_nothing(echo, alice):
    made(alice)
    answer = bearing(Token.objects.get().digest).get("/rest/echo")
    assert answer.status_code == 401


def test_two_are_never_the_same(alice):
    texts = {tokens.make(alice, str(n), Scope.RUN, None)[1] for n in range(20)}
    assert len({text[-32:] for text in texts}) == 20


def test_a_revoked_one_opens_nothing_from_then_on(echo, alice):
    client = bearing(made(alice))
    assert client.get("/rest/echo").status_code == 200
    tokens.revoke(alice.tokens.all())
    sentence = "The token is revoked: make another one at /profile."
    assert rest.said(client.get("/rest/echo"), 401) == sentence


def test_revoking_again_keeps_the_first_time(alice, clock):
    made(alice)
    assert tokens.revoke(alice.tokens.all()) == 1
    first = Token.objects.get().revoked
    clock.pass_by(days=1)
    assert tokens.revoke(alice.tokens.all()) == 0
    assert Token.objects.get().revoked == first


def test_it_ends_when_it_expires_and_not_before(echo, alice, clock):
    client = bearing(made(alice, days=30))
    clock.pass_by(days=29, hours=23, minutes=59)
    assert client.get("/rest/echo").status_code == 200
    clock.pass_by(minutes=1)
    sentence = "The token is expired: make another one at /profile."
    assert rest.said(client.get("/rest/echo"), 401) == sentence


def test_it_ends_with_its_user(echo, alice):
    client = bearing(made(alice))
    alice.is_active = False
    alice.save()
    assert client.get("/rest/echo").status_code == 401
    alice.delete()
    assert client.get("/rest/echo").status_code == 401


def test_it_outlives_a_password(echo, alice):
    client = bearing(made(alice))
    alice.set_password("another one")
    alice.save()
    assert client.get("/rest/echo").status_code == 200


def test_a_token_to_read_reads(alice):
    row = factories.completed(alice)
    client = bearing(made(alice, Scope.READ))
    assert client.get(rest.path(row, "phase")).content == b"COMPLETED"
    assert client.head(rest.path(row)).status_code == 200


@pytest.mark.parametrize(
    ("verb", "tail"),
    [("post", ""), ("post", "/{}/phase"), ("delete", "/{}"), ("get", "/sync"),
     ("get", "/sync/"), ("head", "/sync"), ("put", "/{}/parameters/text")],
)  # fmt: skip
@pytest.mark.parametrize("top", ["/rest/echo", "/uws/echo"])
def test_a_token_to_read_changes_nothing(verb, tail, top, alice):
    row = factories.job(alice)
    ask = getattr(bearing(made(alice, Scope.READ)), verb)
    answer = ask(top + tail.format(row.public_id), {"PHASE": "RUN", "text": "x"})
    assert answer.status_code == 403
    if verb != "head":
        assert answer.content.decode() == (
            "This token may only read: make one that may run jobs at /profile."
        )
    assert factories.reload(row).phase == "PENDING"
    assert type(row).objects.count() == 1


def test_views_can_tell_that_a_token_only_reads(alice):
    for scope, expected in ((Scope.READ, True), (Scope.RUN, False)):
        answer = bearing(made(alice, scope)).get("/rest/nothing")
        assert answer.wsgi_request.reads_only is expected
    assert Client(headers=rest.basic("alice")).get("/").wsgi_request.reads_only is False


def test_a_token_opens_also_when_its_use_cannot_be_written(alice, monkeypatch):
    def locked(*_, **__):
        raise OperationalError("database is locked")

    client = bearing(made(alice, Scope.READ))
    monkeypatch.setattr(QuerySet, "update", locked)
    assert client.get("/rest/nothing").status_code == 404


def test_the_last_use_is_written_once_a_minute(alice, clock):
    client = bearing(made(alice))
    assert Token.objects.get().last_used is None
    first = clock.now
    for seconds, expected in ((0, 0), (30, 0), (29, 0), (1, 60), (59, 60), (600, 719)):
        clock.pass_by(seconds=seconds)
        client.get("/rest/nothing")
        used = Token.objects.get().last_used
        assert used == first + timedelta(seconds=expected)


def test_a_refused_token_was_not_used(alice):
    client = bearing(made(alice))
    tokens.revoke(alice.tokens.all())
    client.get("/rest/nothing")
    assert Token.objects.get().last_used is None


def test_a_user_has_not_two_of_a_name(alice, bob):
    made(alice)
    with pytest.raises(tokens.TakenError):
        made(alice)
    made(bob)


def test_the_name_of_one_that_ended_is_free_again(alice, clock):
    made(alice, days=1)
    clock.pass_by(days=2)
    made(alice)
    tokens.revoke(alice.tokens.all())
    made(alice)
    states = [token.state for token in alice.tokens.order_by("created")]
    assert states == ["revoked", "revoked", "active"]


def test_there_is_an_end_to_how_many_one_has(alice, monkeypatch):
    monkeypatch.setattr(tokens, "MOST", 2)
    for name in "ab":
        tokens.make(alice, name, Scope.RUN, None)
    with pytest.raises(tokens.TooManyTokensError):
        tokens.make(alice, "c", Scope.RUN, None)
    tokens.revoke(alice.tokens.filter(name="a"))
    tokens.make(alice, "c", Scope.RUN, None)


def test_the_database_knows_which_scopes_there_are(alice):
    made(alice)
    with pytest.raises(IntegrityError), transaction.atomic():
        Token.objects.update(scope="everything")


def test_times_are_whole_milliseconds(alice):
    made(alice)
    created = Token.objects.get().created
    assert times.truncate(created) == created
