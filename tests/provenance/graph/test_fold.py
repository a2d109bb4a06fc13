"""What is true of every picture, whatever the history and the room for it."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.graph import dot
from tests.provenance.graph.histories import histories
from tests.provenance.graph.pictures import files_on, folded, jobs_of, shown

DETAILS = ["jobs", "data", "everything"]
LIMITS = st.integers(1, 40)
WORDS_OF_DOT = re.compile(
    r"""
    digraph\ { | }
    | (graph|node|edge)\ \[ [\w=."\ ]+ \]
    | subgraph\ cluster_n\d+\ {
    | n\d+f?\ \[ height=[\d.]+\ width=[\d.]+ \]
    | n\d+f?\ ->\ n\d+f?\ \[ (id=\d+|style=invis)\ weight=\d \]
    """,
    re.VERBOSE,
)


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS))
def test_with_room_enough_everything_is_drawn(document, detail):
    picture = folded(document, detail)
    assert sorted(shown(picture, "activity")) == sorted(jobs_of(document))
    assert picture.left_out == document.left_out
    related = {each.entity for each in (*document.used, *document.generated)}
    expected = len(related) if detail != "jobs" else 0
    assert files_on(picture) >= expected


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), LIMITS)
def test_every_job_is_drawn_once_or_counted(document, detail, budget):
    picture = folded(document, detail, budget)
    drawn = shown(picture, "activity")
    assert len(set(drawn)) == len(drawn)
    missing = picture.left_out - document.left_out
    assert len(drawn) + missing == len(jobs_of(document))


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), st.integers(30, 60))
def test_a_picture_keeps_to_its_budget(document, detail, budget):
    assert len(folded(document, detail, budget).cards) <= budget


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), LIMITS)
def test_the_job_of_the_focus_is_always_there(document, detail, budget):
    picture = folded(document, detail, budget)
    assert shown(picture, "activity")
    assert sum(card.is_focus for card in picture.cards) == 1


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), LIMITS)
def test_lines_connect_cards_and_containers_exist(document, detail, budget):
    picture = folded(document, detail, budget)
    cards = {card.id: card for card in picture.cards}
    assert len(cards) == len(picture.cards)
    ends = [end for edge in picture.edges for end in (edge.cause, edge.effect)]
    ends += [end for pair in picture.sequence for end in pair]
    assert set(ends) <= set(cards)
    around = {card.inside for card in picture.cards if card.inside}
    assert around == {card.id for card in picture.cards if card.is_container}


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), LIMITS)
def test_the_same_document_gives_the_same_picture(document, detail, budget):
    assert folded(document, detail, budget) == folded(document, detail, budget)


@settings(max_examples=50)
@given(histories(), st.sampled_from(DETAILS), LIMITS)
def test_no_text_of_a_user_reaches_graphviz(document, detail, budget):
    for line in dot.source(folded(document, detail, budget)).splitlines():
        assert WORDS_OF_DOT.fullmatch(line.strip()), line
