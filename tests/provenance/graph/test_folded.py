"""What is drawn together, inside something else, or only counted."""

import pytest

from provenance.graph.fold import fold
from provenance.graph.picture import Options
from tests.provenance import documents
from tests.provenance.graph.pictures import files_on, folded, shown


def test_a_long_chain_is_cut_at_what_is_far():
    picture = folded(documents.chain(50), budget=20)
    drawn = shown(picture, "activity")
    assert drawn[0] == "j-49"
    assert set(drawn) == {f"j-{49 - n}" for n in range(len(drawn))}
    assert picture.left_out == 50 - len(drawn)
    [stub] = [card for card in picture.cards if card.kind == "more"]
    assert stub.title == f"{picture.left_out} more jobs"


def test_numbered_files_are_one_collection():
    names = [f"frame_{number:03}.fits" for number in range(12)]
    files = tuple(documents.file(f"e-{n}", name) for n, name in enumerate(names))
    picture = folded(
        documents.document(
            entities=files,
            generated=tuple(
                documents.generated(file.id, "j-one", f"frames.{n}")
                for n, file in enumerate(files)
            ),
        )
    )
    [card] = [card for card in picture.cards if card.kind == "collection"]
    assert (card.title, card.count) == ("frame_0*.fits", 12)
    assert card.subtitle == "12 files · 60 B"


def test_results_of_earlier_jobs_that_lead_nowhere_are_one_card():
    picture = folded(documents.chain(2, files=4))
    [rest] = [card for card in picture.cards if card.kind == "rest"]
    assert rest.title == "+ 3 other results"
    assert len(shown(picture, "entity")) == 5


def test_a_job_with_very_many_files_still_fits():
    picture = folded(documents.chain(1, files=500), budget=30)
    assert len(picture.cards) <= 30
    assert files_on(picture) == 500


def test_a_job_with_very_many_steps_still_fits():
    steps = tuple(documents.step(f"a-{n}", "j-one") for n in range(3000))
    document = documents.document(activities=(documents.job(), *steps))
    picture = folded(document, "everything", budget=60)
    [card] = picture.cards
    assert "3 000 steps" in card.chips


def test_steps_are_drawn_inside_the_job_of_the_focus_only():
    steps = (documents.step("a-1", "j-0"), documents.step("a-2", "j-1"))
    chain = documents.chain(2)
    document = documents.document(
        "j-1",
        activities=chain.activities + steps,
        entities=chain.entities,
        used=chain.used,
        generated=chain.generated,
    )
    titles = {card.url: card for card in folded(document).cards}
    assert "/step/a-1" not in titles
    assert titles["/step/a-2"].inside == titles["/activity/j-1"].id
    everything = {card.url for card in folded(document, "everything").cards}
    assert {"/step/a-1", "/step/a-2"} <= everything


def test_what_closed_steps_pass_among_themselves_is_a_result_of_their_job():
    document = documents.document(
        "j-two",
        activities=(
            documents.job("j-two"),
            documents.job(),
            documents.step("a-1", "j-one"),
            documents.step("a-2", "j-one"),
        ),
        entities=(documents.external("e-one", "scratch.dat", "/tmp/scratch.dat"),),
        generated=(documents.generated("e-one", "a-1"),),
        used=(documents.used("a-2", "e-one"),),
    )
    assert [edge.relation for edge in folded(document).edges] == ["generated"]


def test_the_steps_of_the_only_job_that_is_left_out_are_left_out():
    document = documents.document(
        "j-two",
        activities=(
            documents.job("j-two"),
            documents.job("j-one"),
            documents.step("a-1", "j-one"),
        ),
        entities=tuple(documents.file(f"e-{n}", f"file{n}") for n in range(3)),
        used=tuple(documents.used("j-one", f"e-{n}") for n in range(3)),
    )
    picture = folded(document, "everything", budget=4)
    assert [card.kind for card in picture.cards] == ["activity", "more"]
    assert picture.left_out == 1


