"""The operator decides on an activity's page whether anybody may run it."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from jobs import opening
from jobs.models import ActivityDescription
from tests import factories
from tests.jobs.pages.reading import main, one, send, tree

PAGE = "/activities/echo"
BOX = '//form[contains(@action, "/anonymous")]'


@pytest.fixture
def activity(db):
    return factories.version().activity


def is_open(activity):
    return ActivityDescription.objects.get(pk=activity.pk).anonymous


def test_an_activity_asks_for_a_log_in_until_somebody_decides(activity, client):
    assert not is_open(activity)
    assert "Whoever is logged in." in main(client.get(PAGE))


def test_an_operator_opens_it_and_closes_it_again(activity, as_operator, client):
    page = as_operator.get(PAGE)
    assert "Strangers then run its script" in main(page)
    answer = as_operator.get(send(as_operator, page, BOX, anonymous="on").url)
    assert is_open(activity)
    assert "Anybody may run echo now, without logging in." in main(answer)
    assert "Anybody, without logging in." in main(client.get(PAGE))
    assert one(answer, f"{BOX}//input[@id]").get("checked") is not None

    sent = as_operator.post(one(answer, BOX).get("action"))  # the box is not ticked
    assert not is_open(activity)
    assert "echo asks for a log-in" in main(as_operator.get(sent.url))


def test_who_decided_what_is_kept(activity, operator, as_operator):
    send(as_operator, as_operator.get(PAGE), BOX, anonymous="on")
    event = activity.events.last()
    assert (event.by, event.action) == (operator, "opened")
    assert event.note == "Anybody may run it."


def test_the_permission_is_enough(activity, as_alice, alice):
    permission = Permission.objects.get(codename="change_activitydescription")
    alice.user_permissions.add(permission)
    send(as_alice, as_alice.get(PAGE), BOX, anonymous="on")
    assert is_open(activity)


@pytest.mark.parametrize("is_staff", [True, False])
def test_to_write_scripts_is_not_enough(activity, as_alice, alice, is_staff):
    alice.is_staff = is_staff
    alice.save()
    assert not tree(as_alice.get(PAGE)).xpath(BOX)
    answer = as_alice.post(f"{PAGE}/anonymous", {"anonymous": "on"})
    assert answer.status_code == 404
    assert not is_open(activity)


def test_a_visitor_decides_nothing(activity, client):
    answer = client.post(f"{PAGE}/anonymous", {"anonymous": "on"})
    assert answer.url.startswith("/login?")
    assert not is_open(activity)


def test_it_is_guarded_against_forgery(activity, operator):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(operator)
    forged = browser.post(f"{PAGE}/anonymous", {"anonymous": "on"})
    assert forged.status_code == 403
    assert not is_open(activity)


def test_nothing_happens_by_opening_the_address(activity, as_operator):
    assert as_operator.get(f"{PAGE}/anonymous").status_code == 405


def test_what_is_only_a_draft_is_not_opened(as_operator):
    draft = factories.draft()
    answer = as_operator.post(f"{PAGE}/anonymous", {"anonymous": "on"})
    assert answer.status_code == 404
    assert not is_open(draft.activity)


def test_who_edits_it_is_told_for_whom_they_write(activity, as_operator):
    sentence = "what you publish runs for strangers"
    assert sentence not in main(as_operator.get(f"{PAGE}/edit"))
    factories.open_version()
    assert sentence in main(as_operator.get(f"{PAGE}/edit"))


def test_the_jobs_that_are_there_go_on_when_it_is_closed(
    activity, as_operator, operator, visitor
):
    opening.decide(activity, operator, anonymous=True)
    job = factories.executing(None)
    opening.decide(activity, operator, anonymous=False)
    assert visitor.get(f"/jobs/{job.public_id}").status_code == 200
    assert visitor.get(f"{PAGE}/run").url.startswith("/login?")
