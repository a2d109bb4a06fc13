"""One portal for the software of others; its activities are those of `service`."""

import pytest

from tests.clients.service import Service


@pytest.fixture(scope="session")
def service(tmp_path_factory):
    running = Service(tmp_path_factory.mktemp("clients")).prepare().start()
    yield running
    running.stop()
    assert "Traceback" not in (complaints := running.err.read_text()), complaints


@pytest.fixture(scope="session")
def tokens(service):
    """By scope: `read` and `run`."""
    return service.tokens()
