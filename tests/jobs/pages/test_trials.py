"""The pages on which drafts are tried and checks are looked at."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from jobs import drafts, publishing, trials, trying
from jobs.descriptions.value import Example, Parameter, UsedEntity
from jobs.models import Job, Trial, Version
from jobs.trying import Run
from provenance import times
from tests import factories
from tests.jobs.pages.reading import errors, filled, main, one, send, tree, words

HELLO = Example("hello", title="Say hi", values=(("text", ("hi",)),))
NUMBER = Parameter("number", "integer", default="3")
FIRST_EXAMPLE = '(//form[contains(@action, "/try")])[1]'


def draft(**changes):
    fields = {"examples": (HELLO,), **changes}
    return drafts.save(factories.description(**fields), None)


def grant(user, *names):
    user.user_permissions.add(*Permission.objects.filter(codename__in=names))


@pytest.fixture
def editor(alice):
    """Alice, who may write drafts and run them."""
    grant(alice, "draft_version", "run_draft")
    return alice


def test_a_draft_is_tried_with_a_button_and_leads_to_its_job(editor, as_alice):
    draft()
    page = as_alice.get("/activities/echo/trials")
    assert "never run Say hi" in main(page)
    answer = send(as_alice, page, FIRST_EXAMPLE)
    job = Job.objects.get()
    assert answer.url == f"/jobs/{job.public_id}"
    assert (job.owner, job.phase, job.trial.example) == (editor, "QUEUED", "hello")
    factories.run(job)
    assert "passed Say hi" in main(as_alice.get("/activities/echo/trials"))


def test_the_page_of_a_trial_of_what_was_never_published(editor, as_alice):
    job = trying.draft(draft(), Run(HELLO, editor))
    factories.run(job)
    page = as_alice.get(f"/jobs/{job.public_id}")
    note = words(one(page, '//*[@id="p-trial"]'))
    assert note.startswith("A trial of a draft It runs the example “hello”")
    assert "It came out as expected." in note
    text = page.content.decode()
    assert 'href="/activities/echo"' not in text
    assert not tree(page).xpath('//*[@id="snippets"]')
    links = set(re.findall(r'href="((?:/rest|/entities)/[^"?]*)"', text))
    assert len(links) > 3
    for link in links:
        answer = as_alice.get(link)
        assert (link, answer.status_code) == (link, 200)
        answer.close()


def test_a_trial_can_be_aborted_and_deleted_like_any_job(editor, as_alice):
    job = trying.draft(draft(), Run(HELLO, editor))
    as_alice.post(f"/jobs/{job.public_id}/abort")
    assert factories.reload(job).phase == "ABORTED"
    as_alice.post(f"/jobs/{job.public_id}/delete")
    assert factories.reload(job).phase == "ARCHIVED"
    assert as_alice.get(f"/jobs/{job.public_id}").status_code == 200


def test_nobody_else_knows_of_a_trial(editor, as_bob, visitor):
    job = trying.draft(draft(), Run(HELLO, editor))
    assert as_bob.get(f"/jobs/{job.public_id}").status_code == 404
    assert as_bob.get("/rest/echo").status_code == 404
    assert as_bob.get("/activities/echo").status_code == 404
    assert visitor.get(f"/rest/echo/{job.public_id}").status_code == 401


def test_a_mere_drafter_is_told_who_may_run_drafts(alice, as_alice, operator):
    grant(alice, "draft_version")
    draft()
    page = as_alice.get("/activities/echo/trials")
    assert not tree(page).xpath(FIRST_EXAMPLE)
    assert "You may write drafts and not run them" in main(page)
    answer = as_alice.post("/activities/echo/try", {"example": "hello"})
    assert answer.status_code == 403
    assert "Who has it: olga." in main(answer)
    assert not Job.objects.exists()


@pytest.mark.parametrize("path", ["echo/trials", "echo/try", "echo/check", "checks"])
def test_for_others_there_is_no_such_page(as_bob, path):
    draft()
    get, post = as_bob.get(f"/activities/{path}"), as_bob.post(f"/activities/{path}")
    assert {get.status_code, post.status_code} <= {404, 405}
    assert 404 in {get.status_code, post.status_code}


def test_a_visitor_is_asked_to_log_in(visitor):
    assert visitor.get("/activities/checks").url.startswith("/login")


def test_what_keeps_a_draft_from_running_is_told_without_a_button(editor, as_alice):
    draft(script="")
    page = as_alice.get("/activities/echo/trials")
    assert "script is required" in main(page)
    assert not tree(page).xpath(FIRST_EXAMPLE)
    answer = as_alice.post("/activities/echo/try", {"example": "hello"})
    assert answer.status_code == 400
    assert "script: is required" in main(answer)


def test_values_of_the_example_that_do_not_fit_are_told(editor, as_alice):
    version = draft()
    wrong = [{"name": "wrong", "values": {"txt": ["a"]}}]
    content = {**version.content, "examples": wrong}
    Version.objects.filter(pk=version.pk).update(content=content)
    answer = as_alice.post("/activities/echo/try", {"example": "wrong"})
    assert answer.status_code == 400
    assert "did you mean text" in words(one(answer, '//*[@role="alert"]'))


def test_other_values_are_tried_with_what_the_form_sends(editor, as_alice):
    used = UsedEntity("image", required=False)
    draft(used=(used,))
    sent = {"values": "1", "text": "else\r\nwhere", "image": "", "RUNID": "x"}
    as_alice.post("/activities/echo/try", sent)
    job = factories.run(Job.objects.get())
    assert job.phase == "COMPLETED"
    assert job.parameters.get(name="text").text == "else\nwhere"
    assert Trial.objects.get().example == ""


def test_the_form_of_a_draft_begins_with_an_example_and_comes_back(editor, as_alice):
    draft(generated=(), script="#!/bin/bash\n", parameters=(NUMBER, factories.TEXT))
    page = as_alice.get("/activities/echo/try?example=hello")
    assert filled(page)["text"] == ["hi"]
    answer = send(as_alice, page, values="1", number="many", text="kept")
    assert answer.status_code == 400
    assert "give digits only" in errors(answer)["number"]
    assert filled(answer)["text"] == ["kept"]
    assert not Job.objects.exists()
    send(as_alice, answer, values="1", number="7")
    assert factories.run(Job.objects.get()).phase == "COMPLETED"


def test_a_file_that_is_sent_is_tried(editor, as_alice):
    draft(used=(UsedEntity("image"),))
    file = SimpleUploadedFile("in.fits", b"SIMPLE  =")
    as_alice.post("/activities/echo/try", {"values": "1", "image": file})
    job = Job.objects.get()
    assert job.inputs.get().entity.name == "in.fits"
    assert job.inputs.get().entity.owner == editor


def test_an_unknown_example_is_not_found(editor, as_alice):
    draft()
    assert as_alice.post("/activities/echo/try", {"example": "x"}).status_code == 404


def test_there_is_nothing_to_try_without_a_draft(editor, as_alice):
    factories.version(examples=(HELLO,))
    answer = as_alice.post("/activities/echo/try", {"example": "hello"})
    assert answer.status_code == 404


def test_validators_run_a_published_example_now(alice, as_alice):
    grant(alice, "publish_version")
    version = factories.version(examples=(HELLO,))
    page = as_alice.get("/activities/echo/trials")
    send(as_alice, page, '(//form[contains(@action, "/check")])[1]')
    job = Job.objects.get()
    assert (job.version, job.trial.purpose) == (version, "check")
    factories.run(job)
    assert trials.last_check(version.activity).passed


def test_who_may_only_draft_cannot_run_a_published_example(editor, as_alice):
    factories.version(examples=(HELLO,))
    page = as_alice.get("/activities/echo/trials")
    assert not tree(page).xpath('//form[contains(@action, "/check")]')
    answer = as_alice.post("/activities/echo/check", {"example": "hello"})
    assert answer.status_code == 404


def test_a_limit_is_told(editor, as_alice, settings):
    settings.OPUS_USER_JOBS = 1
    draft()
    as_alice.post("/activities/echo/try", {"example": "hello"})
    answer = as_alice.post("/activities/echo/try", {"example": "hello"})
    assert answer.status_code == 429
    assert "1 is allowed at once" in main(answer)


def checked(name, by, *, passed):
    version = publishing.publish_if_new(
        factories.description(name=name, examples=(HELLO,)), by
    )
    now = times.now()
    Trial.objects.create(
        version=version,
        purpose="check",
        example="hello",
        digest=name,
        started_at=now,
        finished_at=now,
        passed=passed,
        message="" if passed else "It left no out.",
    )


def test_the_page_of_checks_has_what_fails_first(operator, as_operator):
    checked("a", operator, passed=True)
    factories.version(name="b")
    checked("c", operator, passed=False)
    page = as_operator.get("/activities/checks")
    rows = [words(row) for row in tree(page).xpath("//tbody/tr")]
    assert [row.split()[0] for row in rows] == ["c", "b", "a"]
    assert "failing" in rows[0]
    assert "It left no out." in rows[0]
    assert "It has no example that should complete." in rows[1]
    assert "works" in rows[2]
    assert words(one(page, "//h1")) == "1 of 3 fail"


def test_the_page_of_checks_costs_no_more_for_more_activities(
    operator, as_operator, django_assert_max_num_queries
):
    for name in ("a", "b", "c", "d"):
        checked(name, operator, passed=True)
    as_operator.get("/activities/checks")
    with django_assert_max_num_queries(8):
        as_operator.get("/activities/checks")


def test_jobs_of_others_are_not_linked(editor, as_bob, bob):
    grant(bob, "draft_version")
    job = trying.draft(draft(), Run(HELLO, editor))
    page = as_bob.get("/activities/echo/trials")
    assert job.public_id not in page.content.decode()
    assert "somebody else’s" in main(page)
