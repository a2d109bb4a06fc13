"""Other values and files for a job that is still PENDING, in every way of sending."""

from io import BytesIO
from urllib.parse import urlencode

import pytest

from jobs import lifecycle
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.given import Input
from tests import factories
from tests.jobs.uws import rest

PARAMETERS = (factories.TEXT, Parameter("n", "integer", default="1"))
USED = (UsedEntity("image"), UsedEntity("flat", required=False))
FORM = "application/x-www-form-urlencoded"
URL = "https://example.org/new.fits"


@pytest.fixture
def row(alice):
    """A job with a value and two files."""
    given = [
        Input(name, factories.uploaded(alice, f"{name}.fits", name.encode()))
        for name in ("image", "flat")
    ]
    values = {"text": "mine", "n": "2"}
    of = factories.version(parameters=PARAMETERS, used=USED)
    return factories.job(alice, of=of, values=values, inputs=given)


def _file(content=b"NEW", name="new.fits"):
    file = BytesIO(content)
    file.name = name
    return file


def _now(row):
    """All that the job is given now."""
    values = {value.name: value.text for value in row.parameters.all()}
    files = {
        one.name: one.entity.name if one.entity else one.url
        for one in row.inputs.select_related("entity")
    }
    return {**values, **files}


BEFORE = {"text": "mine", "n": "2", "image": "image.fits", "flat": "flat.fits"}


def _obeyed(answer, row, **changed):
    assert (answer.status_code, answer.get("Location")) == (303, rest.url(row)), (
        answer.content
    )
    assert _now(row) == {**BEFORE, **changed}


def test_a_file_replaces_the_one_of_its_name_and_no_other(row, as_program):
    answer = as_program.post(rest.path(row, "parameters"), {"IMAGE": _file()})
    _obeyed(answer, row, image="new.fits")


@pytest.mark.parametrize(
    ("pair", "changed"),
    [
        ("flat,param:part", {"flat": "new.fits"}),
        ("image,param:part", {"image": "new.fits"}),
    ],
)
def test_a_reference_to_a_part_does_so_too(pair, changed, row, as_program):
    given = {"UPLOAD": pair, "part": _file()}
    _obeyed(as_program.post(rest.path(row, "parameters"), given), row, **changed)


def test_a_reference_to_a_url_does_so_too(row, as_program):
    answer = as_program.post(rest.path(row, "parameters"), {"UPLOAD": f"flat,{URL}"})
    _obeyed(answer, row, flat=URL)


def test_values_and_files_come_in_one_request(row, as_program):
    given = {"n": "3", "flat": _file(), "RUNID": "M13"}
    answer = as_program.post(rest.path(row, "parameters"), given)
    _obeyed(answer, row, n="3", flat="new.fits")
    assert factories.reload(row).run_id == "M13"


@pytest.mark.parametrize("name", ["n", "N", "VALUE", "value"])
def test_one_value_is_sent_to_its_address(name, row, as_program):
    answer = as_program.post(rest.path(row, "parameters", "n"), {name: "7"})
    _obeyed(answer, row, n="7")


@pytest.mark.parametrize("name", ["image", "IMAGE", "value"])
def test_one_file_is_sent_to_its_address(name, row, as_program):
    answer = as_program.post(rest.path(row, "parameters", "image"), {name: _file()})
    _obeyed(answer, row, image="new.fits")


def test_a_url_is_sent_to_the_address_of_a_file(row, as_program):
    answer = as_program.post(rest.path(row, "parameters", "flat"), {"VALUE": URL})
    _obeyed(answer, row, flat=URL)


@pytest.mark.parametrize("text", ["é\n", " blanks ", "x" * 10_000])
def test_a_text_is_put_as_it_is(text, row, as_program):
    path = rest.path(row, "parameters", "text")
    answer = as_program.put(path, text.encode(), content_type="text/plain")
    _obeyed(answer, row, text=text)
    assert as_program.get(path).content == text.encode()


