"""The four directions in which later things can be."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.graph.fold import fold
from provenance.graph.layout import lay_out
from provenance.graph.picture import Options
from tests.provenance.graph.histories import histories
from tests.provenance.graph.test_layout import NEARLY, assert_apart

pytestmark = pytest.mark.usefixtures("engine")
WAYS = st.sampled_from(["TB", "LR", "BT", "RL"])


def placed(document, way):
    options = Options(detail="everything", budget=60, way=way)
    return lay_out(fold(document, options, lambda *_: ""))


def is_later(way, cause, effect):
    """Whether the box of the effect is where the direction wants it."""
    match way:
        case "TB":
            return cause.bottom <= effect.top + NEARLY
        case "BT":
            return effect.bottom <= cause.top + NEARLY
        case "LR":
            return cause.right <= effect.left + NEARLY
        case _:
            return effect.right <= cause.left + NEARLY


@settings(max_examples=25)
@given(histories(), WAYS)
def test_effects_are_where_the_direction_says(document, way):
    layout = placed(document, way)
    boxes = {each.card.id: each.box for each in layout.cards}
    for route in layout.routes:
        assert is_later(way, boxes[route.edge.cause], boxes[route.edge.effect])


@settings(max_examples=25)
@given(histories(), WAYS)
def test_cards_never_overlap(document, way):
    assert_apart(placed(document, way))


@settings(max_examples=25)
@given(histories(), WAYS)
def test_all_is_inside_the_picture(document, way):
    layout = placed(document, way)
    for each in layout.cards:
        box = each.box
        assert -NEARLY <= box.left <= box.right <= layout.width + NEARLY
        assert -NEARLY <= box.top <= box.bottom <= layout.height + NEARLY


@settings(max_examples=25)
@given(histories(), WAYS)
def test_lines_begin_and_end_at_their_cards(document, way):
    layout = placed(document, way)
    boxes = {each.card.id: each.box for each in layout.cards}
    for route in layout.routes:
        for end, card in (
            (route.points[0], boxes[route.edge.cause]),
            (route.points[-1], boxes[route.edge.effect]),
        ):
            x, y = end
            assert card.left - NEARLY <= x <= card.right + NEARLY
            assert card.top - NEARLY <= y <= card.bottom + NEARLY