def test_a_file_is_drawn_in_the_innermost_step_that_made_and_used_it():
    """Whoever else used it: lines of theirs leave the container."""
    document = documents.document(
        activities=(
            documents.job(),
            documents.step("a-1", "j-one"),
            documents.step("a-2", "j-one", "a-1"),
            documents.step("a-3", "j-one"),
            documents.job("j-two"),
        ),
        entities=(documents.file("e-one"), documents.file("e-two")),
        generated=(
            documents.generated("e-one", "a-2"),
            documents.generated("e-two", "a-2"),
        ),
        used=(
            documents.used("a-3", "e-one"),
            documents.used("j-two", "e-one"),
            documents.used("j-two", "e-two"),
        ),
    )
    cards = {card.url: card for card in folded(document, "everything").cards}
    assert cards["/entity/e-one"].inside == cards["/activity/j-one"].id
    assert cards["/entity/e-two"].inside == ""


def test_parents_in_a_circle_are_drawn_in_their_job():
    steps = (
        documents.step("a-1", "j-one", "a-2"),
        documents.step("a-2", "j-one", "a-1"),
    )
    picture = folded(documents.document(activities=(documents.job(), *steps)))
    [job] = [card for card in picture.cards if card.is_container]
    assert [card.inside for card in picture.cards if card != job] == [job.id, job.id]


def test_what_one_may_not_see_is_a_nameless_step():
    document = documents.document(
        entities=(documents.file(),),
        used=(documents.used("j-one", "e-one"),),
        hidden=frozenset({"e-one"}),
    )
    [hidden] = [card for card in folded(document).cards if card.kind == "hidden"]
    assert (hidden.title, hidden.url, hidden.subtitle) == ("hidden step", "", "")


def test_agents_and_parameters_are_shown_with_everything_only():
    document = documents.document(
        activities=(documents.job(parameters=(documents.parameter("n", "3"),)),),
        agents=(documents.agent(),),
        associated=(documents.operated("j-one"),),
    )
    kinds = {card.kind for card in folded(document, "everything").cards}
    assert kinds == {"activity", "agent", "parameters"}
    [card] = folded(document).cards
    assert card.chips == ("1 param",)
    without = folded(document, "everything", agents=False)
    assert "agent" not in {card.kind for card in without.cards}


def test_an_agent_of_many_jobs_is_named_on_their_cards():
    document = documents.document(
        "j-0",
        activities=tuple(documents.job(f"j-{n}") for n in range(9)),
        agents=(documents.agent(),),
        associated=tuple(documents.operated(f"j-{n}") for n in range(9)),
    )
    picture = folded(document, "everything")
    assert len([edge for edge in picture.edges if edge.relation == "associated"]) == 1
    named = [card for card in picture.cards if "Alice A" in card.chips]
    assert len(named) == 8


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "//evil.example.org", "data:,x"]
)
def test_a_link_leads_to_the_portal_or_the_web_or_nowhere(url):
    picture = fold(documents.document(), Options(), lambda *_: url)
    assert [card.url for card in picture.cards] == [""]


def test_the_value_of_a_parameter_is_told_whole():
    value = "x" * 1000
    given_ = documents.parameter("text", value)
    document = documents.document(activities=(documents.job(parameters=(given_,)),))
    notes = [c for c in folded(document, "everything").cards if c.kind == "parameters"]
    assert value in notes[0].tooltip


def test_a_use_that_may_not_be_seen_is_a_nameless_card_after_the_file():
    document = documents.document(
        entities=(documents.file(),),
        generated=(documents.generated("e-one", "j-one"),),
        hidden_uses=frozenset({"e-one"}),
    )
    picture = folded(document)
    [hidden] = [card for card in picture.cards if card.kind == "hidden"]
    assert (hidden.title, hidden.url) == ("hidden step", "")
    [edge] = [edge for edge in picture.edges if hidden.id in (edge.cause, edge.effect)]
    assert edge.effect == hidden.id


def test_a_value_is_on_its_card():
    document = documents.document(
        entities=(documents.file(name="mean", kind="value", value=3.5, sha256=""),),
        generated=(documents.generated("e-one", "j-one"),),
    )
    [card] = [card for card in folded(document).cards if card.kind == "entity"]
    assert card.title == "mean"
    assert "3.5" in card.subtitle


def test_an_agent_can_be_what_it_is_about():
    document = documents.document(
        "g-one",
        activities=(documents.job(),),
        agents=(documents.agent(),),
        associated=(documents.operated("j-one"),),
    )
    picture = folded(document, "everything")
    [card] = [card for card in picture.cards if card.is_focus]
    assert card.kind == "agent"
