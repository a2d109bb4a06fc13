"""People, folders and a machine for all tests."""

import contextlib
import os
import sys

import pytest
from django.test import Client
from hypothesis import HealthCheck, settings

from jobs import queue
from tests import factories
from tests.slurm import cluster as slurm_cluster

settings.register_profile(
    "dev", deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
settings.register_profile(
    "ci", settings.get_profile("dev"), derandomize=True, print_blob=True
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "dev"))


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    """Each test has folders of its own for jobs and for control files."""
    settings.OPUS_JOBS = tmp_path / "jobs"
    settings.OPUS_RUN = tmp_path / "run"
    return tmp_path


@pytest.fixture
def rung(monkeypatch):
    """What the workers were told, instead of telling them: (task, arguments...)."""
    calls = []
    monkeypatch.setattr(queue, "_later", lambda *call, **_: calls.append(call))
    return calls


@pytest.fixture
def upload():
    """Makes files that a request carries; they are closed as at its end."""
    with contextlib.ExitStack() as request:
        yield lambda *file: request.enter_context(factories.upload(*file))


@pytest.fixture
def alice(db, rung):
    return factories.user("alice", first_name="Alice", last_name="A")


@pytest.fixture
def bob(db, rung):
    return factories.user("bob")


@pytest.fixture
def operator(db, rung):
    return factories.user("olga", is_staff=True, is_superuser=True)


@pytest.fixture
def as_alice(alice):
    return _logged_in(alice)


@pytest.fixture
def as_bob(bob):
    return _logged_in(bob)


@pytest.fixture
def as_operator(operator):
    return _logged_in(operator)


@pytest.fixture
def visitor(db, rung):
    """Somebody who has not logged in."""
    return Client()


def _logged_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(scope="session")
def cluster():
    """A real Slurm; tests that need it skip where there can be none."""
    if why := slurm_cluster.missing():
        pytest.skip(why)
    running = slurm_cluster.Cluster()
    yield running
    running.stop()


@pytest.fixture
def slurm(cluster, monkeypatch, settings):
    """The portal may use the real Slurm."""
    monkeypatch.setenv("SLURM_CONF", str(cluster.conf))
    settings.OPUS_SLURM = True
    settings.OPUS_SLURM_PYTHON = sys.executable
    return cluster
