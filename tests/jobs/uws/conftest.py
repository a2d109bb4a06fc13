"""Programs that speak REST with HTTP Basic."""

import pytest
from django.test import Client

from tests.jobs.uws import rest


@pytest.fixture
def as_program(alice):
    """What Alice's programs send."""
    return Client(headers=rest.basic("alice"))


@pytest.fixture
def as_program_of_bob(bob):
    return Client(headers=rest.basic("bob"))


@pytest.fixture
def as_program_of_operator(operator):
    return Client(headers=rest.basic("olga"))
