"""The Authorization header: who is let in, and what a right password is kept for."""

import base64
import unicodedata

import pytest
from asgiref.sync import async_to_sync
from django.core.cache import cache
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from opus.accounts import tokens
from opus.accounts.models import Scope
from opus.auth import HeaderAuthentication
from tests import factories
from tests.jobs.uws import rest

WRONG = "The user name or the password is wrong."
UNREADABLE = "What follows “Basic” is not base64 of UTF-8."
ODD = "Send “Authorization: Basic …” or “Authorization: Bearer …”."
UNKNOWN = "This portal does not know the token."


def _get(header):
    return Client(headers={"Authorization": header}).get("/rest/echo")


def _basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.fixture(autouse=True)
def _echo(db):
    cache.clear()
    factories.version()


@pytest.fixture
def ursula(rung):
    return factories.user("ürsula", password="pass:wörd ")


def test_the_right_password_opens_also_with_colons_and_umlauts(ursula):
    assert _get(_basic("ürsula:pass:wörd ")).status_code == 200


def test_a_user_name_may_come_in_another_form_of_unicode(ursula):
    apart = unicodedata.normalize("NFD", "ürsula")
    assert _get(_basic(f"{apart}:pass:wörd ")).status_code == 200


@pytest.mark.parametrize("scheme", ["basic", "BASIC"])
def test_the_scheme_is_in_any_case(scheme, ursula):
    header = _basic("ürsula:pass:wörd ").replace("Basic", scheme)
    assert _get(header).status_code == 200


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (_basic("ürsula:wrong"), WRONG),
        (_basic("ürsula:"), WRONG),
        (_basic("ürsula"), WRONG),
        (_basic("nobody:pass:wörd "), WRONG),
        (_basic("a\x00b:c"), WRONG),
        (_basic(f"{'n' * 9000}:c"), WRONG),
        (_basic(f"ürsula:{'p' * 9000}"), WRONG),
        ("Basic", WRONG),
        ("Basic !!!", UNREADABLE),
        ("Basic /w==", UNREADABLE),
        ("Basic ü", UNREADABLE),
        ("Bearer abc", UNKNOWN),
        ("Bearer", UNKNOWN),
        ("Bearer opus_12345678_" + "a" * 32, UNKNOWN),
        (_basic("x:opus_12345678_" + "a" * 32), UNKNOWN),
        ("Digest username=x", ODD),
        ("x", ODD),
        ("\xff\x7f ü", ODD),
    ],
)
def test_everything_else_is_a_401_with_a_challenge(header, sentence, ursula):
    response = _get(header)
    assert rest.said(response, 401) == sentence
    challenge = response["WWW-Authenticate"]
    assert challenge.startswith('Basic realm="OPUS", charset="UTF-8"')
    assert "X-VO-Authenticated" not in response


@given(header=st.binary(max_size=200))
def test_whatever_the_header_is_the_server_does_not_break(header):
    client = Client()
    answer = client.get("/rest/echo", HTTP_AUTHORIZATION=header.decode("latin-1"))
    assert answer.status_code in ((401,) if header else (200, 401))


@given(credentials=st.binary(max_size=60))
def test_whatever_the_credentials_are_the_server_does_not_break(credentials):
    encoded = base64.b64encode(credentials).decode()
    for scheme in ("Basic", "Bearer"):
        # 429: many of them have no user name, or the same
        assert _get(f"{scheme} {encoded}").status_code in (401, 429)


def test_a_remembered_password_is_forgotten_when_it_changes(ursula):
    header = _basic("ürsula:pass:wörd ")
    assert _get(header).status_code == 200
    ursula.set_password("new")
    ursula.save()
    assert _get(header).status_code == 401
    assert _get(_basic("ürsula:new")).status_code == 200


def test_a_user_who_was_shut_out_is_out_at_once(ursula):
    header = _basic("ürsula:pass:wörd ")
    assert _get(header).status_code == 200
    ursula.is_active = False
    ursula.save()
    assert _get(header).status_code == 401
    ursula.is_active = True
    ursula.save()
    assert _get(header).status_code == 200


def test_a_password_is_hashed_once_and_not_at_every_request(ursula, monkeypatch):
    header = _basic("ürsula:pass:wörd ")
    _get(header)
    monkeypatch.setattr(
        "opus.accounts.credentials.authenticate", lambda *_, **__: pytest.fail("hashed")
    )
    assert _get(header).status_code == 200


def test_a_wrong_password_is_not_remembered_as_right(ursula):
    _get(_basic("ürsula:pass:wörd "))
    for _ in range(2):
        assert _get(_basic("ürsula:wrong")).status_code == 401


def test_basic_wins_over_a_session_of_somebody_else(ursula, alice):
    client = Client(headers={"Authorization": _basic("ürsula:pass:wörd ")})
    client.force_login(alice)
    row = rest.created(client.post("/rest/echo"))
    assert row.owner == ursula


def test_a_wrong_header_is_not_saved_by_a_session(alice, as_alice):
    answer = as_alice.get("/rest/echo", headers={"Authorization": "Bearer no"})
    assert answer.status_code == 401
    assert "X-VO-Authenticated" not in answer


@pytest.mark.parametrize("path", ["/jobs", "/profile", "/entities/e-1"])
def test_pages_do_not_take_basic(path, ursula):
    client = Client(headers={"Authorization": _basic("ürsula:pass:wörd ")})
    assert client.get(path).status_code in (302, 404)


def test_store_and_identifiers_take_basic_too(alice):
    entity = factories.entity_of(factories.completed(alice))
    client = Client(headers=rest.basic("alice"))
    response = client.get("/store", {"ID": entity.public_id})
    assert b"".join(response.streaming_content) == b"hello"
    assert Client().get("/store", {"ID": entity.public_id}).status_code == 404
    path = f"/provenance/entity/{entity.public_id}"
    assert client.get(path).status_code in (200, 302, 303)
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("secret", ["password", "token"])
def test_to_know_who_asks_costs_one_query(secret, alice, django_assert_num_queries):
    text = tokens.make(alice, "t", Scope.RUN, None)[1]
    header = {"password": _basic("alice:secret"), "token": f"Bearer {text}"}[secret]
    client = Client(headers={"Authorization": header})
    client.get("/rest/nothing/at/all/here")
    with django_assert_num_queries(1):
        client.get("/rest/nothing/at/all/here")


def test_no_database_is_asked_for_a_nul(django_assert_num_queries):
    for name in ("a\0b", "\0", ""):
        with django_assert_num_queries(0):
            assert _get(_basic(f"{name}:secret")).status_code == 401
            form = {"username": name, "password": "secret"}
            assert Client().post("/auth/login", form).status_code in (400, 401)


def test_async_views_find_the_same_user(alice, bob):
    request = RequestFactory().get("/rest/echo", headers=rest.basic("alice"))
    request.user = bob
    HeaderAuthentication(lambda _: None).process_request(request)
    assert request.user == async_to_sync(request.auser)() == alice
