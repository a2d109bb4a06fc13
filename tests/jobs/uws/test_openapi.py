"""The REST interface as OpenAPI and as a page: all of what there is, and only that."""

import html
import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from django.urls import resolve

from jobs.descriptions.value import Parameter, UsedEntity
from jobs.uws import urls
from tests import factories
from tests.jobs.uws import rest

SCHEMA = Path(__file__).parents[2] / "data" / "openapi" / "schema-3.1.json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
EXAMPLES = {
    "name": "echo",
    "id": "j-aaaaaaaaaaaaaaaaaaaaaaaaaa",
    "parameter": "text",
    "result": "out",
}
VERBS = {"get", "post", "put", "delete", "patch", "head", "options", "trace"}


@pytest.fixture
def document(visitor):
    return _read(visitor)


def _read(client, query=""):
    answer = client.get(f"/api/openapi.json{query}")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return answer.json()


def _operations(document):
    return {
        (path, verb): operation
        for path, verbs in document["paths"].items()
        for verb, operation in verbs.items()
        if verb in VERBS
    }


def _parts(value):
    """Every object in the document."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _parts(one)


@pytest.mark.parametrize("query", ["", "?activity=echo"])
def test_it_is_valid_openapi(query, visitor):
    factories.version()
    document = _read(visitor, query)
    jsonschema_rs.validate(json.loads(SCHEMA.read_text()), document)
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": DIALECT, **schema})


@pytest.mark.parametrize("query", ["", "?activity=echo"])
def test_whatever_it_refers_to_is_in_it(query, visitor):
    factories.version()
    document = _read(visitor, query)
    links = [part["$ref"] for part in _parts(document) if "$ref" in part]
    assert links
    for link in links:
        found = document
        for step in link.removeprefix("#/").split("/"):
            found = found[step]


def test_whatever_it_keeps_for_reference_is_referred_to(document):
    text = json.dumps(document)
    components = document["components"]
    for kind in ("schemas", "responses"):
        for name in components[kind]:
            assert f'"#/components/{kind}/{name}"' in text


def test_every_operation_is_called_by_a_name_of_its_own(document):
    names = [one["operationId"] for one in _operations(document).values()]
    assert len(set(names)) == len(names) > 30
    assert all(re.fullmatch(r"[a-z_]+", name) for name in names)


def _view(path):
    for word, example in EXAMPLES.items():
        path = path.replace(f"{{{word}}}", example)
    return resolve(path).func


def test_every_verb_that_a_view_takes_is_described_and_no_other(document):
    for path in document["paths"]:
        described = {verb for found, verb in _operations(document) if found == path}
        taken = {verb.lower() for verb in _view(path).verbs} - {"head"}
        assert described == taken, path


def test_every_view_is_described(document):
    described = {_view(path) for path in document["paths"]}
    taken = {
        pattern.callback for pattern in urls.uws if pattern.callback is not urls.nothing
    }
    assert {view.__name__ for view in taken - described} == set()


def test_every_provenance_document_is_described(document):
    leaves = {path.rpartition("/")[2] for path in document["paths"]}
    assert leaves >= {"provjson", "provxml", "provn", "provsvg", "provpng"}


def test_every_leaf_of_a_job_is_described(document):
    leaves = {
        path.removeprefix("/rest/{name}/{id}/").partition("/")[0]
        for path in document["paths"]
        if path.startswith("/rest/{name}/{id}/")
    }
    assert leaves >= set(urls.LEAVES)


def test_every_word_in_a_path_is_explained(document):
    for path, verbs in document["paths"].items():
        words = re.findall(r"{(\w+)}", path)
        explained = [one["name"] for one in verbs.get("parameters", [])]
        assert explained == words, path
        for one in verbs.get("parameters", []):
            assert re.search(one["schema"]["pattern"], EXAMPLES[one["name"]])


def test_every_answer_that_it_promises_in_json_is_one(alice, as_program):
    """What is asked of a completed job without anything else."""
    row = factories.run_new(alice, script="#!/bin/bash\necho a >&2; exit 3\n")
    document = _read(as_program)
    for (path, verb), operation in _operations(document).items():
        schema = (
            operation["responses"]
            .get("200", {})
            .get("content", {})
            .get("application/json", {})
            .get("schema")
        )
        if verb != "get" or not schema:
            continue
        place = path.replace("{name}", row.name).replace("{id}", row.public_id)
        answer = as_program.get(place, headers={"Accept": "application/json"})
        assert answer.status_code == 200, path
        whole = {"$schema": DIALECT, **schema, "components": document["components"]}
        jsonschema_rs.validate(whole, json.loads(answer.getvalue()))


@pytest.fixture
def spelled_out(visitor):
    """The document of an activity of every kind of parameter."""
    factories.version(
        parameters=(
            factories.TEXT,
            Parameter("n", "integer", default="3", minimum="1", maximum="9"),
            Parameter("x", "real", required=False),
            Parameter("flag", "boolean", default="true"),
            Parameter("band", "choice", options=("V", "R"), default="V"),
        ),
        used=(UsedEntity("image"), UsedEntity("flat", required=False)),
    )
    return _read(visitor, "?activity=echo")


def test_with_an_activity_its_values_are_spelled_out(spelled_out):
    body = spelled_out["paths"]["/rest/echo"]["post"]["requestBody"]["content"]
    schema = body["multipart/form-data"]["schema"]
    properties = schema["properties"]
    assert schema["required"] == ["image"]
    assert schema["additionalProperties"] is False
    assert properties["n"]["type"] == "integer"
    assert (properties["n"]["minimum"], properties["n"]["maximum"]) == (1, 9)
    assert (properties["x"]["type"], properties["flag"]["type"]) == (
        "number",
        "boolean",
    )
    assert properties["band"]["enum"] == ["V", "R"]
    assert properties["text"]["default"] == "hello"
    assert {"flat", "RUNID", "PHASE", "UPLOAD"} <= set(properties)


def test_the_synchronous_call_takes_them_in_the_query(spelled_out):
    query = spelled_out["paths"]["/rest/echo/sync"]["get"]["parameters"]
    names = {one["name"] for one in query}
    assert names >= {"text", "n", "x", "flag", "band", "image", "flat", "RUNID"}
    assert [one["name"] for one in query if one.get("required")] == ["image"]


def test_every_place_is_one_of_that_activity(spelled_out):
    assert not [path for path in spelled_out["paths"] if "{name}" in path]


def test_an_activity_that_nobody_published_is_a_404(visitor):
    sentence = rest.said(visitor.get("/api/openapi.json?activity=nothing"), 404)
    assert sentence == "There is no activity nothing."


def test_the_server_is_at_the_configured_address(visitor, settings):
    settings.OPUS_URL = "https://opus.example.org"
    assert _read(visitor)["servers"] == [{"url": "https://opus.example.org"}]


def test_the_page_shows_every_operation(document, visitor):
    factories.version()
    page = visitor.get("/api").content.decode()
    text = html.unescape(page)
    for (path, verb), operation in _operations(document).items():
        assert f"<code>{path}</code>" in text
        assert f'id="{operation["operationId"]}"' in text
        assert operation["summary"] in text
        assert verb.upper() in text
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in text
    assert "activity=echo" in text


def test_the_page_is_for_anybody_and_only_read(visitor):
    assert visitor.get("/api/").status_code == 200
    assert visitor.post("/api").status_code == 405
