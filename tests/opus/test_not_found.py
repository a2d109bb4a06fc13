"""Where nothing is: a page for browsers, a sentence for programs."""

import pytest


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
