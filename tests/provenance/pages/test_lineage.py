"""Pages about what was before and after something."""

import csv
import io

import pytest

from provenance.models import Entity
from tests.provenance import rows


@pytest.fixture
def line(alice):
    """Three jobs of Alice's, each of which used what the one before made."""
    first, raw = rows.activity(alice, name="observe", generated=["raw.fits"])
    second, clean = rows.activity(alice, name="clean", used=[raw], generated=["c.fits"])
    third, _ = rows.activity(alice, name="fit", used=[clean], generated=["fit.txt"])
    return first, second, third


def entity(name):
    return Entity.objects.get(name=name)


def text(client, path, public_id, **query):
    response = client.get(f"/provenance/{path}", {"ID": public_id, **query})
    assert response.status_code == 200
    return response.content.decode()


def test_the_graph_has_what_is_before_and_after(line, as_alice):
    shown = text(as_alice, "lineage", line[1].public_id)
    for name in ("observe", "raw.fits", "clean", "c.fits", "fit", "fit.txt"):
        assert name in shown


def test_how_far_it_goes_can_be_chosen(line, as_alice):
    shown = text(as_alice, "lineage", line[1].public_id, depth="0", after="0")
    assert "c.fits" in shown
    assert "fit.txt" not in shown
    assert "observe" not in shown


def test_a_click_on_a_card_puts_it_in_the_centre(line, as_alice):
    shown = text(as_alice, "lineage", line[1].public_id)
    assert f'href="/provenance/lineage?ID={entity("raw.fits").public_id}"' in shown


def test_the_choice_keeps_what_it_is_about(line, as_alice):
    shown = text(as_alice, "lineage", line[1].public_id)
    assert f'name="ID" value="{line[1].public_id}"' in shown


@pytest.mark.parametrize("page", ["lineage", "affected", "methods"])
@pytest.mark.parametrize("public_id", ["", "e-1", "\0", "x" * 5000])
def test_what_is_unknown_has_no_lineage(line, as_alice, page, public_id):
    assert as_alice.get(f"/provenance/{page}", {"ID": public_id}).status_code == 404


@pytest.mark.parametrize("page", ["lineage", "affected", "methods"])
def test_what_is_not_mine_has_no_lineage(line, as_bob, client, page):
    for someone in (as_bob, client):
        for public_id in (line[0].public_id, entity("c.fits").public_id):
            answer = someone.get(f"/provenance/{page}", {"ID": public_id})
            assert answer.status_code == 404


@pytest.mark.parametrize("page", ["lineage", "affected", "methods"])
def test_an_agent_has_a_lineage_too(line, alice, as_alice, page):
    from provenance.recorded import AgentRecord  # noqa: PLC0415 - only here

    agent = AgentRecord("org:1", "Observatory", type="Organization")
    job, *_ = rows.activity(alice, agents=[(agent, "owner")])
    public_id = job.associations.get().agent.public_id
    assert "Observatory" in text(as_alice, page, public_id)


# -- what would be affected ------------------------------------------------------------


def test_all_that_came_of_it_is_listed(line, as_alice):
    shown = text(as_alice, "affected", entity("raw.fits").public_id)
    for name in ("clean", "c.fits", "fit", "fit.txt"):
        assert f'dir="auto">{name}</a>' in shown
    assert "2 jobs" in shown
    assert "observe" not in shown


def test_the_list_can_be_saved(line, as_alice):
    raw = entity("raw.fits")
    query = {"ID": raw.public_id, "format": "csv"}
    answer = as_alice.get("/provenance/affected", query)
    assert answer["Content-Type"].startswith("text/csv")
    assert f"{raw.public_id}.affected.csv" in answer["Content-Disposition"]
    found = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [(row["kind"], row["name"]) for row in found] == [
        ("job", "clean"),
        ("job", "fit"),
        ("file", "c.fits"),
        ("file", "fit.txt"),
    ]
    assert found[2]["url"].endswith(f"/provenance/entity/{entity('c.fits').public_id}")
    assert found[2]["sha256"] == entity("c.fits").sha256


@pytest.mark.parametrize("first", list("=+-@\t"))
def test_a_name_is_no_formula_of_a_spreadsheet(alice, as_alice, first):
    job, *_ = rows.activity(alice, generated=[f"{first}cmd|' /C calc'!A0"])
    query = {"ID": job.public_id, "format": "csv"}
    answer = as_alice.get("/provenance/affected", query).content.decode()
    (row,) = csv.DictReader(io.StringIO(answer))
    assert row["name"].startswith(f"'{first}")


def test_where_nothing_came_of_it_it_says_so(line, as_alice):
    shown = text(as_alice, "affected", entity("fit.txt").public_id)
    assert "Nothing came of it yet" in shown


def test_what_others_made_of_it_is_not_told(alice, bob, as_alice):
    _, shared = rows.activity(alice, generated=["shared.fits"])
    rows.activity(bob, name="secret", used=[shared], generated=["secret.txt"])
    shown = text(as_alice, "affected", shared.public_id)
    assert "secret" not in shown
    assert "you may not see" in shown


# -- in words --------------------------------------------------------------------------


def test_the_methods_are_told_in_the_order_of_the_data(line, as_alice):
    shown = text(as_alice, "methods", entity("fit.txt").public_id)
    places = [shown.index(f"{name} ") for name in ("raw.fits", "c.fits")]
    assert places == sorted(places)
    assert "fit.txt" in shown


def test_the_bibliography_can_be_saved(line, as_alice):
    query = {"ID": line[2].public_id, "format": "bib"}
    answer = as_alice.get("/provenance/methods", query)
    assert answer["Content-Type"] == "application/x-bibtex"
    assert f"@misc{{provenance-{line[2].public_id}" in answer.content.decode()
