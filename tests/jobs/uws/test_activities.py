"""Where programs begin: the list of what can be run."""

import pytest

from tests import factories
from tests.jobs.uws import rest


@pytest.mark.parametrize("prefix", ["rest", "uws"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_whatever_is_published_is_listed_with_where_to_go_on(prefix, slash, client, db):
    factories.version(name="b", title="Second")
    factories.version(name="a", title="First", version="1.2")
    first, second = client.get(f"/{prefix}{slash}").json()["activities"]
    assert first == {
        "name": "a",
        "title": "First",
        "version": "1.2",
        "href": f"{rest.PORTAL}/{prefix}/a",
        "openapi": f"{rest.PORTAL}/api/openapi.json?activity=a",
        "needsLogin": True,
    }
    assert second["name"] == "b"


def test_one_that_anybody_may_run_says_so(client, db):
    factories.open_version()
    (found,) = client.get("/rest").json()["activities"]
    assert found["needsLogin"] is False


def test_without_any_the_list_is_empty(client, db):
    assert client.get("/rest").json() == {"activities": []}


def test_a_browser_is_led_to_the_page_of_activities(client, db):
    answer = client.get("/rest", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{rest.PORTAL}/activities",
    )
