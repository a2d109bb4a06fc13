"""A portal that is asked everything its OpenAPI document allows, and more."""

import pytest
import requests
import schemathesis
from schemathesis.config import SchemathesisConfig

from tests.fuzz import document, world
from tests.fuzz.web import Web

BATCHES = 10  # one for all operations that read, and one for each that changes a job


@pytest.fixture(scope="session")
def web(tmp_path_factory):
    running = Web(tmp_path_factory.mktemp("web")).fill(BATCHES)
    running.start()
    yield running
    running.stop()


@pytest.fixture(autouse=True)
def named(request):
    """Schemathesis reads an attribute that pytest 9.2 does not have any more."""
    request.node._nodeid = request.node.nodeid


@pytest.fixture(scope="session")
def of_owner(web):
    """One's own jobs, one of somebody else, and one of nobody."""
    ids = [list(batch.values()) for batch in web.batches]
    described = document.narrowed(_described(web), [world.ACTIVITY], ids)
    return _schema(described, examples=4)


@pytest.fixture(scope="session")
def of_owner_briefly(web, of_owner):
    return _schema(of_owner.raw_schema, examples=4, coverage=False)


@pytest.fixture(scope="session")
def of_stranger(web):
    """A job of nobody, and one of somebody."""
    ids = [[batch["PENDING, of nobody"], batch["PENDING"]] for batch in web.batches]
    names = [world.OPEN, world.ACTIVITY]
    described = document.narrowed(_described(web), names, ids)
    return _schema(described, examples=6, coverage=False)


@pytest.fixture(scope="session")
def of_values(web):
    """The values of the activity are spelled out."""
    ids = [[batch["PENDING"]] for batch in web.batches]
    described = _described(web, f"?activity={world.ACTIVITY}")
    described = document.narrowed(described, [world.ACTIVITY], ids)
    return _schema(document.without_uploads(described), examples=10)


def _described(web, query=""):
    return requests.get(f"{web.url}/api/openapi.json{query}", timeout=30).json()


def _schema(found, *, examples, coverage=True):
    """Always the same requests, and none of them to be remembered."""
    config = {
        "seed": 1,
        "generation": {
            "deterministic": True,
            "database": "none",
            "max-examples": examples,
            "with-security-parameters": False,
        },
        "phases": {
            "coverage": {
                "enabled": coverage,
                "unexpected-methods": ["options", "patch"],
            }
        },
    }
    loaded = SchemathesisConfig.from_dict(config)
    return schemathesis.openapi.from_dict(found, config=loaded)
