"""Start, abort and delete: by a form only, for its owner only, or a reason why not."""

import pytest

from jobs import lifecycle
from jobs.given import Wishes
from tests import factories
from tests.jobs.pages.reading import main, one, send

pytestmark = pytest.mark.django_db
ACTIONS = ("start", "abort", "delete")


def address(job, action):
    return f"/jobs/{job.public_id}/{action}"


@pytest.mark.parametrize("action", ["start", "abort"])
def test_nothing_happens_by_opening_an_address(as_alice, alice, action):
    job = factories.job(alice)
    assert as_alice.get(address(job, action)).status_code == 405
    assert factories.reload(job).phase == "PENDING"


@pytest.mark.parametrize("action", ["start", "abort"])
def test_who_must_log_in_first_comes_back_to_the_job(client, alice, action):
    job = factories.job(alice)
    answer = client.post(address(job, action))
    assert answer.url == f"/login?next=/jobs/{job.public_id}"
    assert factories.reload(job).phase == "PENDING"


def test_start_queues_the_job_and_says_so(as_alice, alice, rung):
    job = factories.job(alice, wishes=Wishes(run_id="M13"))
    answer = as_alice.post(address(job, "start"), follow=True)
    assert factories.reload(job).phase == "QUEUED"
    assert rung
    assert answer.redirect_chain == [(f"/jobs/{job.public_id}", 302)]
    assert "M13 is queued." in main(answer)


def test_abort_ends_the_job_and_says_so(as_alice, alice):
    job = factories.executing(alice, wishes=Wishes(run_id="M13"))
    answer = as_alice.post(address(job, "abort"), follow=True)
    assert factories.reload(job).phase == "ABORTED"
    assert "M13 is aborted." in main(answer)


def test_delete_asks_first(as_alice, alice):
    job = factories.completed(alice, wishes=Wishes(run_id="M13"))
    question = as_alice.get(address(job, "delete"))
    assert "Delete this job?" in main(question)
    assert "“M13”" in main(question)
    assert factories.reload(job).phase == "COMPLETED"


def test_the_question_leads_back_or_on(as_alice, alice):
    job = factories.completed(alice)
    question = as_alice.get(address(job, "delete"))
    assert one(question, "//a[@data-cancel]").get("href") == f"/jobs/{job.public_id}"
    assert send(as_alice, question).url == "/jobs"
    assert factories.reload(job).phase == "ARCHIVED"


def test_the_question_warns_that_a_running_job_is_aborted(as_alice, alice):
    warning = "It is aborted first."
    running = as_alice.get(address(factories.executing(alice), "delete"))
    assert warning in main(running)
    over = as_alice.get(address(factories.completed(alice, name="other"), "delete"))
    assert warning not in main(over)


def test_the_files_of_a_deleted_job_are_gone_and_the_record_stays(as_alice, alice):
    job = factories.completed(alice)
    entity = factories.entity_of(job)
    as_alice.post(address(job, "delete"))
    entity.refresh_from_db()
    assert entity.invalidated_at
    assert as_alice.get(f"/store?ID={entity.public_id}").status_code == 404
    assert "The bytes were destroyed" in main(
        as_alice.get(f"/entities/{entity.public_id}")
    )


def test_a_button_of_the_table_leads_back_to_the_table(as_alice, alice):
    job = factories.job(alice)
    answer = as_alice.post(address(job, "start"), {"next": "jobs"})
    assert answer.url == "/jobs"


def test_where_to_go_next_cannot_be_another_site(as_alice, alice):
    job = factories.job(alice)
    answer = as_alice.post(address(job, "start"), {"next": "https://evil.example.org"})
    assert answer.url == f"/jobs/{job.public_id}"


@pytest.mark.parametrize("action", ["start", "abort"])
def test_what_the_phase_does_not_allow_is_said_not_done(as_alice, alice, action):
    job = factories.completed(alice)
    answer = as_alice.post(address(job, action), follow=True)
    assert "The job is COMPLETED" in main(answer)
    assert factories.reload(job).phase == "COMPLETED"


def test_deleting_twice_is_harmless(as_alice, alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    answer = as_alice.post(address(job, "delete"), follow=True)
    assert answer.status_code == 200
    assert "The job is ARCHIVED" in main(answer)


@pytest.mark.parametrize("action", ACTIONS)
def test_somebody_elses_job_is_unknown(as_bob, alice, action):
    job = factories.queued(alice)
    assert as_bob.post(address(job, action)).status_code == 404
    assert factories.reload(job).phase == "QUEUED"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_stranger_is_asked_to_log_in(client, alice, action):
    job = factories.queued(alice)
    assert client.post(address(job, action)).url.startswith("/login?next=")
    assert factories.reload(job).phase == "QUEUED"


@pytest.mark.parametrize("action", ACTIONS)
def test_a_form_of_another_site_is_refused(alice, action, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(alice)
    job = factories.queued(alice)
    assert strict.post(address(job, action)).status_code == 403
    assert factories.reload(job).phase == "QUEUED"


def test_the_forms_of_the_page_carry_their_token(alice, client):
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(alice)
    job = factories.job(alice)
    send(
        strict,
        strict.get(f"/jobs/{job.public_id}"),
        '//form[contains(@action, "start")]',
    )
    assert factories.reload(job).phase == "QUEUED"
