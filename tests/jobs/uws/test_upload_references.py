"""UPLOAD=name,uri at creation: a part of the request by another name, or a URL."""

from io import BytesIO

import pytest

from jobs.descriptions.value import UsedEntity
from jobs.models import Job
from provenance.models import Entity
from tests import factories
from tests.jobs.uws import rest

IMAGE, FLAT = UsedEntity("image"), UsedEntity("flat", required=False)
URL = "https://example.org/m13.fits?a=1,2"


@pytest.fixture(autouse=True)
def _reads(db):
    factories.version(used=(IMAGE, FLAT))


def _file(content=b"SIMPLE  = bytes", name="m13.fits"):
    file = BytesIO(content)
    file.name = name
    return file


def _inputs(row):
    return {
        one.name: one.entity.name if one.entity else one.url for one in row.inputs.all()
    }


@pytest.mark.parametrize(
    "pair",
    [
        "image,param:part",
        "IMAGE,param:part",
        " image , param:part ",
        "image,PARAM:part",
    ],
)
@pytest.mark.parametrize("word", ["UPLOAD", "upload"])
def test_a_part_of_another_name_is_the_file(word, pair, as_program):
    given = {word: pair, "part": _file()}
    row = rest.created(as_program.post("/rest/echo", given))
    assert _inputs(row) == {"image": "m13.fits"}
    sent = as_program.get(rest.path(row, "parameters", "image"))
    assert sent.getvalue() == b"SIMPLE  = bytes"


def test_a_url_is_the_file(as_program):
    given = {"UPLOAD": f"image,{URL}"}
    row = rest.created(as_program.post("/rest/echo", given))
    assert _inputs(row) == {"image": URL}


@pytest.mark.parametrize(
    "uploads",
    [
        "image,param:a;flat,param:b",
        "image,param:a; flat,param:b;",
        ["image,param:a", "flat,param:b"],
    ],
)
def test_there_may_be_several(uploads, as_program):
    given = {"UPLOAD": uploads, "a": _file(name="1.fits"), "b": _file(name="2.fits")}
    row = rest.created(as_program.post("/rest/echo", given))
    assert _inputs(row) == {"image": "1.fits", "flat": "2.fits"}


def test_styles_may_be_mixed(as_program):
    given = {"UPLOAD": f"flat,{URL}", "image": _file()}
    row = rest.created(as_program.post("/rest/echo", given))
    assert _inputs(row) == {"image": "m13.fits", "flat": URL}


def test_names_of_parts_may_be_those_of_other_files(as_program):
    given = {
        "UPLOAD": ["image,param:flat", "flat,param:dark"],
        "flat": _file(name="1.fits"),
        "dark": _file(name="2.fits"),
    }
    row = rest.created(as_program.post("/rest/echo", given))
    assert _inputs(row) == {"image": "1.fits", "flat": "2.fits"}


def test_a_reference_may_come_in_the_query(as_program):
    row = rest.created(
        as_program.post("/rest/echo?UPLOAD=image,param:x", {"x": _file()})
    )
    assert _inputs(row) == {"image": "m13.fits"}


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ("image", "UPLOAD: “image” is not like name,uri or name,param:part"),
        ("image,", "UPLOAD: “image,” is not like name,uri"),
        (",param:part", "UPLOAD: “,param:part” is not like name,uri"),
        (",", "UPLOAD: “,” is not like name,uri"),
        ("image,param:", "UPLOAD: no part is called “”; the files sent: part"),
        ("image,param:x", "UPLOAD: no part is called “x”; the files sent: part"),
        (["image,param:part"] * 2, "UPLOAD: no part is called “part”; the files sent"),
        ("flat,param:part;image,nonsense", "image: “nonsense” is neither an entity"),
        ("flat,param:part;image,file:///etc/passwd", "image: "),
        ("colour,param:part", "colour: echo takes no such file; it takes: image, flat"),
        ("text,param:part", "text: echo takes no such file"),
        (f"colour,{URL}", "colour: echo has no such parameter"),
    ],
)
def test_what_means_nothing_is_a_400_at_its_field(uploads, sentence, as_program):
    given = {"UPLOAD": uploads, "part": _file()}
    if sentence.startswith(("colour", "text")):
        given["image"] = _file()
    said = rest.said(as_program.post("/rest/echo", given), 400)
    assert sentence in [line[: len(sentence)] for line in said.splitlines()]
    assert not Job.objects.exists()
    assert not Entity.objects.filter(origin="upload").exists()


def test_one_name_for_two_files_is_a_400(as_program):
    given = {"UPLOAD": "IMAGE,param:part", "part": _file(), "image": _file()}
    sentence = rest.said(as_program.post("/rest/echo", given), 400)
    assert sentence == "image: several files were sent: send one"


def test_a_file_and_a_url_for_one_name_are_a_400(as_program):
    given = {"UPLOAD": f"image,{URL}", "image": _file()}
    sentence = rest.said(as_program.post("/rest/echo", given), 400)
    assert sentence.startswith("image: given twice")


def test_a_part_that_nothing_refers_to_is_a_400(as_program):
    given = {"UPLOAD": f"image,{URL}", "part": _file()}
    sentence = rest.said(as_program.post("/rest/echo", given), 400)
    assert sentence == "part: echo takes no such file; it takes: image, flat"


def test_an_empty_upload_is_as_good_as_none(as_program):
    given = {"UPLOAD": "", "image": _file()}
    assert _inputs(rest.created(as_program.post("/rest/echo", given))) == {
        "image": "m13.fits"
    }
