"""Where cards and lines go."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.graph import strokes
from provenance.graph.fold import fold
from provenance.graph.layout import lay_out
from provenance.graph.picture import Options
from tests.provenance import documents
from tests.provenance.graph.histories import histories

pytestmark = pytest.mark.usefixtures("engine")
DETAILS = st.sampled_from(["jobs", "data", "everything"])
NEARLY = 1.5  # pixels: Graphviz rounds


def placed(document, detail="everything", budget=60):
    options = Options(detail=detail, budget=budget)
    return lay_out(fold(document, options, lambda *_: ""))


def around(card, cards):
    """The ids of all containers that a card is in."""
    inside = cards[card].card.inside
    return [inside, *around(inside, cards)] if inside else []


@settings(max_examples=30)
@given(histories(), DETAILS)
def test_cards_do_not_overlap_and_containers_hold_what_is_theirs(document, detail):
    assert_apart(placed(document, detail))


def assert_apart(layout):
    """No card overlaps another one, but for containers, which hold what is theirs."""
    cards = {each.card.id: each for each in layout.cards}
    for one, two in combinations(cards, 2):
        if one in around(two, cards):
            assert holds(cards[one].box, cards[two].box)
        elif two in around(one, cards):
            assert holds(cards[two].box, cards[one].box)
        else:
            assert not cards[one].box.meets(cards[two].box)


def holds(outer, inner):
    return (
        outer.left <= inner.left + NEARLY
        and inner.right <= outer.right + NEARLY
        and outer.top <= inner.top + NEARLY
        and inner.bottom <= outer.bottom + NEARLY
    )


@settings(max_examples=30)
@given(histories(), DETAILS)
def test_causes_are_above_their_effects(document, detail):
    layout = placed(document, detail)
    boxes = {each.card.id: each.box for each in layout.cards}
    for route in layout.routes:
        cause, effect = boxes[route.edge.cause], boxes[route.edge.effect]
        assert cause.bottom <= effect.top + NEARLY


@settings(max_examples=30)
@given(histories(), DETAILS)
def test_lines_run_from_card_to_card_within_the_picture(document, detail):
    layout = placed(document, detail)
    boxes = {each.card.id: each.box for each in layout.cards}
    for route in layout.routes:
        (x0, y0), (x1, y1) = route.points[0], route.points[-1]
        cause, effect = boxes[route.edge.cause], boxes[route.edge.effect]
        assert cause.left <= x0 <= cause.right
        assert effect.left <= x1 <= effect.right
        assert (y0, y1) == (cause.bottom, effect.top)
        assert len(route.points) % 3 == 1
    for box in boxes.values():
        assert -NEARLY <= box.left <= box.right <= layout.width + NEARLY
        assert -NEARLY <= box.top <= box.bottom <= layout.height + NEARLY


@settings(max_examples=30)
@given(histories(), DETAILS)
def test_words_on_lines_cover_neither_cards_nor_each_other(document, detail):
    layout = placed(document, detail)
    labels = strokes.labels(layout)
    assert len({(label.x, label.y) for label in labels}) == len(labels)
    for label in labels:
        point = float(label.x), float(label.y) - 4
        for each in layout.cards:
            assert each.card.is_container or not each.box.holds(point)


def test_the_same_document_is_laid_out_in_the_same_way():
    assert placed(documents.chain(7, files=3)) == placed(documents.chain(7, files=3))


def test_a_chain_reads_from_top_to_bottom():
    layout = placed(documents.chain(5), detail="jobs")
    titles = [each.card.title for each in layout.cards]
    assert titles == [f"job {n}" for n in range(5)]


def test_a_large_picture_is_laid_out():
    layout = placed(documents.chain(60, files=4), detail="data", budget=300)
    assert len(layout.cards) > 150


def test_steps_inside_steps_are_drawn_inside_each_other():
    document = documents.document(
        activities=(
            documents.job(),
            documents.step("a-1", "j-one"),
            documents.step("a-2", "j-one", "a-1"),
        ),
        entities=tuple(documents.file(f"e-{n}", f"file{n}") for n in range(3)),
        generated=(
            documents.generated("e-0", "j-one"),
            documents.generated("e-1", "a-1"),
            documents.generated("e-2", "a-2"),
        ),
    )
    boxes = {each.card.url or each.card.id: each for each in placed(document).cards}
    containers = [each for each in boxes.values() if each.card.is_container]
    outer, inner = sorted(containers, key=lambda each: each.box.top)
    assert holds(outer.box, inner.box)
    assert inner.box.bottom < outer.box.bottom
    below = [each.box.top for each in boxes.values() if each.card.kind == "entity"]
    assert min(below) > outer.box.bottom


def test_what_many_jobs_used_does_not_turn_the_line_into_a_container_around():
    """The pull of many lines must not be stronger than the order in time."""
    shared = tuple(f"e-{n}" for n in range(6))
    layout = placed(
        documents.document(
            "j-0",
            activities=(
                *(documents.job(f"j-{n}") for n in range(4)),
                *(documents.step(f"a-{n}", f"j-{n}") for n in (1, 2)),
                documents.step("a-3", "j-2"),
            ),
            entities=tuple(
                documents.file(each) for each in (*shared, "e-step", "e-last")
            ),
            generated=(
                *(documents.generated(each, "j-0") for each in shared),
                documents.generated("e-last", "j-1"),
                documents.generated("e-step", "a-2"),
            ),
            used=(
                documents.used("j-1", "e-0"),
                *(
                    documents.used(job, each)
                    for job in ("j-2", "j-3")
                    for each in shared
                ),
                documents.used("j-2", "e-last"),
                documents.used("j-3", "e-last"),
                documents.used("a-2", "e-1"),
                documents.used("j-3", "e-step"),
            ),
        )
    )
    boxes = {each.card.id: each.box for each in layout.cards}
    for route in layout.routes:
        assert boxes[route.edge.cause].bottom <= boxes[route.edge.effect].top + NEARLY


def test_a_step_that_read_a_result_of_its_own_job_is_drawn():
    """Cause and effect are in a circle, so one line has to run upwards."""
    layout = placed(
        documents.document(
            activities=(documents.job(), documents.step("a-1", "j-one")),
            entities=(documents.file(),),
            generated=(documents.generated("e-one", "j-one"),),
            used=(documents.used("a-1", "e-one"),),
        )
    )
    assert (len(layout.cards), len(layout.routes)) == (3, 2)


def test_nothing_is_an_empty_picture():
    layout = placed(documents.document(activities=()))
    assert (layout.width, layout.height, layout.cards) == (0, 0, ())
