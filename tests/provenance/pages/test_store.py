"""The bytes of entities, and where the identifiers of documents lead."""

import pytest

from provenance import record, times
from provenance.models import Entity
from provenance.recorded import FileRecord, StepRecord
from tests import factories
from tests.provenance import rows


@pytest.fixture
def result(alice):
    return factories.entity_of(factories.completed(alice))


def stored(client, entity, query=""):
    """The answer of the store, read to its end."""
    response = client.get(f"/store?ID={entity.public_id}{query}")
    assert response.status_code == 200
    return response, b"".join(response.streaming_content)


def test_the_store_gives_the_bytes(result, as_alice):
    response, content = stored(as_alice, result)
    assert content == b"hello"
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Length"] == "5"
    assert response["ETag"] == f'"{result.sha256}"'


def test_the_store_can_be_asked_to_download(result, as_alice):
    shown, _ = stored(as_alice, result)
    assert shown["Content-Disposition"].startswith("inline")
    saved, _ = stored(as_alice, result, "&download")
    name = f"out.{result.public_id}.txt"  # by which it is known when it comes back
    assert saved["Content-Disposition"] == f'attachment; filename="{name}"'


def test_bytes_do_not_act_in_the_name_of_the_portal(result, as_alice):
    response, _ = stored(as_alice, result)
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xml"])
def test_what_a_browser_would_run_is_saved(result, as_alice, kind):
    Entity.objects.filter(pk=result.pk).update(content_type=kind)
    response, _ = stored(as_alice, result)
    assert response["Content-Disposition"].startswith("attachment")


def test_a_slash_at_the_end_is_the_same_store(result, as_alice):
    response = as_alice.get("/store/", {"ID": result.public_id})
    assert b"".join(response.streaming_content) == b"hello"


def test_what_is_not_mine_is_unknown(result, as_bob, client):
    for someone in (as_bob, client):
        assert someone.get("/store", {"ID": result.public_id}).status_code == 404


def test_what_is_shown_to_everybody_is_given_to_everybody(result, client):
    record.show_to_everybody(result)
    assert stored(client, result)[1] == b"hello"


@pytest.mark.parametrize("query", ["", "?ID=", "?ID=e-1&ID=e-2", "?ID=%00", "?ID=../x"])
def test_an_unknown_identifier_is_404(as_alice, query):
    assert as_alice.get(f"/store{query}").status_code == 404


def test_what_a_script_only_named_has_no_bytes(alice, as_alice):
    """Even if the file is there: the portal never gives what it did not collect."""
    job, *_ = rows.activity(alice)
    named = StepRecord("s1", "step", used=[FileRecord("/etc/hostname")])
    rows.inside(job, [named], {})
    entity = Entity.objects.get(kind="external")
    assert as_alice.get("/store", {"ID": entity.public_id}).status_code == 404


def test_destroyed_and_lost_files_are_404(result, as_alice, settings):
    path = f"/store?ID={result.public_id}"
    (settings.OPUS_JOBS / result.location).unlink()
    assert as_alice.get(path).status_code == 404
    record.invalidate([result], times.now())
    assert as_alice.get(path).status_code == 404


def test_a_link_in_the_place_of_the_file_is_not_followed(result, as_alice, settings):
    path = settings.OPUS_JOBS / result.location
    path.unlink()
    path.symlink_to("/etc/hostname")
    assert as_alice.get("/store", {"ID": result.public_id}).status_code == 404


def test_the_store_costs_one_query_more_than_the_login(
    result, as_alice, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        stored(as_alice, result)


# -- identifiers of documents ----------------------------------------------------------


def test_the_identifier_of_an_entity_leads_to_its_page(result, as_alice):
    response = as_alice.get(f"/provenance/entity/{result.public_id}")
    assert (response.status_code, response["Location"]) == (
        302,
        f"/entities/{result.public_id}",
    )


def test_the_identifiers_of_a_job_and_of_its_steps_lead_to_their_pages(alice, as_alice):
    job, *_ = rows.activity(alice)
    rows.inside(job, [StepRecord("s1", "step")], {})
    for kind, activity in (("jobs", job), ("steps", job.steps.get())):
        response = as_alice.get(f"/provenance/activity/{activity.public_id}")
        assert response["Location"] == f"/{kind}/{activity.public_id}"


def test_identifiers_of_what_is_not_mine_lead_nowhere(result, as_bob):
    job = result.generated.get().activity
    for path in (f"entity/{result.public_id}", f"activity/{job.public_id}"):
        assert as_bob.get(f"/provenance/{path}").status_code == 404


@pytest.mark.parametrize(
    "path", ["entity/e-1", "activity/j-1", "rumour/e-1", "entity/"]
)
def test_unknown_identifiers_lead_nowhere(as_alice, path):
    assert as_alice.get(f"/provenance/{path}").status_code == 404
