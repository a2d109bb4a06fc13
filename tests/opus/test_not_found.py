"""Where nothing is: a page for browsers, a sentence for programs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.mark.parametrize("path", ["/store", "/store?ID=e-x", "/provenance/entity/e-x"])
def test_a_program_gets_a_sentence_where_nothing_is(path, client, db):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (
        404,
        "text/plain; charset=utf-8",
    )
    assert answer.content.decode().startswith("There is no")
    problem = client.get(path, headers={"Accept": "application/json"}).json()
    assert problem["status"] == 404


def test_a_browser_gets_a_page_there(client, db):
    answer = client.get("/store", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert b"<!doctype html>" in answer.content


@pytest.mark.parametrize(
    "path", ["/jobs/%00", "/steps/a%00", "/environments/v-%00", "/rest/echo/j%00"]
)
def test_a_path_with_a_nul_leads_nowhere(path, client, db):
    """And no database is asked for it: PostgreSQL would refuse."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 404
    assert not [query for query in asked if "_id" in query["sql"]]
