"""People who have not logged in run what is open to them, and keep the address."""

import re

import pytest
from django.conf import settings as portal
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jobs import lifecycle
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.given import Input, Wishes
from jobs.models import Job
from provenance import record
from provenance.models import Entity
from tests import factories
from tests.jobs.pages.reading import errors, filled, main, one, send, tree

FORM = "/activities/echo/run"
NOBODYS = "This job belongs to nobody"
READER = {
    "name": "reader",
    "used": (UsedEntity("image", title="Image"),),
    "parameters": (Parameter("count", "integer", default="1"),),
}


@pytest.fixture
def job(visitor):
    """A job that a visitor made, running."""
    return factories.executing(None, of=factories.open_version())


def address(job, *action):
    return "/".join(["/jobs", job.public_id, *action])


# -- to submit -------------------------------------------------------------------------


def test_the_list_says_what_anybody_may_run(visitor):
    factories.version(name="closed")
    assert "anybody may run it" not in main(visitor.get("/activities"))
    factories.open_version(name="opened")
    assert main(visitor.get("/activities")).count("anybody may run it") == 1


def test_the_form_says_what_becomes_of_a_job_without_an_owner(visitor):
    factories.open_version(**READER)
    page = visitor.get("/activities/reader/run?count=5")
    text = main(page)
    assert "You are not logged in" in text
    assert f"{portal.OPUS_ANONYMOUS_DAYS} days after it is made" in text
    assert "1 MB" in text
    link = one(page, '//main//a[text()="Log in"]').get("href")
    back = one(visitor.get(link), '//input[@name="next"]').get("value")
    assert back == "/activities/reader/run?count=5"


def test_who_is_logged_in_is_told_none_of_it(as_alice):
    factories.open_version(**READER)
    text = main(as_alice.get("/activities/reader/run"))
    assert "not logged in" not in text
    assert "1 MB" not in text


def test_the_form_makes_a_job_that_belongs_to_nobody(visitor, rung):
    factories.open_version()
    answer = send(visitor, visitor.get(FORM), text="from a stranger")
    job = Job.objects.get()
    assert answer.url == address(job)
    assert (job.owner, job.phase) == (None, "QUEUED")
    assert job.parameters.get().text == "from a stranger"
    assert rung


def test_the_same_form_makes_a_job_of_ones_own_after_logging_in(as_alice, alice):
    factories.open_version()
    send(as_alice, as_alice.get(FORM))
    assert Job.objects.get().owner == alice


def test_the_form_is_guarded_against_forgery(visitor):
    factories.open_version()
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(FORM)
    assert browser.post(FORM, {"text": "forged"}).status_code == 403
    assert send(browser, page).status_code == 302
    assert Job.objects.count() == 1


def test_a_visitor_leaves_no_session_behind(visitor):
    factories.open_version()
    send(visitor, visitor.get(FORM))
    visitor.get(address(Job.objects.get()))
    assert portal.SESSION_COOKIE_NAME not in visitor.cookies


def test_a_wrong_value_comes_back_with_the_file_that_was_sent(visitor):
    factories.open_version(**READER)
    page = visitor.get("/activities/reader/run")
    sent = SimpleUploadedFile("m13.txt", b"stars")
    answer = send(visitor, page, image=sent, count="many")
    assert (answer.status_code, list(errors(answer))) == (400, ["count"])
    kept = Entity.objects.get()
    assert (kept.owner, kept.is_unlisted) == (None, True)
    assert filled(answer)["image"] == [kept.public_id, ""]
    send(visitor, answer, count="2")
    assert Job.objects.get().inputs.get().entity == kept


def test_what_is_not_open_asks_for_a_log_in(visitor):
    factories.version()
    for answer in (visitor.get(f"{FORM}?text=x"), visitor.post(f"{FORM}?text=x")):
        assert answer.url == "/login?next=/activities/echo/run%3Ftext%3Dx"
    assert not Job.objects.exists()


