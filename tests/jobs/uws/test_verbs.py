"""Every resource takes its verbs and refuses all others by naming them."""

import pytest

from jobs.models import Job
from tests import factories
from tests.jobs.uws import rest

READ = "GET, HEAD"
ALLOWED = {
    "": "GET, HEAD, POST, DELETE",
    "phase": f"{READ}, POST",
    "executionduration": f"{READ}, POST",
    "destruction": f"{READ}, POST",
    "parameters": f"{READ}, POST",
    "parameters/text": f"{READ}, POST, PUT",
    "quote": READ,
    "owner": READ,
    "error": READ,
    "results": READ,
    "results/out": READ,
    "stdout": READ,
    "stderr": READ,
    "provjson": READ,
    "provxml": READ,
    "provn": READ,
    "provsvg": READ,
    "provpng": READ,
}
VERBS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"]
CASES = [
    (leaf, verb)
    for leaf, allowed in ALLOWED.items()
    for verb in VERBS
    if verb not in allowed.split(", ")
]


@pytest.mark.parametrize(("leaf", "verb"), CASES)
def test_a_verb_that_means_nothing_is_a_405(leaf, verb, alice, as_program):
    row = factories.job(alice)
    path = "/".join(filter(None, [rest.path(row), leaf]))
    answer = as_program.generic(verb, path)
    assert answer["Allow"] == ALLOWED[leaf]
    assert rest.said(answer, 405) == (
        f"{verb} means nothing here; use {ALLOWED[leaf]}."
    )
    assert factories.reload(row).phase == "PENDING"


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/rest", READ),
        ("/rest/echo", f"{READ}, POST"),
        ("/rest/echo/descriptor", READ),
        ("/rest/echo/sync", "GET, POST"),
        ("/rest/echo/sync/j-none", READ),
        ("/capabilities", READ),
        ("/rest/capabilities", READ),
        ("/rest/echo/availability", READ),
    ],
)
def test_the_places_without_a_job_have_theirs(path, allowed, as_program):
    factories.version()
    for verb in set(VERBS) - set(allowed.split(", ")):
        answer = as_program.generic(verb, path)
        assert (answer.status_code, answer["Allow"]) == (405, allowed), verb
    assert not Job.objects.exists()


@pytest.mark.parametrize("leaf", sorted({*ALLOWED} - {"error", "quote"}))
def test_head_is_get_without_its_body(leaf, alice, as_program):
    script = "#!/bin/bash\necho a; echo b >&2; echo c > out.txt\n"
    row = factories.run_new(alice, script=script)
    path = "/".join(filter(None, [rest.path(row), leaf]))
    got, head = as_program.get(path), as_program.head(path)
    assert (got.status_code, head.status_code) == (200, 200)
    assert got.getvalue()
    assert head.getvalue() == b""
    assert head["Content-Type"] == got["Content-Type"]
