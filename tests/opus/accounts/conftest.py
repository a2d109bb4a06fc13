"""A clock to turn, and requests with credentials."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from opus.accounts import tokens
from opus.accounts.models import Scope
from provenance import times
from tests import factories


@pytest.fixture(autouse=True)
def _forgetful():
    """What was found of a password is remembered per process, not per test."""
    cache.clear()


@pytest.fixture
def echo(db):
    return factories.version()


class Clock:
    def __init__(self):
        self.now = times.truncate(datetime.now(UTC))

    def pass_by(self, **length):
        self.now += timedelta(**length)


@pytest.fixture
def clock(monkeypatch):
    turned = Clock()
    monkeypatch.setattr(times, "now", lambda: turned.now)
    return turned


def made(user, scope=Scope.RUN, **life):
    """The text of a new token, for days or hours."""
    expires = times.now() + timedelta(**life) if life else None
    return tokens.make(user, f"for a {scope}", scope, expires)[1]


def bearing(text, **extra):
    """A client that sends the token."""
    return Client(headers={"Authorization": f"Bearer {text}"}, **extra)


def basic(name, password):
    encoded = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {encoded}"}
