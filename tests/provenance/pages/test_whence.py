"""Where does this file come from: by the hash of its bytes."""

import pytest

from provenance import record, times
from tests.provenance import rows

HASH = "ab" * 32
OTHER = "cd" * 32


@pytest.fixture
def known(alice):
    """A file with that hash."""
    return rows.activity(alice, name="reduce", generated=["out.txt"])[1]


def answer(client, *hashes, status=200):
    response = client.get("/api/entities", {"sha256": hashes})
    assert response.status_code == status
    return response.json()["entities"] if status == 200 else response.content.decode()


def test_a_program_learns_what_the_file_is(known, as_alice):
    (row,) = answer(as_alice, HASH)
    assert row["id"] == known.public_id
    assert row["name"] == "out.txt"
    assert row["sha256"] == HASH
    assert row["url"].endswith(f"/provenance/entity/{known.public_id}")
    assert row["lineage"].endswith(f"/provenance/lineage?ID={known.public_id}")
    assert row["madeBy"]["name"] == "reduce"


def test_capitals_are_the_same_hash(known, as_alice):
    assert len(answer(as_alice, HASH.upper())) == 1


def test_unknown_and_forbidden_look_the_same(known, as_bob, client):
    for someone in (as_bob, client):
        assert answer(someone, HASH) == answer(someone, OTHER) == []


def test_what_is_unlisted_is_found_by_its_id_only(db, client):
    rows.activity(None, is_unlisted=True, generated=["out.txt"])
    assert answer(client, HASH) == []


def test_the_record_of_a_destroyed_file_still_answers(known, as_alice):
    record.invalidate([known], times.now())
    (row,) = answer(as_alice, HASH)
    assert row["invalidatedAt"]


def test_the_hash_from_before_a_stamp_is_known_too(alice, as_alice):
    made = rows.made_file("image.png", sha256=OTHER, unstamped_sha256="ef" * 32)
    record.activity(
        record.ActivityRecord("j-s", "draw", "COMPLETED", alice, generated=[made])
    )
    assert [row["name"] for row in answer(as_alice, "ef" * 32)] == ["image.png"]
    assert [row["name"] for row in answer(as_alice, OTHER)] == ["image.png"]


@pytest.mark.parametrize(
    "hashes", [(), ("abc",), (HASH, "x"), (f"{HASH}0",), (HASH,) * 101]
)
def test_a_program_is_told_what_to_send(as_alice, hashes):
    assert "64 hexadecimal digits" in answer(as_alice, *hashes, status=400)


def text(client, method="post", status=200, **sent):
    response = getattr(client, method)("/provenance/where", sent)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize(
    "pasted",
    [
        f"{HASH}  out.txt",
        f"{HASH} *C:\\data\\out.txt\r\n{OTHER}  other",
        f"SHA256 (out.txt) = {HASH}",
        f"\n\n{HASH.upper()}\n",
    ],
)
def test_what_a_shell_prints_can_be_pasted(known, as_alice, pasted):
    shown = text(as_alice, sums=pasted)
    assert f"/entities/{known.public_id}" in shown
    assert "reduce" in shown


def test_the_script_of_the_page_gets_the_answer_alone(known, as_alice):
    response = as_alice.get(
        "/provenance/where", {"sha256": HASH}, headers={"X-Fragment": "whence"}
    )
    shown = response.content.decode()
    assert "<html" not in shown
    assert known.public_id in shown


def test_what_is_unknown_is_said_to_be(as_alice, client):
    assert "does not know a file" in text(as_alice, sums=OTHER)
    assert "Log in" in text(client, sums=OTHER)


def test_a_text_without_a_hash_is_told_from_an_unknown_one(as_alice):
    shown = text(as_alice, sums="out.txt <b>", status=400)
    assert "There is no SHA-256 hash in this" in shown
    assert "out.txt &lt;b&gt;" in shown


def test_the_page_can_be_opened_empty(client, db):
    shown = text(client, "get")
    assert "api/entities?sha256=$(sha256sum FILE | cut -c1-64)" in shown


def test_a_hundred_hashes_are_looked_up_at_once(as_alice):
    pasted = "\n".join(f"{number:064x}" for number in range(105))
    shown = text(as_alice, sums=pasted)
    assert "5 more were not" in shown


def test_one_query_answers_for_many(
    known, alice, as_alice, django_assert_max_num_queries
):
    for number in range(20):
        rows.file(alice, f"copy {number}", sha256=HASH)
    hashes = [HASH, *(f"{number:064x}" for number in range(50))]
    with django_assert_max_num_queries(9):
        assert len(answer(as_alice, *hashes)) == 21
