"""Files that come with a job, and files that the portal has already."""

import hashlib
from io import BytesIO

import pytest
from django.utils.datastructures import MultiValueDict

from jobs.descriptions.value import UsedEntity
from jobs.models import Job
from provenance.models import Entity
from tests import factories
from tests.jobs.uws import rest

IMAGE = UsedEntity("image")
COPY = '#!/bin/bash\ncat "$image" > out.txt\n'


@pytest.fixture(autouse=True)
def _copies(db):
    factories.version(used=(IMAGE,), script=COPY)


def _file(content=b"SIMPLE  = bytes", name="m13.fits"):
    file = BytesIO(content)
    file.name = name
    return file


def _bytes(client, url):
    response = client.get(url.removeprefix(rest.PORTAL))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


@pytest.mark.parametrize("name", ["image", "IMAGE"])
def test_a_file_is_kept_with_its_name_size_and_hash(name, as_program):
    row = rest.created(as_program.post("/rest/echo", {name: _file()}))
    entity = row.inputs.get().entity
    assert (entity.name, entity.size) == ("m13.fits", 15)
    assert entity.sha256 == hashlib.sha256(b"SIMPLE  = bytes").hexdigest()


def test_it_is_listed_by_an_address_that_gives_its_bytes(as_program):
    row = rest.created(as_program.post("/rest/echo", {"image": _file()}))
    root = rest.valid(as_program.get(rest.path(row)).content)
    (element,) = root.iterfind(".//uws:parameter[@byReference='true']", rest.UWS)
    assert element.get("id") == "image"
    assert _bytes(as_program, element.text) == b"SIMPLE  = bytes"


def test_parameters_and_phase_run_come_with_it_in_one_body(as_program):
    given = {"image": _file(), "text": "a", "phase": "run"}
    row = factories.run(rest.created(as_program.post("/rest/echo", given)))
    assert row.phase == "COMPLETED", row.error
    assert _bytes(as_program, rest.path(row, "results", "out")) == b"SIMPLE  = bytes"


def test_a_result_of_the_portal_is_known_by_its_address(alice, as_program):
    before = factories.completed(alice, name="before")
    given = {"image": rest.url(before, "results", "out")}
    row = rest.created(as_program.post("/rest/echo", given))
    assert row.inputs.get().entity == factories.entity_of(before)


def test_an_entity_is_known_by_its_id(alice, as_program):
    entity = factories.entity_of(factories.completed(alice, name="before"))
    row = rest.created(as_program.post("/rest/echo", {"image": entity.public_id}))
    assert row.inputs.get().entity == entity


def test_a_result_of_somebody_else_cannot_be_used(bob, as_program):
    entity = factories.entity_of(factories.completed(bob, name="before"))
    answer = as_program.post("/rest/echo", {"image": entity.public_id})
    sentence = rest.said(answer, 400)
    assert sentence == f"image: “{entity.public_id}” is not a file that you can use"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "image: is required: upload a file, or give an entity id or a URL"),
        ({"image": ""}, "image: is required"),
        ({"image": "m13.fits"}, "image: “m13.fits” is neither an entity id"),
    ],
)
def test_what_is_no_file_is_a_400_at_its_field(given, sentence, as_program):
    assert rest.said(as_program.post("/rest/echo", given), 400).startswith(sentence)


def test_an_empty_file_is_refused(as_program):
    answer = as_program.post("/rest/echo", {"image": _file(b"")})
    assert rest.said(answer, 400) == "image: “m13.fits” is empty: choose another file"


def test_a_file_that_is_not_asked_for_is_refused(as_program):
    answer = as_program.post("/rest/echo", {"image": _file(), "flat": _file()})
    assert rest.said(answer, 400) == "flat: echo takes no such file; it takes: image"
    assert not Job.objects.exists()


@pytest.mark.parametrize("second", ["image", "IMAGE"])
def test_two_files_for_one_name_are_not_taken_for_one(second, as_program):
    given = MultiValueDict({"image": [_file()]})
    given.appendlist(second, _file(b"another"))
    sentence = rest.said(as_program.post("/rest/echo", dict(given.lists())), 400)
    assert sentence == "image: several files were sent: send one"
    assert not Entity.objects.filter(origin="upload").exists()


def test_a_file_and_a_text_for_one_name_are_too_much(as_program):
    answer = as_program.post("/rest/echo?image=e-1", {"image": _file()})
    assert rest.said(answer, 400).startswith("image: given twice")


def test_a_name_that_may_have_several_files_is_sent_several_times(as_program):
    many = UsedEntity("images", most=3)
    factories.version(name="many", used=(many,))
    sent = {"images": [_file(name="a.txt"), _file(b"another", "b.txt")]}
    row = rest.created(as_program.post("/rest/many", sent))
    assert [one.entity.name for one in row.inputs.all()] == ["a.txt", "b.txt"]
    answer = as_program.get(rest.path(row, "parameters"))
    found = rest.valid(answer.content).findall("uws:parameter", rest.UWS)
    assert [one.get("id") for one in found].count("images") == 2
