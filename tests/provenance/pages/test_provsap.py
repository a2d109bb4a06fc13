"""ProvSAP: parameters, spellings, what a walk meets, and who may see it."""

import json

import pytest

from provenance.models import Entity
from provenance.recorded import FileRecord, StepRecord
from tests.provenance import rows


@pytest.fixture
def line(alice):
    """Three jobs of Alice's, each of which used what the one before made."""
    return rows.chain(alice, 3)


def ask(client, public_id, **query):
    response = client.get("/provsap", {"ID": public_id, **query})
    assert response.status_code == 200, response.content
    return response


def found(client, public_id, **query):
    """The ids in PROV-JSON, of activities and entities that are no descriptions."""
    document = json.loads(ask(client, public_id, **query).content)
    names = [*document.get("activity", {}), *document.get("entity", {})]
    return {
        name.partition(":")[2]
        for name in names
        if name.startswith(("activity:", "entity:"))
    }


def made_by(job):
    return Entity.objects.get(generated__activity=job).public_id


def said(client, **query):
    response = client.get("/provsap", query)
    assert response.status_code == 400
    return response.content.decode()


def test_depth_counts_relations(line, as_alice):
    first, second, third = line
    start = made_by(third)
    steps = [third.public_id, made_by(second), second.public_id, made_by(first)]
    for depth in range(5):
        expected = {start, *steps[:depth]}
        assert found(as_alice, start, DEPTH=depth) == expected, depth
    everything = {start, *steps, first.public_id}
    assert found(as_alice, start, DEPTH="ALL") == everything
    assert found(as_alice, start, DEPTH=-1) == everything


def test_one_is_the_depth_if_none_is_given(line, as_alice):
    start = made_by(line[2])
    assert found(as_alice, start) == {start, line[2].public_id}


@pytest.mark.parametrize("direction", ["FORTH", "forward", "Forth"])
def test_the_walk_can_go_forth(line, as_alice, direction):
    first, second, _ = line
    start = made_by(first)
    expected = {start, second.public_id}
    assert found(as_alice, start, DIRECTION=direction) == expected


def test_the_walk_can_go_both_ways(line, as_alice):
    second = line[1]
    expected = {second.public_id, made_by(line[0]), made_by(second)}
    assert found(as_alice, second.public_id, direction="both") == expected


def test_several_starts_give_one_document(line, as_alice):
    ids = [line[0].public_id, line[2].public_id]
    got = found(as_alice, ids, DEPTH=0)
    assert got == set(ids)


def test_an_unknown_id_among_known_ones_does_not_matter(line, as_alice):
    got = found(as_alice, [line[0].public_id, "e-nothing"], DEPTH=0)
    assert got == {line[0].public_id}


def test_steps_are_shown_if_asked_for(alice, as_alice):
    job, *_ = rows.activity(alice)
    step = StepRecord("s1", "step", used=[FileRecord("/sky.fits")])
    rows.inside(job, [step], {})
    inner = job.steps.get().public_id
    assert inner not in found(as_alice, job.public_id)
    assert inner in found(as_alice, job.public_id, STEPS="true")


def test_agents_and_configuration_can_be_left_out(alice, as_alice):
    from provenance.recorded import AgentRecord  # noqa: PLC0415 - only here

    agents = [(AgentRecord("user:1", "Alice"), "Operator")]
    parameters = [{"name": "n", "value": "3"}]
    job, *_ = rows.activity(alice, agents=agents, parameters=parameters)
    full = ask(as_alice, job.public_id).content.decode()
    assert "Alice" in full
    assert "parameter:" in full
    bare = ask(as_alice, job.public_id, AGENTS="0", CONFIGURATION="no").content.decode()
    assert "Alice" not in bare
    assert "parameter:" not in bare.partition("}")[2]


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("PROV-JSON", "application/json"),
        ("prov-n", "text/provenance-notation"),
        ("PROV-XML", "application/provenance+xml"),
        ("PROV-SVG", "image/svg+xml"),
        ("png", "image/png"),
        ("text/turtle", "text/turtle"),
        ("PROV-VOTABLE", "application/x-votable+xml"),
        ("dot", "text/vnd.graphviz"),
        ("pdf", "application/pdf"),
    ],
)
def test_formats_have_the_spellings_of_clients(line, as_alice, asked, kind):
    answer = ask(as_alice, line[0].public_id, RESPONSEFORMAT=asked)
    assert answer["Content-Type"].partition(";")[0] == kind
    assert line[0].public_id in answer["Content-Disposition"]


