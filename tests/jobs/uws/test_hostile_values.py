"""Values that are hostile, or only look so, pass REST byte for byte."""

import json
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.models import Job
from provenance.texts import FORBIDDEN
from tests import factories
from tests.jobs.uws import rest

HOSTILE = [
    "it's",
    'say "hi"',
    "$HOME",
    "`id`",
    "$(id); id",
    "a\\",
    "http://example.org/x",
    "one\ntwo",
    "one\r\ntwo\r",
    "\n",
    " blanks ",
    "\ttab",
    "é ñ 星 🔭",
    "&amp; <b>&</b> ]]>",
    "%41 %",
    "-n --help",
    "*",
    "{{ 7 * 7 }} {% x %}",
    "x" * 200_000,
]
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("multipart", [True, False], ids=["multipart", "urlencoded"])
def test_a_value_comes_back_as_it_was_sent(text, multipart, alice, as_program):
    factories.version()
    if multipart:
        response = as_program.post("/rest/echo", {"text": text})
    else:
        response = as_program.post("/rest/echo", urlencode({"text": text}), FORM)
    row = rest.created(response)
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.parameters(root) == {"text": text}
    bare = as_program.get(rest.path(row, "parameters", "text")).content
    assert bare == text.encode()


@pytest.mark.parametrize("text", HOSTILE[:-1], ids=range(len(HOSTILE) - 1))
def test_the_script_and_the_record_get_it_too(text, alice, as_program):
    factories.version()
    given = {"text": text, "PHASE": "RUN"}
    row = factories.run(rest.created(as_program.post("/rest/echo", given)))
    result = as_program.get(rest.path(row, "results", "out"))
    assert b"".join(result.streaming_content) == text.encode()
    record = json.loads(as_program.get(rest.path(row, "provjson")).content)
    values = [e.get("prov:value") for e in record["entity"].values()]
    assert text in [v["$"] if isinstance(v, dict) else v for v in values if v]


@pytest.mark.parametrize("bad", ["\x00", "\x01", "\x0b", "\x1b", "\ufffe", "\uffff"])
def test_what_no_document_can_hold_is_a_400_at_its_field(bad, alice, as_program):
    factories.version()
    sentence = rest.said(as_program.post("/rest/echo", {"text": f"ab{bad}"}), 400)
    assert sentence.startswith(f"text: character 3 is U+{ord(bad):04X}")
    assert not Job.objects.exists()


@pytest.mark.parametrize("run_id", ["<script>alert(1)</script>", "a & b", '"', "é"])
def test_a_run_id_is_only_text(run_id, alice, as_program):
    factories.version()
    row = rest.created(as_program.post("/rest/echo", {"RUNID": run_id}))
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:runId") == run_id


@given(text=st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_text_is_kept_or_refused_and_never_changed(text, alice, as_program):
    row = factories.job(alice)
    response = as_program.post(rest.path(row, "parameters"), {"text": text})
    if FORBIDDEN.search(text):
        rest.said(response, 400)
        return
    assert response.status_code == 303
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.parameters(root) == {"text": text}
