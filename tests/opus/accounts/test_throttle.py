"""Guessing passwords is slow, and locks out nobody but who guesses."""

import itertools
import threading
import time

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth import authenticate
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client, RequestFactory

from opus.accounts import passwords, throttle
from opus.accounts.models import Strikes
from tests import factories
from tests.opus.accounts.conftest import basic, bearing, made

HERE, THERE = "192.0.2.1", "198.51.100.7"
FREE = 5
WAIT = 120


def _by_basic(name, password, place=HERE):
    client = Client(headers=basic(name, password), REMOTE_ADDR=place)
    return client.get("/rest/nothing")


def _by_page(name, password, place=HERE):
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=place).post("/login", form)


def _by_program(name, password, place=HERE):
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=place).post("/auth/login", form)


def _by_admin(name, password, place=HERE):
    form = {"username": name, "password": password}
    return Client(REMOTE_ADDR=place).post("/admin/login/", form)


WAYS = [_by_basic, _by_page, _by_program, _by_admin]


def _guess(times=FREE, name="alice", place=HERE):
    return [
        _by_program(name, f"{name}'s guess {n}", place).status_code
        for n in range(times)
    ]


@pytest.mark.parametrize("way", WAYS)
def test_every_way_in_counts_and_then_asks_to_wait(way, alice, clock):
    codes = [way("alice", f"guess {n}").status_code for n in range(FREE + 2)]
    assert 429 not in codes[:FREE]
    assert codes[FREE:] == [429, 429]
    answer = way("alice", "secret")
    assert answer.status_code == 429
    assert answer["Retry-After"] == str(WAIT)
    assert f"Too many wrong passwords: wait {WAIT} s" in answer.content.decode()


@pytest.mark.parametrize("way", WAYS[:3])
def test_all_ways_in_count_together(way, alice, clock):
    _guess()
    assert way("alice", "secret").status_code == 429


@pytest.mark.parametrize("way", WAYS[:3])
def test_the_same_wrong_password_again_and_again_is_held_up_too(way, alice, clock):
    codes = [way("alice", "wrong").status_code for _ in range(8)]
    assert codes[-1] == 429


def test_a_program_with_an_old_password_leaves_its_owner_a_try(alice, clock):
    for _ in range(50):
        _by_basic("alice", "old")
    assert _by_page("alice", "secret").status_code == 302


def test_after_the_time_that_was_said_one_more_try_is_free(alice, clock):
    _guess()
    wait = int(_by_program("alice", "secret")["Retry-After"])
    clock.pass_by(seconds=wait - 1)
    assert _by_program("alice", "secret")["Retry-After"] == "1"
    clock.pass_by(seconds=1)
    assert _by_program("alice", "another guess").status_code == 401
    assert _by_program("alice", "secret").status_code == 429
    clock.pass_by(seconds=wait)
    assert _by_program("alice", "secret").status_code == 200


def test_those_who_wait_are_not_made_to_wait_longer(alice, clock):
    _guess()
    for _ in range(10):
        assert _by_program("alice", "secret")["Retry-After"] == str(WAIT)


def test_the_right_password_starts_anew(alice, clock):
    _guess(FREE - 1)
    assert _by_program("alice", "secret").status_code == 200
    assert 429 not in _guess(FREE)


def test_a_stranger_elsewhere_locks_nobody_out(alice, clock):
    _guess(FREE + 3, place=THERE)
    assert _by_program("alice", "secret", THERE).status_code == 429
    assert _by_program("alice", "secret", HERE).status_code == 200


def test_one_user_does_not_hold_up_another_at_the_same_place(alice, bob, clock):
    _guess(FREE + 3)
    assert _by_program("bob", "secret").status_code == 200


def test_a_user_name_counts_in_every_spelling(alice, clock):
    for name in ("alice", "ALICE", "Alice", "aLice", "alicE"):
        _by_program(name, f"guess as {name}")
    assert _by_program("alice", "secret").status_code == 429


def test_one_password_for_many_names_is_slowed_down_at_its_place(alice, clock):
    codes = [_by_program(f"user{n}", "123456").status_code for n in range(52)]
    assert codes[49:] == [401, 429, 429]
    assert _by_program("alice", "secret").status_code == 429
    assert _by_program("alice", "secret", THERE).status_code == 200


def test_right_passwords_do_not_fill_up_a_place(alice, clock):
    for n in range(55):
        factories.user(f"user{n}")
        assert _by_program(f"user{n}", "secret").status_code == 200


def test_addresses_of_one_ipv6_network_are_one_place(alice, clock):
    for n in range(FREE):
        _by_program("alice", f"guess {n}", f"2001:db8::{n}")
    assert _by_program("alice", "secret", "2001:db8::ffff").status_code == 429
    assert _by_program("alice", "secret", "2001:db8:0:1::1").status_code == 200


@pytest.mark.parametrize("mapped", ["::ffff:192.0.2.1", "::FFFF:192.0.2.1"])
def test_an_ipv4_address_in_ipv6_is_the_same_place(mapped, alice, clock):
    _guess()
    assert _by_program("alice", "secret", mapped).status_code == 429


@pytest.mark.parametrize("place", ["", "unix:", "fe80::1%eth0", "127.0.0.1", "::1"])
def test_odd_and_own_addresses_are_places_too(place, alice, clock):
    _guess(place=place)
    assert _by_program("alice", "secret", place).status_code == 429


