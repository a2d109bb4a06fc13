"""Pictures of a job's provenance: what can be asked for, where the parts lead."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.http import QueryDict
from django.urls import reverse

from jobs import history, lifecycle
from jobs.descriptions.value import UsedEntity
from jobs.execution.base import Report
from jobs.given import Input
from jobs.phases import Phase
from provenance import drawing
from provenance.drawing import Wanted
from provenance.graph.engine import LayoutError
from provenance.recorded import Recorded, StepRecord
from tests import factories

BASE = "https://opus.example.org"
SVG = "{http://www.w3.org/2000/svg}"
USED = (UsedEntity("image"),)


def wanted(query=""):
    return Wanted.read(QueryDict(query))


def chain(owner):
    """Two jobs, the second of which used what the first made."""
    first = factories.completed(owner)
    given = [Input("image", factories.entity_of(first))]
    second = factories.completed(owner, name="second", used=USED, inputs=given)
    return first, second


def document(job, depth=None):
    return history.of(job, job.owner, depth=depth)


def addresses(svg):
    return set(re.findall(r'href="([^"]*)"', svg))


def page(job):
    return reverse("job", args=[job.public_id])


def test_who_asks_for_nothing_gets_all_jobs_and_their_files():
    found = wanted()
    assert (found.depth, found.detail, found.arrows) == (None, "data", "data")


@pytest.mark.parametrize(("text", "depth"), [("0", 0), ("5", 5), ("all", None)])
def test_depth_is_a_number_of_jobs_or_all(text, depth):
    assert wanted(f"depth={text}").depth == depth


def test_each_choice_of_the_form_is_understood():
    for name, choices in (("depth_text", drawing.DEPTHS), ("detail", drawing.DETAILS)):
        for word, _ in choices:
            query = f"{name.removesuffix('_text')}={word}"
            assert getattr(wanted(query), name) == word
    assert wanted("arrows=prov").arrows == "prov"


@pytest.mark.parametrize("text", ["-1", "4", "999999", "x", "", "<script>"])
def test_what_is_not_understood_is_the_default(text):
    query = f"depth={text}&detail={text}&arrows={text}"
    assert wanted(query) == wanted()


def test_the_inline_drawing_leads_to_the_pages_of_jobs_and_files(alice):
    first, second = chain(alice)
    shown = drawing.inline(document(second), wanted())
    assert shown.problem == ""
    entity = reverse("entity", args=[factories.entity_of(first).public_id])
    assert {page(first), page(second), entity} <= addresses(shown.svg)


def test_an_inner_step_leads_nowhere(alice):
    job = factories.executing(alice)
    steps = Recorded(steps=[StepRecord("1", "inner step")])
    lifecycle.finish(job, Report(Phase.COMPLETED), steps)
    shown = drawing.inline(document(job), wanted("detail=everything"))
    assert "inner step" in shown.svg
    assert {a for a in addresses(shown.svg) if a.startswith("/jobs/")} == {page(job)}


def test_less_depth_draws_fewer_jobs(alice):
    first, second = chain(alice)
    shown = drawing.inline(document(second, wanted("depth=0").depth), wanted())
    assert page(second) in addresses(shown.svg)
    assert page(first) not in addresses(shown.svg)


def test_the_arrows_point_as_asked_and_a_sentence_says_how(alice):
    graph = document(chain(alice)[1])
    data = drawing.inline(graph, wanted("arrows=data"))
    prov = drawing.inline(graph, wanted("arrows=prov"))
    assert data.arrows != prov.arrows
    assert data.svg != prov.svg


def test_the_stand_alone_drawing_is_xml_with_absolute_addresses(alice):
    job = factories.completed(alice, values={"text": "&<>\"'"})
    svg = drawing.svg(drawing.alone(document(job), BASE)).decode()
    assert ET.fromstring(svg).tag == f"{SVG}svg"
    links = {address for address in addresses(svg) if not address.startswith("#")}
    assert f"{BASE}{page(job)}" in links
    assert all(address.startswith(f"{BASE}/") for address in links)


def test_the_pixels_are_a_png(alice):
    job = factories.completed(alice)
    png = drawing.png(drawing.alone(document(job), BASE))
    assert png.startswith(b"\x89PNG\r\n\x1a\n")


def test_the_table_says_what_the_drawing_shows(alice):
    _, second = chain(alice)
    rows = drawing.rows(document(second))
    said = " ".join(f"{row.subject} {row.relation} {row.object}" for row in rows)
    assert all(word in said for word in ("second", "echo", "out.txt"))


def test_without_an_engine_the_page_has_a_sentence_and_the_table(
    as_alice, alice, settings
):
    settings.OPUS_DOT = "/nowhere/dot"
    job = factories.completed(alice)
    answer = as_alice.get(page(job))
    assert answer.status_code == 200
    text = answer.text
    assert "/nowhere/dot cannot be started" in text
    assert "The same graph as a table" in text


def test_without_an_engine_a_file_of_the_drawing_cannot_be_had(alice, settings):
    settings.OPUS_DOT = "/nowhere/dot"
    graph = document(factories.completed(alice))
    with pytest.raises(LayoutError, match="cannot be started"):
        drawing.alone(graph, BASE)


def test_the_job_of_somebody_else_is_drawn_without_its_name(alice, bob):
    first = factories.completed(alice, name="secret_study")
    entity = factories.entity_of(first)
    second = factories.completed(
        bob, name="second", used=USED, inputs=[Input("image", entity)]
    )
    svg = drawing.inline(document(second), wanted()).svg
    assert "secret_study" not in svg
    assert page(first) not in addresses(svg)
