"""Notebooks are valid, explain themselves, and hold no secret and no output."""

import ast
import json
from pathlib import Path

import fastjsonschema
from hypothesis import given
from hypothesis import strategies as st

from jobs.snippets import notebook, python
from jobs.snippets.request import Expected, Request
from provenance.texts import FORBIDDEN

BASE = "https://portal.example.org"
SCHEMA = Path(__file__).parents[1] / "data" / "nbformat" / "nbformat.v4.5.schema.json"
TEXTS = st.text().filter(lambda text: not FORBIDDEN.search(text))

valid = fastjsonschema.compile(json.loads(SCHEMA.read_text()))


def written(request):
    return json.loads(notebook.write(request))


def sources(document, kind):
    cells = document["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == kind]


@given(TEXTS)
def test_any_value_makes_a_valid_notebook_that_posts_it(text):
    request = Request(BASE, "echo", values=(("text", text),))
    document = valid(written(request))
    codes = sources(document, "code")
    for code in codes:
        ast.parse(code)
    assert python.submit(request) in codes


def test_each_cell_has_an_id_of_its_own():
    ids = [cell["id"] for cell in written(Request(BASE, "echo"))["cells"]]
    assert len(set(ids)) == len(ids)


def test_it_has_no_output():
    cells = written(Request(BASE, "echo"))["cells"]
    ran = [c for c in cells if c.get("outputs") or c.get("execution_count")]
    assert ran == []


def test_it_leads_to_the_activity_and_to_the_token():
    words = "\n".join(sources(written(Request(BASE, "echo")), "markdown"))
    assert f"[echo]({BASE}/activities/echo)" in words
    assert f"[Make a token]({BASE}/profile)" in words


def test_it_says_what_is_left_to_do_and_out():
    request = Request(
        BASE, "echo", missing=("text",), defaults=("box",), files=(("image", "a.fits"),)
    )
    words = "\n".join(sources(written(request), "markdown"))
    assert "Give these, too: `text`." in words
    assert "Left out, as they are defaults: `box`." in words
    assert "your own files" in words


def test_a_result_is_opened_where_there_will_be_one():
    def opened(*results):
        codes = sources(written(Request(BASE, "echo", results=results)), "code")
        return any("made[0]" in code for code in codes)

    assert opened(Expected("out", "out.txt"))
    assert not opened()


def test_nothing_is_said_of_tokens_where_none_is_needed():
    document = written(Request(BASE, "echo", needs_token=False))
    assert "token" not in "\n".join(sources(document, "code"))
    assert "needs no log-in" in "\n".join(sources(document, "markdown"))
