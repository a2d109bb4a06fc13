"""Whatever text is given, Python sends it as it is."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.snippets import python
from jobs.snippets.request import Request
from provenance.texts import FORBIDDEN

BASE = "https://portal.example.org"
TEXTS = st.text().filter(lambda text: not FORBIDDEN.search(text))


class Session:
    """Keeps what is posted instead of posting it."""

    ok = True

    def post(self, url, **sent):
        self.url, self.sent = url, sent
        return self


def posted(request, **names):
    session = Session()
    exec(python.submit(request), {"session": session, **names})
    return session


@given(TEXTS)
def test_any_text_is_a_literal(text):
    assert ast.literal_eval(python.literal(text)) == text


@given(TEXTS)
def test_nothing_that_one_does_not_see_is_in_the_script(text):
    script = python.script(Request(BASE, "echo", values=(("text", text),)))
    assert script.replace("\n", "").isprintable()
    ast.parse(script)


@given(st.dictionaries(st.sampled_from(["a", "b", "RUNID"]), TEXTS))
def test_any_values_are_posted(values):
    session = posted(Request(BASE, "echo", values=tuple(values.items())))
    assert session.url == "https://portal.example.org/rest/echo"
    assert session.sent == {"data": {**values, "PHASE": "RUN"}}


@given(TEXTS)
def test_files_are_opened_by_their_paths(path):
    request = Request(BASE, "echo", files=(("image", path),))
    session = posted(request, open=lambda path, mode: (path, mode))
    assert session.sent["files"] == {"image": (path, "rb")}


def test_a_refusal_is_an_exception_with_its_reason():
    class Refusing(Session):
        ok, text = False, "text: is required: give a value"

    with pytest.raises(RuntimeError, match="text: is required"):
        exec(python.submit(Request(BASE, "echo")), {"session": Refusing()})


def test_the_token_comes_from_the_environment():
    script = python.script(Request(BASE, "echo"))
    assert "os.environ['OPUS_TOKEN']" in script


def test_nothing_is_said_of_tokens_where_none_is_needed():
    script = python.script(Request(BASE, "echo", needs_token=False))
    assert "TOKEN" not in script
    assert "import os" not in script
