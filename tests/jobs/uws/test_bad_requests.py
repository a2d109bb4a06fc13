"""Requests that are no good answer in plain text, and nothing happens."""

import pytest

from jobs.models import Job
from tests import factories
from tests.jobs.uws import rest

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=x"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"--x\r\nbroken", "multipart/form-data"),
        (b"text=%E9", f"{FORM}; charset=latin-1"),
        (b"&".join(b"a%d=1" % n for n in range(10_001)), FORM),
    ],
    ids=["no boundary", "not UTF-8", "too many fields"],
)
def test_a_body_that_cannot_be_read_is_a_400(body, content_type, as_program):
    factories.version()
    answer = as_program.post("/rest/echo", body, content_type)
    assert rest.said(answer, 400).startswith("The request cannot be read: ")
    assert not Job.objects.exists()


@pytest.mark.parametrize("credential", [rest.basic("alice"), rest.basic("nobody"), {}])
def test_a_query_that_cannot_be_read_is_refused_in_plain_text(
    credential, client, alice
):
    factories.version()
    query = "&".join(["a=1"] * 10_001)
    answer = client.get(f"/rest/echo?{query}", headers=credential)
    said = rest.said(answer, 400 if credential == rest.basic("alice") else 401)
    assert said


def test_values_above_the_limit_are_refused_with_what_to_do(as_program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    factories.version()
    answer = as_program.post("/rest/echo", {"text": "x" * 1001})
    assert rest.said(answer, 400) == (
        "The values have 1,000 bytes together at most: send more as files."
    )


@pytest.mark.parametrize("name", ["..", "%00", "a%0Ab", "<b>", "x" * 500])
def test_a_hostile_name_of_an_activity_is_unknown(name, as_program):
    assert as_program.get(f"/rest/{name}/j-1").status_code == 404
    assert as_program.get(f"/rest/{name}").status_code == 404


def test_an_unknown_leaf_is_a_404(alice, as_program):
    assert as_program.get(rest.path(factories.job(alice), "colour")).status_code == 404


def test_a_body_that_is_no_form_is_refused_and_not_taken_for_an_empty_one(as_program):
    factories.version()
    answer = as_program.post("/rest/echo", "<text>a</text>", "application/xml")
    assert rest.said(answer, 415).endswith("not as application/xml.")
    assert not Job.objects.exists()


def test_no_body_needs_no_type(alice, as_program):
    factories.version()
    rest.created(as_program.post("/rest/echo?text=a", b"", ""))