def test_what_there_is_not_asks_for_a_log_in_too(visitor):
    assert visitor.get("/activities/nothing/run").url.startswith("/login?")


def test_the_limit_comes_back_as_a_sentence_and_nothing_is_lost(visitor, settings):
    settings.OPUS_ANONYMOUS_JOBS = 1
    running = factories.executing(None, of=factories.open_version(**READER))
    page = visitor.get("/activities/reader/run")
    sent = SimpleUploadedFile("m13.txt", b"stars")
    answer = send(visitor, page, image=sent, count="7", RUNID="M13")
    assert answer.status_code == 429
    alert = '//*[@role="alert"]'
    assert "1 job is under way that people made without logging in" in main(answer)
    assert one(answer, alert).xpath(".//li")
    assert filled(answer)["count"] == ["7"]
    assert filled(answer)["RUNID"] == ["M13"]
    assert Job.objects.get() == running
    lifecycle.abort(running, None)
    send(visitor, answer)
    assert Job.objects.latest("pk").inputs.get().entity.name == "m13.txt"


def test_a_user_is_told_the_limit_by_the_form_and_by_the_button(
    as_alice, alice, settings
):
    settings.OPUS_USER_JOBS = 1
    running = factories.executing(alice)
    answer = send(as_alice, as_alice.get(FORM), text="kept")
    sentence = "You have 1 job that waits or runs; 1 is allowed at once"
    assert answer.status_code == 429
    assert sentence in main(answer)
    assert filled(answer)["text"] == ["kept"]
    assert Job.objects.get() == running

    send(as_alice, answer, later="1")
    late = Job.objects.latest("pk")
    page = as_alice.post(address(late, "start"), follow=True)
    assert sentence in main(page)
    assert factories.reload(late).phase == "PENDING"


# -- the job ---------------------------------------------------------------------------


def test_the_address_is_enough_to_see_the_job(visitor, job):
    page = visitor.get(address(job))
    assert page.status_code == 200
    text = main(page)
    assert NOBODYS in text
    assert "Keep the address" in text
    assert f"{job.destruction:%Y-%m-%d %H:%M:%S} UTC" in text
    assert re.search(r"Owner nobody", text)


def test_a_job_of_somebody_has_no_such_note(as_alice, alice):
    assert NOBODYS not in main(as_alice.get(address(factories.job(alice))))


def test_strangers_do_not_learn_on_which_host_it_runs(visitor, job, as_alice):
    Job.objects.update(host="node17.cluster")
    assert "node17" not in visitor.get(address(job)).content.decode()
    assert "node17" in as_alice.get(address(job)).content.decode()


def test_the_address_is_kept_from_search_engines_and_other_sites(visitor, job):
    page = visitor.get(address(job))
    assert page["X-Robots-Tag"] == "noindex"
    assert page["Referrer-Policy"] == "same-origin"


def test_the_address_is_enough_to_start_and_abort_the_job(visitor):
    job = factories.job(None, wishes=Wishes(run_id="M13"))
    page = visitor.get(address(job))
    started = send(visitor, page, f'//form[contains(@action, "{job.public_id}/start")]')
    assert factories.reload(job).phase == "QUEUED"
    page = visitor.get(started.url)
    assert "M13 is queued." in main(page)
    send(visitor, page, f'//form[contains(@action, "{job.public_id}/abort")]')
    assert factories.reload(job).phase == "ABORTED"


def test_the_address_is_enough_to_delete_the_job(visitor):
    job = factories.completed(None)
    one(visitor.get(address(job)), f'//a[@href="{address(job, "delete")}"]')
    question = visitor.get(address(job, "delete"))
    answer = send(visitor, question)
    assert factories.reload(job).phase == "ARCHIVED"
    assert answer.url == address(job)  # there is no list to go to
    text = main(visitor.get(answer.url))
    assert NOBODYS in text
    assert "will be destroyed" not in text