@pytest.mark.parametrize("kind", ["image/fits", FORM, "application/json", ""])
def test_bytes_are_put_as_they_are_whatever_their_type(kind, row, as_program):
    content = bytes(range(256)) * 3
    path = rest.path(row, "parameters", "image")
    _obeyed(as_program.put(path, content, content_type=kind), row, image="image")
    assert as_program.get(path).getvalue() == content


def test_a_file_of_more_than_a_block_is_put_whole(row, as_program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    content = b"0123456789" * 60_000
    path = rest.path(row, "parameters", "flat")
    answer = as_program.put(path, content, content_type="image/fits")
    assert answer.status_code == 303
    assert as_program.get(path).getvalue() == content


def test_an_optional_file_is_taken_away_by_sending_nothing(row, as_program):
    answer = as_program.post(rest.path(row, "parameters"), {"flat": ""})
    assert answer.status_code == 303
    assert "flat" not in _now(row)
    assert _now(row)["image"] == "image.fits"


REFUSED = [
    ("parameters", {"n": "x"}, "n: “x” is not an integer"),
    ("parameters", {"m": "1"}, "m: echo has no such parameter"),
    ("parameters", {"image": ""}, "image: is required"),
    ("parameters", {"UPLOAD": "flat"}, "UPLOAD: “flat” is not like"),
    ("parameters/n", {"text": "b"}, "text: only n is changed here"),
    ("parameters/n", {"n": ["1", "2"]}, "n: given 2 times: give it once"),
    ("parameters/n", {"n": "1", "VALUE": "2"}, "n: given 2 times: give it once"),
    ("parameters/n", {}, "n: nothing was sent: call it VALUE"),
    ("parameters/m", {"VALUE": "1"}, "m: echo has no such parameter"),
    ("parameters/n", {"VALUE": "x"}, "n: “x” is not an integer"),
]


@pytest.mark.parametrize(("leaf", "given", "sentence"), REFUSED)
def test_what_is_no_good_changes_nothing(leaf, given, sentence, row, as_program):
    answer = as_program.post(rest.path(row, leaf), given)
    assert rest.said(answer, 400).startswith(sentence)
    assert _now(row) == BEFORE


def test_two_files_at_one_address_are_refused(row, as_program):
    given = {"image": _file(), "VALUE": _file()}
    answer = as_program.post(rest.path(row, "parameters", "image"), given)
    assert rest.said(answer, 400) == "image: several files were sent: send one"


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("n", b"x", "n: “x” is not an integer"),
        ("text", b"\xff", "text: the body is not a text in UTF-8"),
        ("text", b"a\x00", "text: character 2 is U+0000"),
        ("image", b"", "image: “image” is empty"),
        ("m", b"1", "m: echo has no such parameter"),
    ],
)
def test_what_cannot_be_put_changes_nothing(name, body, sentence, row, as_program):
    answer = as_program.put(rest.path(row, "parameters", name), body)
    assert rest.said(answer, 400).startswith(sentence)
    assert _now(row) == BEFORE


@pytest.mark.parametrize("name", ["text", "image"])
@pytest.mark.parametrize("verb", ["post", "put"])
def test_a_job_that_was_started_keeps_what_it_has(name, verb, row, alice, as_program):
    lifecycle.start(row, alice)
    body = urlencode({"VALUE": URL})
    path = rest.path(row, "parameters", name)
    answer = getattr(as_program, verb)(path, body, content_type=FORM)
    assert "only a PENDING job can be changed" in rest.said(answer, 403)
    assert _now(row) == BEFORE


def test_a_text_that_is_too_long_to_put_is_told_what_to_do(row, as_program, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    answer = as_program.put(rest.path(row, "parameters", "text"), b"x" * 11)
    assert "send more as files" in rest.said(answer, 400)


def test_a_file_is_given_as_its_bytes_and_a_url_as_its_text(row, as_program):
    image = as_program.get(rest.path(row, "parameters", "image"))
    assert image.getvalue() == b"image"
    assert "sandbox" in image["Content-Security-Policy"]
    as_program.post(rest.path(row, "parameters", "flat"), {"VALUE": URL})
    assert as_program.get(rest.path(row, "parameters", "flat")).content == URL.encode()