def test_the_ivoa_dialect_is_a_model(alice, as_alice):
    job, *_ = rows.activity(alice, parameters=[{"name": "n", "value": "3"}])
    made = json.loads(ask(as_alice, job.public_id, MODEL="IVOA").content)
    (configured,) = made["wasConfiguredBy"].values()
    assert configured["voprov:artefactType"] == "Parameter"
    query = {"ID": job.public_id, "MODEL": "IVOA", "RESPONSEFORMAT": "dot"}
    assert "PROV-VOTABLE" in said(as_alice, **query)


def test_what_a_client_accepts_counts_where_nothing_is_asked(line, as_alice):
    query = {"ID": line[0].public_id}
    for accepted, kind in (
        ("application/xml", "application/xml"),
        ("text/plain", "text/plain"),
        ("*/*", "application/json"),
        ("image/svg+xml", "image/svg+xml"),
    ):
        answer = as_alice.get("/provsap", query, headers={"Accept": accepted})
        assert answer["Content-Type"].partition(";")[0] == kind


def test_a_browser_is_led_to_the_page(line, as_alice):
    headers = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = as_alice.get("/provsap", {"id": line[0].public_id}, headers=headers)
    assert answer["Location"] == f"/provenance/lineage?ID={line[0].public_id}"


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({}, "ID"),
        ({"ID": ""}, "ID"),
        ({"ID": ["x"] * 101}, "ID"),
        ({"ID": "x", "DEPTH": "deep"}, "DEPTH=deep"),
        ({"ID": "x", "DEPTH": "1.5"}, "DEPTH"),
        ({"ID": "x", "DIRECTION": "UP"}, "DIRECTION=UP"),
        ({"ID": "x", "MODEL": "X"}, "MODEL"),
        ({"ID": "x", "RESPONSEFORMAT": "docx"}, "RESPONSEFORMAT=docx"),
        ({"ID": "x", "STEPS": "maybe"}, "STEPS"),
        ({"ID": "x", "GD": "XX"}, "GD"),
        ({"ID": "x", "DESCRIPTIONS": "3"}, "DESCRIPTIONS"),
        ({"ID": "x", "DEPTH": ["1", "2"]}, "DEPTH is given 2 times"),
        ({"ID": "x", "COLOUR": "red"}, "COLOUR"),
    ],
)
def test_a_mistake_is_named(as_alice, query, named):
    assert named in said(as_alice, **query)


def test_a_huge_depth_is_all(line, as_alice):
    start = made_by(line[2])
    assert len(found(as_alice, start, DEPTH="4000")) == 6
    assert "DEPTH" in said(as_alice, ID=start, DEPTH="99999")


def test_what_is_not_mine_is_unknown(line, as_bob, client):
    for someone in (as_bob, client):
        answer = someone.get("/provsap", {"ID": line[0].public_id})
        assert answer.status_code == 404
        assert line[0].public_id not in answer.content.decode()


def test_a_hidden_step_is_absent_and_nobody_walks_through_it(alice, bob, as_bob):
    """Alice's job in the middle of Bob's history: neither it nor what is behind it."""
    _, raw = rows.activity(bob, name="before", generated=["raw"])
    middle, clean = rows.activity(alice, name="hidden", used=[raw], generated=["clean"])
    last, _ = rows.activity(bob, name="after", used=[clean], generated=["end"])
    query = {"ID": last.public_id, "DEPTH": "ALL"}
    for form in ("PROV-JSON", "PROV-N", "DOT", "PROV-VOTABLE", "PROV-SVG"):
        answer = as_bob.get("/provsap", {**query, "RESPONSEFORMAT": form})
        text = b"".join(answer).decode()
        assert middle.public_id not in text
        assert raw.public_id not in text


def test_a_part_that_is_too_large_is_refused_with_a_way_out(
    line, as_alice, monkeypatch
):
    from provenance.export import prov_w3c  # noqa: PLC0415 - patched

    monkeypatch.setattr(prov_w3c, "MOST_RECORDS", 3)
    query = {"ID": line[2].public_id, "DEPTH": "ALL", "RESPONSEFORMAT": "PROV-N"}
    answer = as_alice.get("/provsap", query)
    assert answer.status_code == 413
    assert "PROV-JSON" in answer.content.decode()