def test_results_and_history_are_there(visitor):
    job = factories.completed(None)
    page = visitor.get(address(job))
    entity = factories.entity_of(job)
    assert entity.public_id in page.content.decode()
    graph = one(page, '//section[@id="provenance"]')
    assert "echo" in graph.text_content()
    assert "out.txt" in graph.text_content()
    assert "anonymous user" in graph.text_content()


def test_the_way_back_leads_to_pages_that_a_visitor_may_see(visitor, job, as_alice):
    crumbs = '//p[@class="crumbs"]/a'
    there = [link.get("href") for link in tree(visitor.get(address(job))).xpath(crumbs)]
    assert there == ["/activities", "/activities/echo"]
    mine = tree(as_alice.get(address(job))).xpath(crumbs)
    assert mine[0].get("href") == "/jobs"


def test_it_can_be_run_again(visitor):
    entity = factories.entity_of(factories.completed(None))
    version = factories.open_version(**READER)
    given = [Input("image", entity, matched_by="entity")]
    job = factories.completed(None, of=version, values={"count": "4"}, inputs=given)
    link = one(visitor.get(address(job)), '//a[contains(@href, "/again")]')
    send(visitor, visitor.get(link.get("href")))
    newest = Job.objects.latest("pk")
    assert newest != job
    assert newest.parameters.get(name="count").typed == 4
    assert newest.inputs.get().entity == entity


def test_it_cannot_be_run_again_without_logging_in_once_it_is_closed(visitor, as_alice):
    job = factories.completed(None)
    again = '//a[contains(@href, "/again")]'
    assert not tree(visitor.get(address(job))).xpath(again)
    assert visitor.get(address(job, "again")).url.startswith("/login?")
    assert tree(as_alice.get(address(job))).xpath(again)


def test_whoever_is_logged_in_and_knows_the_address_may_do_all_of_it(as_bob, job):
    page = as_bob.get(address(job))
    assert NOBODYS in main(page)
    send(as_bob, page, f'//form[contains(@action, "{job.public_id}/abort")]')
    assert factories.reload(job).phase == "ABORTED"


# -- lists -----------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/jobs", "/jobs?q={}", "/jobs?everybody=1"])
def test_it_is_in_no_list_of_a_user(as_alice, job, path):
    page = tree(as_alice.get(path.format(job.public_id)))
    assert not page.xpath(f'//*[@id="{job.public_id}"]')
    assert not page.xpath(f'//a[contains(@href, "{address(job)}")]')


def test_an_operator_sees_it_in_the_table_of_everybody(as_operator, job):
    assert job.public_id not in as_operator.get("/jobs").content.decode()
    page = as_operator.get("/jobs?everybody=1")
    row = one(page, f'//tr[@id="{job.public_id}"]')
    assert "nobody" in row.text_content()
    assert row.xpath(f'.//form[@action="{address(job, "abort")}"]')


def test_who_may_only_look_at_all_jobs_finds_no_buttons_in_the_table(
    as_alice, alice, job
):
    alice.user_permissions.add(Permission.objects.get(codename="view_job"))
    page = as_alice.get("/jobs?everybody=1")
    assert not one(page, f'//tr[@id="{job.public_id}"]').xpath(".//form")


def test_the_list_of_jobs_asks_for_a_log_in(visitor, job):
    assert visitor.get("/jobs").url == "/login?next=/jobs"


def test_a_visitor_is_offered_what_everybody_may_see_only(visitor, alice):
    shown = factories.uploaded(alice, "sample.fits")
    record.show_to_everybody(shown)
    factories.uploaded(alice, "secret.fits")
    factories.uploaded(None, "anonymous.fits")
    factories.open_version(**READER)
    page = visitor.get("/activities/reader/run")
    offered = [o.get("value") for o in tree(page).xpath("//main//option")]
    assert offered == ["", shown.public_id]
