"""The drawing is well-formed, harmless SVG that says what the cards say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from provenance.graph import paint
from provenance.graph.picture import Options
from tests.provenance import documents
from tests.provenance.documents import HOSTILE
from tests.provenance.graph.histories import histories

pytestmark = pytest.mark.usefixtures("engine")
SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "g", "a", "rect", "path", "circle", "text"}
DETAILS = st.sampled_from(["jobs", "data", "everything"])
ARROWS = st.sampled_from(["data", "prov"])


def url_of(kind, public_id):
    return f"https://opus.example.org/{kind}/{public_id}"


def drawn(document, draw=paint.draw_alone, **options):
    drawing = draw(document, Options(**{"detail": "everything", **options}), url_of)
    return drawing, etree.fromstring(str(drawing.svg))


def texts(root, name="text"):
    return ["".join(each.itertext()) for each in root.iter(f"{SVG}{name}", name)]


@settings(max_examples=25)
@given(histories(), DETAILS, ARROWS, st.sampled_from([paint.draw, paint.draw_alone]))
def test_every_drawing_is_well_formed_and_harmless(document, detail, arrows, draw):
    _, root = drawn(document, draw, detail=detail, arrows=arrows)
    for element in root.iter(etree.Element):
        assert etree.QName(element).localname in ELEMENTS
        assert not [name for name in element.attrib if name.startswith("on")]
        assert "style" not in element.attrib
        link = element.get("href", url_of("", ""))
        assert link.startswith("https://opus.example.org/")
    assert not list(root.iter(etree.Comment, etree.ProcessingInstruction, etree.Entity))


@settings(max_examples=25)
@given(histories(), DETAILS)
def test_every_identifier_is_there_once(document, detail):
    _, root = drawn(document, detail=detail)
    found = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("value", [text for text in HOSTILE if text.strip()])
def test_texts_of_users_stay_texts(value):
    given_ = documents.parameter(value, value)
    document = documents.document(
        activities=(documents.job(name=value, comment=value, parameters=(given_,)),),
        entities=(documents.external("e-one", value, value),),
        used=(documents.used("j-one", "e-one", value),),
        agents=(documents.agent(name=value),),
        associated=(documents.operated("j-one"),),
    )
    _, root = drawn(document)
    shown = " ".join(value.split())
    tooltips = "\n".join(texts(root, "title"))
    assert tooltips.count(shown) >= 4
    assert any(text and shown.startswith(text.split("…")[0]) for text in texts(root))


def test_what_has_no_name_is_unnamed():
    document = documents.document(activities=(documents.job(name=" \n"),))
    _, root = drawn(document)
    assert "unnamed" in texts(root)


def test_a_long_name_is_shortened_and_its_tooltip_has_all_of_it():
    name = "m13_" + "very_" * 30 + "long.fits"
    document = documents.document(
        entities=(documents.file("e-one", name),),
        used=(documents.used("j-one", "e-one"),),
    )
    _, root = drawn(document)
    [shown] = [text for text in texts(root) if text.startswith("m13_")]
    assert "…" in shown
    assert shown.endswith(".fits")
    assert len(shown) < 40
    assert any(title.startswith(name + "\n") for title in texts(root, "title"))


def test_cards_are_links_to_their_pages():
    _, root = drawn(documents.chain(2))
    links = {element.get("href") for element in root.iter(f"{SVG}a")}
    ids = {"activity/j-0", "activity/j-1", "entity/e-0-0", "entity/e-1-0"}
    assert links == {f"https://opus.example.org/{each}" for each in ids}


def test_a_card_without_a_page_is_no_link():
    drawing = paint.draw_alone(documents.chain(2), Options(), lambda *_: "")
    root = etree.fromstring(drawing.svg)
    assert not list(root.iter(f"{SVG}a"))


def test_the_focus_is_marked():
    _, root = drawn(documents.chain(3))
    [marked] = [each for each in root.iter() if each.get("aria-current")]
    assert marked.get("aria-label").startswith("job 2, ")


def test_the_size_is_that_of_the_picture():
    drawing, root = drawn(documents.chain(3))
    assert root.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
    assert (root.get("width"), root.get("height")) == (
        str(drawing.width),
        str(drawing.height),
    )


def test_a_picture_in_a_page_has_classes_and_one_in_a_file_colours():
    drawing, _ = drawn(documents.everything(), paint.draw)
    assert not re.search(r'(fill|stroke)="#', drawing.svg)
    assert 'class="g-' in drawing.svg
    alone, _ = drawn(documents.everything())
    assert 'class="g-' not in alone.svg.replace('class="g-target"', "")
    assert "var(" not in alone.svg


def test_arrows_can_point_to_the_past():
    data, _ = drawn(documents.chain(2), arrows="data")
    prov, _ = drawn(documents.chain(2), arrows="prov")
    assert data.svg != prov.svg
    assert (data.arrows, prov.arrows) == (
        "Arrows follow the data.",
        "Arrows point to the past, as in PROV.",
    )


def test_the_legend_has_what_is_in_the_picture_and_nothing_else():
    drawing, root = drawn(documents.chain(2), detail="data")
    kinds = [key.kind for key in drawing.legend]
    assert kinds == ["activity", "entity", "used", "generated"]
    assert "was generated by" in texts(root)
    assert "agent" not in texts(root)


def test_what_is_not_drawn_is_told():
    drawing, root = drawn(documents.chain(30), budget=10)
    assert drawing.left_out > 20
    told = f"{drawing.left_out} jobs are not drawn."
    assert any(text.endswith(told) for text in texts(root))
    assert told in texts(root, "desc")[0]


def test_the_same_document_gives_the_same_drawing():
    one, _ = drawn(documents.everything())
    two, _ = drawn(documents.everything())
    assert one == two


def test_a_chip_that_is_shortened_takes_no_more_room_than_it_shows():
    long = documents.agent(name="A " + "very " * 20 + "long name")
    document = documents.document(
        "j-0",
        activities=(
            *(documents.job(f"j-{n}", "subtract_background") for n in range(9)),
            documents.step("a-1", "j-5"),
        ),
        agents=(long,),
        associated=tuple(documents.operated(f"j-{n}") for n in range(9)),
    )
    _, root = drawn(document)
    assert texts(root).count("subtract_background") == 9
