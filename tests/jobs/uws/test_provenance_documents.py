"""The provenance of a job as PROV-JSON, PROV-XML, PROV-N, SVG and PNG."""

import json
from io import StringIO

import pytest
from lxml import etree
from prov.model import ProvDocument

from jobs.descriptions.value import UsedEntity
from jobs.given import Input
from tests import factories
from tests.jobs.uws import rest

FORMS = {
    "provjson": ("application/json", "inline", "prov.json"),
    "provxml": ("application/provenance+xml", "attachment", "prov.xml"),
    "provn": ("text/provenance-notation; charset=utf-8", "inline", "provn"),
    "provsvg": ("image/svg+xml", "attachment", "prov.svg"),
    "provpng": ("image/png", "inline", "prov.png"),
}


def _chain(owner, length=3):
    """Jobs of which each used what the one before it made."""
    image = UsedEntity("image", required=False)
    of, inputs, rows = factories.version(used=(image,)), (), []
    for _ in range(length):
        rows.append(factories.completed(owner, of=of, inputs=inputs))
        entity = factories.entity_of(rows[-1])
        inputs = (Input("image", entity, matched_by="entity"),)
    return rows


def _jobs(text):
    """The ids of the jobs in a PROV-JSON document."""
    names = json.loads(text)["activity"]
    return {name.rpartition(":")[2].rpartition("/")[2] for name in names}


@pytest.mark.parametrize("form", FORMS)
def test_each_form_has_its_type_and_name(form, alice, as_program):
    row = factories.completed(alice)
    response = as_program.get(rest.path(row, form))
    kind, disposition, extension = FORMS[form]
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == (
        f'{disposition}; filename="{row.public_id}.{extension}"'
    )
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_also_a_result(form, alice, as_program):
    row = factories.completed(alice)
    one = as_program.get(rest.path(row, form))
    other = as_program.get(rest.path(row, "results", form))
    assert one.content == other.content


@pytest.mark.parametrize("form", ["provjson", "provxml"])
def test_the_library_prov_reads_the_text_with_the_job_in_it(form, alice, as_program):
    row = factories.completed(alice)
    text = as_program.get(rest.path(row, form)).content.decode()
    found = ProvDocument.deserialize(StringIO(text), format=form.removeprefix("prov"))
    assert row.public_id in found.get_provn()
    assert "wasGeneratedBy" in found.get_provn()


def test_the_svg_is_xml_and_the_png_is_a_png(alice, as_program):
    row = factories.completed(alice)
    svg = etree.fromstring(as_program.get(rest.path(row, "provsvg")).content)
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert as_program.get(rest.path(row, "provpng")).content.startswith(b"\x89PNG")


def test_all_jobs_before_it_are_there(alice, as_program):
    rows = _chain(alice)
    text = as_program.get(rest.path(rows[-1], "provjson")).content
    assert _jobs(text) >= {row.public_id for row in rows}


@pytest.mark.parametrize(
    ("depth", "count"), [("0", 1), ("1", 2), ("ALL", 3), ("all", 3)]
)
def test_depth_says_how_many_jobs_back(depth, count, alice, as_program):
    rows = _chain(alice)
    text = as_program.get(rest.path(rows[-1], "provjson"), {"depth": depth}).content
    assert _jobs(text) == {row.public_id for row in rows[-count:]}


@pytest.mark.parametrize("depth", ["x", "-1", "1.5", "9" * 5000, "٣"])
def test_a_depth_that_is_no_number_is_a_400(depth, alice, as_program):
    row = factories.completed(alice)
    answer = as_program.get(rest.path(row, "provjson"), {"DEPTH": depth})
    assert rest.said(answer, 400).startswith("DEPTH: “")


def test_a_graph_that_cannot_be_laid_out_is_a_503_that_says_why(
    alice, as_program, settings
):
    settings.OPUS_DOT = "/nowhere/dot"
    row = factories.completed(alice)
    for form in ("provsvg", "provpng"):
        sentence = rest.said(as_program.get(rest.path(row, form)), 503)
        assert "/nowhere/dot cannot be started" in sentence
    assert as_program.get(rest.path(row, "provjson")).status_code == 200
