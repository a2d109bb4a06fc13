"""HTTP Basic: who is let in, and what a right password is remembered for."""

import base64

import pytest
from django.test import Client

from tests import factories
from tests.jobs.uws import rest


def _get(header):
    return Client(headers={"Authorization": header}).get("/rest/echo")


def _basic(text):
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.fixture(autouse=True)
def _echo(db):
    factories.version()


@pytest.fixture
def ursula(rung):
    return factories.user("ürsula", password="pass:wörd ")


def test_the_right_password_opens_also_with_colons_and_umlauts(ursula):
    assert _get(_basic("ürsula:pass:wörd ")).status_code == 200


@pytest.mark.parametrize("scheme", ["basic", "BASIC"])
def test_the_scheme_is_in_any_case(scheme, ursula):
    header = _basic("ürsula:pass:wörd ").replace("Basic", scheme)
    assert _get(header).status_code == 200


@pytest.mark.parametrize(
    "header",
    [
        _basic("ürsula:wrong"),
        _basic("ürsula:"),
        _basic("ürsula"),
        _basic("nobody:pass:wörd "),
        _basic("a\x00b:c"),
        "Basic",
        "Basic !!!",
        "Basic /w==",
        "Bearer abc",
        "x",
    ],
)
def test_everything_else_is_a_401_with_a_challenge(header, ursula):
    response = _get(header)
    assert rest.said(response, 401) == "The user name or the password is wrong."
    assert response["WWW-Authenticate"] == 'Basic realm="OPUS", charset="UTF-8"'


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


def test_a_password_is_hashed_once_and_not_at_every_request(ursula, monkeypatch):
    header = _basic("ürsula:pass:wörd ")
    _get(header)
    monkeypatch.setattr("opus.auth.authenticate", lambda **_: pytest.fail("hashed"))
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


def test_pages_do_not_take_basic(ursula):
    response = Client(headers={"Authorization": _basic("ürsula:pass:wörd ")}).get(
        "/jobs"
    )
    assert response.status_code == 302


def test_the_store_takes_basic_too(alice):
    row = factories.completed(alice)
    entity = factories.entity_of(row)
    client = Client(headers=rest.basic("alice"))
    response = client.get("/store", {"ID": entity.public_id})
    assert b"".join(response.streaming_content) == b"hello"
    assert Client().get("/store", {"ID": entity.public_id}).status_code == 404
