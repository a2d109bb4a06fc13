"""Whatever is sent to whatever address by whomever: no fault, and no secret change."""

import json
import string
from urllib.parse import quote

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.descriptions.value import Parameter, UsedEntity
from jobs.given import Input
from jobs.models import Job, JobEvent, JobInput, JobParameter
from tests import factories
from tests.jobs.uws import rest
from tests.jobs.uws.test_verbs import ALLOWED, VERBS

FORM = "application/x-www-form-urlencoded"
WORDS = """
PHASE phase RUNID EXECUTIONDURATION DESTRUCTION ACTION WAIT UPLOAD RESPONSEFORMAT AFTER
LAST DEPTH VALUE text n image part download csrfmiddlewaretoken
""".split()
VALUES = """
RUN ABORT DELETE HOLD PENDING ARCHIVED -1 0 1 1e9 NaN 2026-03-04T05:06:07Z 0000 9999
0001-01-01 image,param:part image,https://example.org/x , ; votable json [] {} null
""".split()
KINDS = [
    FORM,
    f"{FORM}; charset=latin-1",
    "application/json",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "application/octet-stream",
    "",
]
ACCEPTS = ["*/*", "application/json", "application/x-votable+xml", "text/html", ";q=x"]
TREES = ["/rest/echo/{id}", "/uws/echo/{id}", "/rest/other/{id}", "/rest/echo/j-none"]
NO_JOB = [
    "/rest",
    "/rest/echo",
    "/rest/echo/sync",
    "/rest/echo/sync/{id}",
    "/rest/nothing",
    "/rest/echo/descriptor",
    "/capabilities",
    "/uws/echo/availability",
    "/api/openapi.json",
    "/api",
]

texts = st.one_of(st.sampled_from(VALUES), st.text(max_size=12))
names = st.one_of(st.sampled_from(WORDS), st.text(max_size=8))
pairs = st.lists(st.tuples(names, texts), max_size=4)
segments = st.one_of(
    st.sampled_from([*ALLOWED, "results/result", "colour"]),
    st.text(string.printable, max_size=12),
)


def _quoted(text):
    return quote(text.encode("utf-8", "surrogatepass"))


def _form(found):
    return "&".join(f"{_quoted(name)}={_quoted(text)}" for name, text in found)


def _multipart(found):
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"{file}\r\n\r\n{text}\r\n'
        for name, text in found
        for file in ("", '; filename="a.fits"')[: 1 + (name == "image")]
    ]
    return "".join([*parts, "--x--\r\n"]).encode("utf-8", "replace")


bodies = st.one_of(
    st.binary(max_size=60),
    pairs.map(_form).map(str.encode),
    pairs.map(_multipart),
    st.dictionaries(names, texts, max_size=3).map(json.dumps).map(str.encode),
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), texts),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(names, inner)),
        max_leaves=6,
    )
    .map(json.dumps)
    .map(str.encode),
)
paths = st.one_of(
    st.sampled_from(NO_JOB),
    st.builds(lambda tree, leaf: f"{tree}/{leaf}", st.sampled_from(TREES), segments),
)
headers = st.fixed_dictionaries(
    {"Accept": st.sampled_from(ACCEPTS)},
    optional={
        "Range": st.sampled_from(["bytes=0-", "bytes=9-1", "bytes=-0", "x", "bytes=-"]),
        "If-None-Match": st.sampled_from(["*", '"x"', "x"]),
        "If-Range": st.sampled_from(['"x"', "x"]),
    },
)


@pytest.fixture
def people(alice, bob, visitor):
    visitor.raise_request_exception = True
    return {
        "owner": Client(headers=rest.basic("alice")),
        "somebody else": Client(headers=rest.basic("bob")),
        "anybody": visitor,
    }


@pytest.fixture
def row(alice):
    of = factories.version(
        parameters=(factories.TEXT, Parameter("n", "integer", default="1")),
        used=(UsedEntity("image", required=False),),
    )
    given = [Input("image", factories.uploaded(alice))]
    factories.version(name="other")
    return factories.job(alice, of=of, inputs=given)


def _state():
    """All that a request could change of jobs."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Job, JobParameter, JobInput, JobEvent)
    ]


def _send(client, sent):
    body = {"data": sent["body"], "content_type": sent["kind"]}
    return client.generic(
        sent["verb"],
        f"{_quoted(sent['path'])}?{sent['query']}",
        headers=sent.get("headers", {}),
        **({} if sent["verb"] in ("GET", "HEAD") else body),
    )


requests = st.fixed_dictionaries(
    {
        "verb": st.sampled_from(VERBS),
        "path": paths,
        "query": pairs.map(_form),
        "body": bodies,
        "kind": st.sampled_from(KINDS),
        "headers": headers,
    }
)


@pytest.mark.parametrize("who", ["owner", "somebody else", "anybody"])
@given(sent=requests)
@settings(max_examples=120)
def test_no_request_is_a_fault_and_only_303_changes_anything(people, row, who, sent):
    sent = {**sent, "path": sent["path"].replace("{id}", row.public_id)}
    with transaction.atomic():
        before = _state()
        answer = _send(people[who], sent)
        answer.getvalue()
        after = _state()
        transaction.set_rollback(True)
    assert answer.status_code < 500, answer.content
    if answer.status_code != 303:
        assert after == before
    if who != "owner":  # whose own new jobs come last
        kept = [rows[: len(had)] for rows, had in zip(after, before, strict=True)]
        assert kept == before
    if answer.status_code >= 400 and sent["path"].startswith(("/rest", "/uws")):
        kinds = ("text/plain", "application/problem+json", "application/x-votable+xml")
        assert answer["Content-Type"].startswith(kinds)


@pytest.mark.parametrize("leaf", sorted(ALLOWED))
@pytest.mark.parametrize("who", ["somebody else", "anybody"])
def test_only_the_owner_changes_a_job_whatever_the_verb(who, leaf, people, row):
    before = _state()
    path = "/".join(filter(None, [rest.path(row), leaf]))
    for verb in VERBS:
        for body in ("PHASE=RUN", "ACTION=DELETE", "text=b", "VALUE=b"):
            sent = {"verb": verb, "path": path, "query": "", "body": body}
            answer = _send(people[who], {**sent, "kind": FORM})
            assert answer.status_code in (401, 403, 405)
    assert _state() == before


@given(path=st.text(max_size=30), query=st.text(string.printable, max_size=30))
@settings(max_examples=60)
def test_no_address_below_the_prefix_is_a_fault(people, row, path, query):
    for who in ("owner", "anybody"):
        answer = people[who].get(f"/rest/{_quoted(path)}?{quote(query)}")
        answer.getvalue()
        assert answer.status_code < 500
