"""What is swept away, what operators see, and what they are warned of."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from opus.accounts import tokens
from opus.accounts.models import Strikes, Token
from opus.accounts.sweep import sweep
from opus.management.commands import cluster
from tests.opus.accounts.conftest import basic, made


def test_sessions_that_are_over_are_swept(as_alice):
    over = SessionStore()
    over.create()
    past = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(pk=over.session_key).update(expire_date=past)
    sweep()
    assert not Session.objects.filter(pk=over.session_key).exists()
    assert as_alice.get("/profile").status_code == 200


def test_tokens_stay_to_be_seen_for_a_season(alice, clock):
    made(alice, days=1)
    clock.pass_by(days=90)
    sweep()
    assert Token.objects.exists()
    clock.pass_by(days=2)
    sweep()
    assert not Token.objects.exists()


def test_active_tokens_are_never_swept(alice, clock):
    made(alice)
    clock.pass_by(days=4000)
    sweep()
    assert Token.objects.exists()


def test_tokens_of_programs_go_a_day_after_their_end(alice, clock):
    tokens.make_for_program(alice, "TOPCAT")
    clock.pass_by(hours=35)
    sweep()
    assert Token.objects.exists()
    clock.pass_by(hours=2)
    sweep()
    assert not Token.objects.exists()


def test_guesses_are_forgotten_after_a_day(alice, clock):
    Client(headers=basic("alice", "wrong")).get("/rest/nothing")
    sweep()
    assert Strikes.objects.exists()
    clock.pass_by(hours=25)
    sweep()
    assert not Strikes.objects.exists()


def test_the_workers_sweep_at_the_start_and_every_hour(alice, clock, monkeypatch):
    monkeypatch.setattr(cluster, "Cluster", object)
    monkeypatch.setattr(cluster, "get_broker", object)
    workers = cluster._Workers(None, None, stop_jobs=False)
    workers.due = {workers._sweep: 0.0}
    made(alice, days=1)
    clock.pass_by(days=100)
    workers._tick()
    assert not Token.objects.exists()
    assert workers.due[workers._sweep] - cluster.time.monotonic() > 3590


ADMIN = "/admin/accounts/token/"


def test_operators_see_tokens_but_nothing_that_opens(as_operator, alice):
    text = made(alice)
    token = Token.objects.get()
    for path in (ADMIN, f"{ADMIN}{token.pk}/change/"):
        page = as_operator.get(path).content.decode()
        assert token.public_id in page
        assert token.digest not in page
        assert text.rpartition("_")[2] not in page


def test_operators_revoke_tokens(as_operator, alice):
    made(alice)
    action = {"action": "revoke", "_selected_action": [Token.objects.get().pk]}
    answer = as_operator.post(ADMIN, action, follow=True)
    assert "Tokens revoked: 1." in answer.content.decode()
    assert Token.objects.get().state == "revoked"


def test_operators_neither_make_nor_change_nor_delete_tokens(as_operator, alice):
    made(alice)
    row = Token.objects.get()
    assert as_operator.get(f"{ADMIN}add/").status_code == 403
    assert as_operator.post(f"{ADMIN}{row.pk}/change/", {}).status_code == 403
    assert as_operator.post(f"{ADMIN}{row.pk}/delete/", {}).status_code == 403


def test_staff_who_may_only_look_revoke_nothing(alice, bob):
    alice.is_staff = True
    alice.save()
    alice.user_permissions.add(Permission.objects.get(codename="view_token"))
    made(bob)
    client = Client()
    client.force_login(alice)
    action = {"action": "revoke", "_selected_action": [Token.objects.get().pk]}
    client.post(ADMIN, action)
    assert client.get(ADMIN).status_code == 200
    assert Token.objects.get().state == "active"


def _warned(settings, **changes):
    """The ids of the warnings that a portal with these settings gives."""
    values = {
        "OPUS_URL": "",
        "PUBLIC": [],
        "OPUS_BEHIND_PROXY": False,
        **changes,
    }
    for name, value in values.items():
        setattr(settings, name, value)
    return [found.id for found in run_checks() if found.id.startswith("opus.")]


HOST = ["opus.example.org"]
HTTPS, HTTP = "https://opus.example.org", "http://opus.example.org"


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"OPUS_URL": "http://127.0.0.1:8000"}, []),
        ({"OPUS_URL": HTTPS, "PUBLIC": HOST, "OPUS_BEHIND_PROXY": True}, []),
        ({"OPUS_URL": HTTP, "PUBLIC": HOST, "OPUS_BEHIND_PROXY": True}, ["opus.W001"]),
        ({"PUBLIC": HOST}, ["opus.W002"]),
        ({"OPUS_URL": HTTPS, "PUBLIC": HOST}, ["opus.W003"]),
    ],
)
def test_operators_are_warned_of_what_is_not_safe(changes, expected, settings):
    assert _warned(settings, **changes) == expected


def test_a_portal_for_oneself_is_told_nothing(capsys):
    call_command("check")
    captured = capsys.readouterr()
    assert captured.err == ""
    assert "opus." not in captured.out
