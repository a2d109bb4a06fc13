"""A file is dropped, hashed by the browser, and only its hash leaves it."""

import hashlib

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MARKS

pytestmark = MARKS
TEXT = b"nobody has ever written this"
LARGE = bytes(range(256)) * 40_000  # more than two pieces of the worker
ODD = {0: b"", 1: b"x", 55: b"x" * 55, 56: b"x" * 56, 63: b"x" * 63, 64: b"x" * 64}


def file(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def drop(page, *files):
    page.locator("[data-drop] input").set_input_files(list(files))
    return page.locator("[data-dropped] li")


def test_a_result_is_known_when_it_is_dropped(astronomer, places):
    """Its bytes lead to the job that wrote it, and to its lineage."""
    page = astronomer
    page.goto(places["entity"][1])
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download").click()
    page.goto("/provenance/where")
    page.locator("[data-drop] input").set_input_files(saved.value.path())
    item = page.locator("[data-dropped] li")
    expect(item).to_contain_text("Made by echo", timeout=30_000)
    item.get_by_role("link", name="Lineage").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("out.txt")


@pytest.mark.parametrize("content", [*ODD.values(), TEXT, LARGE])
def test_the_hash_is_that_of_the_bytes(astronomer, content):
    page = astronomer
    page.goto("/provenance/where")
    items = drop(page, file("any.dat", content))
    expect(items).to_contain_text(hashlib.sha256(content).hexdigest(), timeout=30_000)
    expect(items).to_contain_text("does not know a file")


def test_nothing_of_a_file_is_sent_but_its_hash(astronomer):
    page = astronomer
    page.goto("/provenance/where")
    sent = []
    page.on("request", lambda request: sent.append((request.url, request.post_data)))
    items = drop(page, file("secret name.txt", TEXT), file("other.txt", b"other"))
    expect(items).to_have_count(2)
    for item in items.all():
        expect(item).to_contain_text("does not know a file", timeout=30_000)
    asked = [url for url, _ in sent if "sha256=" in url]
    assert len(asked) == 2
    assert all(body is None for _, body in sent)
    assert not [url for url, _ in sent if "secret" in url]


def test_the_keyboard_reaches_the_place_for_files(astronomer):
    page = astronomer
    page.goto("/provenance/where")
    page.locator("[data-drop] input").focus()
    expect(page.locator("[data-drop] input")).to_be_focused()
