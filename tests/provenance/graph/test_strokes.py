"""Lines as SVG draws them, and where their words find room."""

import pytest

from provenance.graph import strokes
from provenance.graph.curves import direct
from provenance.graph.geometry import Box, Layout, Placed, Route
from provenance.graph.picture import Card, Edge

SAID = Edge("n1", "n2", "used", "image")
DOWN = Route(SAID, direct((100, 0), (100, 200)))


def labels(*boxes, routes=(DOWN,), **facts):
    """What is written on the lines when cards lie in these boxes."""
    card = Card("activity", "job", "a", height=56, **facts)
    cards = tuple(Placed(card, Box(*box)) for box in boxes)
    return strokes.labels(Layout(300, 300, cards, routes))


def test_words_stand_in_the_middle_of_their_line():
    [label] = labels()
    assert (label.text, label.x, label.y) == ("image", "100", "103.5")


def test_words_give_way_to_a_card():
    [label] = labels((50, 80, 150, 120))
    assert label.x == "100"
    assert not 75 < float(label.y) < 125


def test_words_without_room_are_left_out():
    assert labels((0, -50, 300, 250)) == []


def test_words_stand_inside_a_container_but_not_on_its_head():
    [label] = labels((0, -50, 300, 250), is_container=True)
    assert label.y == "103.5"
    [label] = labels((0, 80, 300, 250), is_container=True)
    assert not 75 < float(label.y) < 135


def test_words_of_two_lines_do_not_cover_each_other():
    one, two = labels(routes=(DOWN, DOWN))
    assert abs(float(one.y) - float(two.y)) >= strokes.HEIGHT


def test_long_words_are_shortened():
    long = Route(Edge("n1", "n2", "used", "x" * 200), DOWN.points)
    [label] = labels(routes=(long,))
    assert "…" in label.text


def test_a_line_without_words_has_no_label():
    silent = Route(Edge("n1", "n2", "used"), DOWN.points)
    assert labels(routes=(silent,)) == []


def arrow(arrows, relation="used"):
    route = Route(Edge("n1", "n2", relation), DOWN.points)
    [stroke] = strokes.strokes(Layout(300, 300, (), (route,)), arrows)
    return stroke


def test_an_arrow_points_to_the_effect_or_to_the_cause():
    assert arrow("data").head.startswith("M100,200L")
    assert arrow("prov").head.startswith("M100,0L")


def test_a_line_ends_where_its_head_begins():
    assert arrow("data").path == "M100,0C100,100 100,100 100,191"


def test_responsibility_has_no_head():
    assert arrow("data", "associated").head == ""


@pytest.mark.parametrize(
    ("value", "written"), [(1, "1"), (1.04, "1"), (-0.04, "0"), (-1.26, "-1.3")]
)
def test_numbers_are_short(value, written):
    assert strokes.number(value) == written