@pytest.mark.parametrize("proxy", ["127.0.0.1", "::1"])
def test_behind_an_unknown_proxy_names_are_held_up_one_by_one(proxy, alice, clock):
    for n in range(60):
        assert _by_program(f"user{n}", "123456", proxy).status_code == 401
    assert _by_program("alice", "secret", proxy).status_code == 200


def test_a_right_password_that_is_remembered_is_not_held_up(alice, clock):
    assert _by_basic("alice", "secret").status_code == 404
    _guess(FREE + 2)
    assert _by_basic("alice", "secret").status_code == 404
    assert _by_basic("alice", "wrong").status_code == 429


def test_a_password_remembered_here_tells_nothing_elsewhere(alice, clock):
    _by_basic("alice", "secret", HERE)
    _guess(place=THERE)
    for way in WAYS:
        assert way("alice", "secret", THERE).status_code == 429


def test_who_goes_on_guessing_does_not_stumble_on_a_remembered_one(alice, clock):
    _by_basic("alice", "secret")
    _by_basic("alice", "secret", THERE)
    _guess(FREE + 19)
    assert _by_basic("alice", "secret").status_code == 404
    _by_basic("alice", "one more")
    assert _by_basic("alice", "secret").status_code == 429
    assert _by_basic("alice", "secret", THERE).status_code == 404


def test_a_program_with_an_old_password_raises_no_suspicion(alice, clock):
    _by_basic("alice", "secret")
    for _ in range(40):
        _by_basic("alice", "old")
    assert _by_basic("alice", "secret").status_code == 404


def test_a_remembered_right_password_does_not_forgive_guesses(alice, clock):
    _by_basic("alice", "secret")
    for n in range(FREE + 2):
        _by_basic("alice", "secret")
        last = _by_basic("alice", f"guess {n}")
    assert last.status_code == 429


def test_who_is_held_up_is_nobody_even_beside_a_session(alice, clock):
    client = Client(headers=basic("alice", "secret"), REMOTE_ADDR=HERE)
    client.force_login(alice)
    _guess()
    answer = client.get("/rest/nothing")
    assert answer.status_code == 429
    assert "X-VO-Authenticated" not in answer


def test_tokens_are_not_held_up(alice, clock):
    client = bearing(made(alice), REMOTE_ADDR=HERE)
    _guess(FREE + 2)
    assert client.get("/rest/nothing").status_code == 404


def test_nothing_of_what_was_typed_is_kept(alice):
    _by_program("my password by mistake", "x")
    kept = [str(value) for row in Strikes.objects.values() for value in row.values()]
    assert kept
    assert not [value for value in kept if "mistake" in value or HERE in value]


def test_a_held_up_guess_does_not_look_at_the_password(alice, clock, monkeypatch):
    _guess()
    monkeypatch.setattr(ModelBackend, "authenticate", lambda *_: pytest.fail("looked"))
    assert _by_program("alice", "secret").status_code == 429


def test_a_check_costs_few_queries(alice, clock, django_assert_max_num_queries):
    request = RequestFactory().get("/", REMOTE_ADDR=HERE)
    with django_assert_max_num_queries(7):  # two are BEGIN and COMMIT
        authenticate(request, username="alice", password="wrong")
    with django_assert_max_num_queries(1):
        assert passwords.remembered(request, "alice", "nothing of that kind") is None


@pytest.mark.parametrize("name", ["alice", "nobody", "idle"])
def test_unknown_users_take_the_time_of_known_ones(name, alice, settings, monkeypatch):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    for user in (alice, factories.user("idle", is_active=False)):
        user.set_password("secret")
        user.save()
    hashed = []
    monkeypatch.setattr(
        PBKDF2PasswordHasher,
        "encode",
        lambda self, password, *_: hashed.append(password) or "pbkdf2_sha256$1$a$b",
    )
    authenticate(None, username=name, password="wrong")
    assert hashed == ["wrong"]


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_get_through_no_more_often(rung, monkeypatch):
    factories.user("alice")
    real = ModelBackend.authenticate

    def slow(self, *given, **named):
        time.sleep(0.05)
        return real(self, *given, **named)

    monkeypatch.setattr(ModelBackend, "authenticate", slow)
    found = _at_once([f"guess {n}" for n in range(12)])
    assert sorted(found, key=str).count(throttle.TooManyGuessesError) == 12 - FREE


@pytest.mark.django_db(transaction=True)
def test_many_threads_with_the_right_password_all_get_in(rung, monkeypatch):
    alice = factories.user("alice")
    calls = itertools.count()
    real = ModelBackend.authenticate

    def counted(self, *given, **named):
        next(calls)
        time.sleep(0.05)
        return real(self, *given, **named)

    monkeypatch.setattr(ModelBackend, "authenticate", counted)
    assert _at_once(["secret"] * 12) == [alice] * 12
    assert next(calls) == 1


def _at_once(guesses):
    """What each of these guesses, made in a thread of its own, led to."""
    found = []

    def guess(password):
        try:
            request = RequestFactory().get("/", REMOTE_ADDR=HERE)
            found.append(authenticate(request, username="alice", password=password))
        except throttle.TooManyGuessesError as error:
            found.append(type(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=[text]) for text in guesses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_the_backend_counts_in_the_event_loop_too(alice, clock):
    _guess()
    request = RequestFactory().get("/", REMOTE_ADDR=HERE)
    check = async_to_sync(passwords.Backend().aauthenticate)
    with pytest.raises(throttle.TooManyGuessesError):
        check(request, username="alice", password="secret")
