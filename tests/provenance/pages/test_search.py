"""The search page."""

import re
from datetime import UTC, datetime

import pytest

from provenance import search
from provenance.models import Entity
from provenance.record import PlanRecord
from provenance.recorded import AgentRecord
from tests.provenance import rows


@pytest.fixture
def many(alice, bob):
    """Jobs of Alice's, and one of Bob's."""
    agents = [(AgentRecord("org:1", "North Observatory"), "owner")]
    rows.activity(
        alice,
        name="calibrate",
        generated=["sky.fits"],
        agents=agents,
        parameters=[{"name": "sigma", "value": "3.0"}, {"name": "mode", "value": "A"}],
        plan=PlanRecord("calibrate", "1.2", "d" * 64, {"type": "reduction"}),
        start_time=datetime(2026, 3, 31, 23, 59, tzinfo=UTC),
    )
    rows.activity(alice, name="fit", generated=["fit_100%.txt"])
    rows.activity(bob, name="secret", generated=["secret.fits"])


def names(client, **query):
    """The names that are shown, in their order."""
    response = client.get("/provenance", query)
    assert response.status_code == 200
    found = response.content.decode().partition('id="h-found"')[2]
    return [part.partition("<")[0] for part in found.split('dir="auto">')[1:]]


def test_files_are_listed_the_newest_first(many, as_alice):
    assert names(as_alice) == ["fit_100%.txt", "sky.fits"]


def test_jobs_are_listed_if_asked_for(many, as_alice):
    assert names(as_alice, what="activities") == ["fit", "calibrate"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "SKY"}, ["sky.fits"]),
        ({"q": "0%"}, ["fit_100%.txt"]),
        ({"q": "_"}, ["fit_100%.txt"]),
        ({"q": "nothing"}, []),
        ({"activity": "Calibrate"}, ["sky.fits"]),
        ({"version": "1.2"}, ["sky.fits"]),
        ({"agent": "observatory"}, ["sky.fits"]),
        ({"parameter": "sigma"}, ["sky.fits"]),
        ({"parameter": "sigma", "value": "3"}, ["sky.fits"]),
        ({"parameter": "sigma", "value": "4"}, []),
        ({"parameter": "mode", "value": "3"}, []),
        ({"value": "a"}, ["sky.fits"]),
        ({"type": "text"}, ["fit_100%.txt", "sky.fits"]),
        ({"type": "image/"}, []),
        ({"sha256": "ABABAB"}, ["fit_100%.txt", "sky.fits"]),
        ({"sha256": "abcdef"}, []),
        ({"q": "secret"}, []),
    ],
)
def test_files_are_found_by(many, as_alice, query, expected):
    assert names(as_alice, **query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "cal"}, ["calibrate"]),
        ({"type": "Reduction"}, ["calibrate"]),
        ({"agent": "north"}, ["calibrate"]),
        ({"parameter": "sigma", "value": "3"}, ["calibrate"]),
        ({"since": "2026-03-31", "until": "2026-03-31"}, ["calibrate"]),
        ({"until": "2026-03-30"}, []),
        ({"since": "2026-04-01"}, []),
    ],
)
def test_jobs_are_found_by(many, as_alice, query, expected):
    assert names(as_alice, what="activities", **query) == expected


def test_an_id_leads_to_its_page(many, as_alice, as_bob):
    public_id = Entity.objects.get(name="sky.fits").public_id
    for text in (public_id, f"https://here/provenance/entity/{public_id}"):
        response = as_alice.get("/provenance", {"q": text})
        assert response["Location"] == f"/entities/{public_id}"
    assert names(as_bob, q=public_id) == []


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"since": "yesterday"}, "From (UTC): give a day"),
        ({"until": "2026-02-30"}, "To, with that day: give a day"),
        ({"sha256": "xyz"}, "give 6 to 64 hexadecimal digits"),
        ({"sha256": "abc"}, "give 6 to 64 hexadecimal digits"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(many, as_alice, query, said):
    response = as_alice.get("/provenance", {**query, "q": "sky"})
    assert response.status_code == 400
    shown = response.content.decode()
    assert said in shown
    assert 'value="sky"' in shown


def test_pages_go_on_where_the_one_before_ended(alice, as_alice, monkeypatch):
    monkeypatch.setattr(search, "PAGE", 3)
    rows.activity(alice, generated=[f"f{n}.txt" for n in range(7)])
    seen, query = [], {"q": "f"}
    for _ in range(3):
        seen += names(as_alice, **query)
        shown = as_alice.get("/provenance", query).content.decode()
        before = re.search("before=(e-[a-z0-9]+)", shown)
        query = {"q": "f", "before": before[1] if before else ""}
    assert seen == [f"f{n}.txt" for n in reversed(range(7))]
    assert 'rel="next"' not in shown


def test_it_says_if_not_all_parameters_were_looked_at(many, as_alice, monkeypatch):
    monkeypatch.setattr(search, "LOOKED_AT", 1)
    query = {"what": "activities", "parameter": "sigma"}
    shown = as_alice.get("/provenance", query).content.decode()
    assert "Only the newest were looked at" in shown


def test_a_stranger_finds_nothing(many, client):
    assert names(client) == []
    assert "Nothing is recorded" in client.get("/provenance").content.decode()


@pytest.mark.parametrize("what", ["files", "activities", "rumours"])
def test_odd_texts_do_no_harm(many, as_alice, what):
    for text in ("\0", "'\"<&", "%", "x" * 10_000, "\u202e"):
        for field in ("q", "type", "agent", "parameter", "value", "before"):
            query = {"what": what, field: text}
            assert as_alice.get("/provenance", query).status_code == 200
