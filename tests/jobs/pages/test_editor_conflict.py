"""Two editors at once: the second is told, sees theirs, and nothing is overwritten."""

import pytest

from jobs import drafts, publishing
from jobs.models import Version
from tests import factories
from tests.jobs.pages.reading import filled, main, one, send, tree
from tests.jobs.pages.test_editor import EDIT, EDITOR

pytestmark = pytest.mark.django_db


@pytest.fixture
def clash(as_operator, bob):
    """The operator's page, and what comes back after Bob has saved another title."""
    factories.version(title="Old")
    page = as_operator.get(EDIT)
    drafts.save(factories.description(title="Bob’s"), bob)
    return send(as_operator, page, EDITOR, title="Mine", description="Also mine.")


def newest():
    return Version.objects.latest("number")


def test_the_second_is_told_who_was_first(clash):
    assert clash.status_code == 409
    assert "bob has saved this description" in main(clash)
    assert newest().title == "Bob’s"


def test_all_that_was_typed_is_still_there(clash):
    kept = filled(clash, EDITOR)
    assert (kept["title"], kept["description"]) == (["Mine"], ["Also mine."])


def test_to_save_again_is_no_way_around(clash, as_operator):
    assert send(as_operator, clash, EDITOR).status_code == 409
    assert newest().title == "Bob’s"


def test_mine_is_saved_over_theirs_by_its_own_button(clash, as_operator):
    button = one(clash, '//button[@name="over"]')
    answer = send(as_operator, clash, EDITOR, over=button.get("value"))
    assert answer.url == EDIT
    assert newest().title == "Mine"


def test_that_button_does_not_overwrite_what_came_after_it_was_shown(
    clash, as_operator, bob
):
    button = one(clash, '//button[@name="over"]')
    drafts.save(factories.description(title="Bob’s second"), bob)
    answer = send(as_operator, clash, EDITOR, over=button.get("value"))
    assert answer.status_code == 409
    assert newest().title == "Bob’s second"


def test_theirs_is_taken_by_opening_the_page_anew(clash, as_operator):
    link = one(clash, "//a[@data-forget]").get("href")
    assert filled(as_operator.get(link), EDITOR)["title"] == ["Bob’s"]


def test_a_draft_that_was_published_meanwhile_is_not_written_over(as_operator, bob):
    version = drafts.save(factories.description(title="Old"), bob)
    page = as_operator.get(EDIT)
    publishing.publish(version, bob, unproven="A test.")
    answer = send(as_operator, page, EDITOR, title="Mine")
    assert answer.status_code == 409
    assert newest().number == 1


def test_the_page_s_script_is_told_the_new_revision(as_operator):
    factories.version()
    page = as_operator.get(EDIT)
    data = {**{n: t[0] for n, t in filled(page, EDITOR).items()}, "title": "New"}
    answer = as_operator.post(EDIT, data, headers={"X-Fragment": "editor"})
    status = tree(answer).xpath('//*[@id="ed-status"]')[0]
    assert status.get("data-revision") == str(newest().revision)
    assert status.get("data-address") == EDIT
