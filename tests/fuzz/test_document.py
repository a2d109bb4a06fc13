"""The OpenAPI document: valid by its own schema, and complete."""

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest
from django.urls import resolve
from django.urls.resolvers import URLPattern, URLResolver

from jobs.uws import jdl, openapi, urls
from tests import factories
from tests.fuzz import world

BASE = "https://opus.example.org"
SCHEMA = Path(__file__).parents[1] / "data" / "openapi" / "schema-3.1.json"
VERBS = {"get", "post", "put", "delete", "patch"}
WORDS = {"name": "echo", "id": f"j-{'a' * 26}", "parameter": "text", "result": "out"}


def _of_everything():
    description = factories.description(
        name=world.ACTIVITY, parameters=world.PARAMETERS, used=(world.IMAGE,)
    )
    return openapi.build(BASE, description, anonymous=False)


@pytest.mark.parametrize("build", [lambda: openapi.build(BASE), _of_everything])
def test_it_is_valid_openapi(build):
    schema = jsonschema_rs.Draft202012Validator(json.loads(SCHEMA.read_text()))
    problems = [f"{e.instance_path}: {e.message}" for e in schema.iter_errors(build())]
    assert problems == []


@pytest.mark.parametrize("build", [lambda: openapi.build(BASE), _of_everything])
def test_every_schema_in_it_is_one(build):
    for schema in _schemas(build()):
        jsonschema_rs.meta.validate(schema)


def test_every_reference_leads_somewhere():
    document = openapi.build(BASE)
    found = re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document))
    assert found
    for path in set(found):
        place = document
        for word in path.split("/"):
            place = place[word]


def test_each_path_has_exactly_the_verbs_that_its_view_takes():
    for path, verbs in openapi.build(BASE)["paths"].items():
        view = resolve(path.format(**WORDS)).func
        taken = {verb.lower() for verb in view.verbs} - {"head"}
        assert set(verbs) & VERBS == taken, path


def test_every_view_is_in_it():
    described = {
        resolve(path.format(**WORDS)).func for path in openapi.build(BASE)["paths"]
    }
    views = {pattern.callback for pattern in _patterns(urls.urlpatterns)}
    for_old_clients = {view for view in views if view.__module__ == jdl.__name__}
    assert views - described - for_old_clients == {urls.nothing, urls.api.page}


def test_each_operation_has_a_name_of_its_own():
    found = [
        operation["operationId"]
        for verbs in openapi.build(BASE)["paths"].values()
        for verb, operation in verbs.items()
        if verb in VERBS
    ]
    assert len(set(found)) == len(found)
    assert {"get_jobs", "post_jobs", "get_job", "post_job_phase"} <= set(found)


def test_nobody_may_ask_unless_the_activity_is_open():
    assert {} in openapi.build(BASE)["security"]
    assert {} in openapi.build(BASE, factories.description())["security"]
    assert {} not in _of_everything()["security"]


def test_values_are_those_of_the_description():
    path = _of_everything()["paths"][f"/rest/{world.ACTIVITY}"]
    for content in path["post"]["requestBody"]["content"].values():
        schema = jsonschema_rs.Draft202012Validator(content["schema"])
        assert schema.is_valid({"count": 3, "band": "R", "word": "abc", "PHASE": "RUN"})
        assert not schema.is_valid({"count": 11})
        assert not schema.is_valid({"count": 3, "band": "Z"})
        assert not schema.is_valid({"count": 3, "word": "ABC"})
        assert not schema.is_valid({"count": 3, "colour": "red"})
        assert not schema.is_valid({"band": "R"})


def test_the_document_of_an_activity_says_whether_it_is_open(visitor):
    factories.version(name="closed")
    factories.open_version(name="open")
    answers = {name: _document_of(visitor, name) for name in ("closed", "open")}
    assert {} not in answers["closed"]["security"]
    assert {} in answers["open"]["security"]


@pytest.mark.django_db
def test_the_page_shows_every_operation(visitor):
    page = visitor.get("/api/").content.decode()
    for verbs in openapi.build(BASE)["paths"].values():
        for verb in set(verbs) & VERBS:
            assert f'id="{verbs[verb]["operationId"]}"' in page
    assert "like 2026-03-04T05:06:07Z or 2100-01-01" in page
    assert "[&#39;" not in page  # a list is written as words


def _document_of(visitor, name):
    return visitor.get("/api/openapi.json", {"activity": name}).json()


def _schemas(place):
    """All JSON schemas of the document."""
    match place:
        case {"schema": schema}:
            yield schema
        case dict():
            for each in place.values():
                yield from _schemas(each)
        case list():
            for each in place:
                yield from _schemas(each)


def _patterns(found):
    for one in found:
        match one:
            case URLResolver():
                yield from _patterns(one.url_patterns)
            case URLPattern():
                yield one
