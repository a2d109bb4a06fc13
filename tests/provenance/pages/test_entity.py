"""The page of an entity."""

import pytest

from provenance import record, times
from provenance.recorded import FileRecord, StepRecord
from tests import factories
from tests.provenance import rows
from tests.provenance.documents import HOSTILE


@pytest.fixture
def result(alice):
    """A result of Alice's."""
    return factories.entity_of(factories.completed(alice))


def page(client, entity):
    response = client.get(f"/entities/{entity.public_id}")
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_it_is_and_which_job_made_it(result, as_alice):
    shown = page(as_alice, result)
    assert "out.txt" in shown
    assert result.sha256 in shown
    assert f'href="/store?ID={result.public_id}&amp;download"' in shown
    assert f'href="/jobs/{result.generated.get().activity.public_id}#' in shown


def test_the_page_lists_which_of_my_jobs_used_it(result, alice, bob, as_alice):
    mine, *_ = rows.activity(alice, name="mine", used=[result])
    other, *_ = rows.activity(bob, name="theirs", used=[result])
    shown = page(as_alice, result)
    assert mine.public_id in shown
    assert other.public_id not in shown
    assert "theirs" not in shown


def test_the_page_counts_the_jobs_that_used_it(result, alice, bob, as_alice):
    for owner in (alice, alice, alice, bob):
        rows.activity(owner, used=[result])
    assert "3 later jobs:" in page(as_alice, result)
    for _ in range(50):
        rows.activity(alice, used=[result])
    assert "more than 50 later jobs:" in page(as_alice, result)


def test_the_page_lists_what_of_mine_has_the_same_content(result, alice, bob, as_alice):
    same = rows.file(alice, "copy.txt", sha256=result.sha256)
    other = rows.file(bob, "secret.txt", sha256=result.sha256)
    shown = page(as_alice, result)
    assert same.public_id in shown
    assert other.public_id not in shown


def test_files_without_a_hash_are_not_all_the_same(alice, as_alice):
    job, *_ = rows.activity(alice)
    named = [FileRecord("/one.dat"), FileRecord("/two.dat")]
    rows.inside(job, [StepRecord("s1", "step", used=named)], {})
    one = job.steps.get().used.order_by("pk")[0].entity
    shown = page(as_alice, one)
    assert "/one.dat" in shown
    assert "Same content" not in shown
    assert "/store?" not in shown


def test_a_destroyed_file_cannot_be_downloaded_but_is_described(result, as_alice):
    record.invalidate([result], times.now())
    shown = page(as_alice, result)
    assert "The bytes were destroyed" in shown
    assert result.sha256 in shown
    assert "/store?" not in shown


def test_who_is_shown_an_entity_learns_nothing_of_its_job(result, as_bob):
    record.show_to_everybody(result)
    shown = page(as_bob, result)
    assert "no job of this portal that you may see" in shown
    assert result.generated.get().activity.public_id not in shown


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_user_becomes_markup(alice, as_alice, text):
    entity = rows.file(alice, text[:255], origin=text, comment=text)
    shown = page(as_alice, entity)
    assert "<script>alert" not in shown
    assert "<!-- -->" not in shown


def test_what_is_not_mine_is_unknown(result, as_bob, client):
    path = f"/entities/{result.public_id}"
    assert as_bob.get(path).status_code == 404
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("public_id", ["e-nothing", "j-1", "%00", "..%2F", "é"])
def test_an_unknown_identifier_is_404(as_alice, public_id):
    assert as_alice.get(f"/entities/{public_id}").status_code == 404


def test_the_page_is_only_read(result, as_alice):
    assert as_alice.post(f"/entities/{result.public_id}").status_code == 405


def test_the_page_costs_few_queries(
    result, alice, as_alice, django_assert_max_num_queries
):
    for number in range(20):
        rows.activity(alice, used=[result], name=f"job {number}")
        rows.file(alice, f"copy {number}", sha256=result.sha256)
    with django_assert_max_num_queries(35):  # as many as for one job
        page(as_alice, result)
