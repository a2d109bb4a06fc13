"""Versions of a description: their history, what waits, and who decides."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from jobs import publishing
from jobs.descriptions.value import Example, Parameter
from jobs.models import ActivityDescription, Version
from tests import factories
from tests.jobs.pages.reading import main, tree

PAGE = "/activities/echo"


def allow(person, *codes):
    for code in codes:
        person.user_permissions.add(Permission.objects.get(codename=code))


@pytest.fixture
def author(bob):
    allow(bob, "draft_version")
    return bob


@pytest.fixture
def as_author(author):
    client = Client()
    client.force_login(author)
    return client


def state(number=1):
    return Version.objects.get(activity__name="echo", number=number).state


def test_a_draft_is_submitted_rejected_mended_and_published(
    author, as_author, as_operator
):
    factories.draft(author)
    as_author.post(f"{PAGE}/submit", {"note": "Please."})
    waiting = as_operator.get("/activities/waiting")
    assert "Please." in main(waiting)
    [badge] = tree(waiting).xpath("//nav/a[contains(@class, 'to-validate')]/span[1]")
    assert badge.text == "1"
    as_operator.post(f"{PAGE}/reject", {"note": "Which stars?"})
    assert state() == "rejected"
    assert "Which stars?" in main(as_author.get(f"{PAGE}/edit"))
    factories.draft(author, title="All stars")
    as_author.post(f"{PAGE}/submit")
    done = as_operator.post(f"{PAGE}/publish", {"unproven": "Looked at it."})
    assert done.url == "/activities/waiting"
    assert state() == "published"
    history = main(as_operator.get(f"{PAGE}/history"))
    for word in ("submitted", "rejected", "Which stars?", "Looked at it."):
        assert word in history


def test_what_waits_is_shown_beside_what_is_published(author, as_operator):
    factories.version(title="Old", examples=(Example("one"),))
    factories.submitted(author, title="New", parameters=())
    page = main(as_operator.get("/activities/waiting"))
    for words in ("Old", "New", "parameter text", "No example has passed"):
        assert words in page


def test_nothing_waits_and_the_page_says_so(as_operator):
    assert "Nothing waits." in main(as_operator.get("/activities/waiting"))


@pytest.mark.parametrize("act", ["publish", "reject", "retire", "delete"])
def test_an_author_does_not_decide(author, as_author, act):
    factories.version()
    factories.submitted(author, title="Next")
    answer = as_author.post(f"{PAGE}/{act}", {"note": "x", "unproven": "x"})
    assert answer.status_code == 403
    assert "for those who validate" in main(answer)
    assert (state(1), state(2)) == ("published", "submitted")


@pytest.mark.parametrize(
    "path", ["submit", "withdraw", "publish", "reject", "discard", "retire", "delete"]
)
def test_for_others_there_are_no_such_buttons(author, as_alice, visitor, path):
    factories.submitted(author)
    assert as_alice.post(f"{PAGE}/{path}").status_code == 404
    assert visitor.post(f"{PAGE}/{path}").url.startswith("/login")
    assert as_alice.get("/activities/waiting").status_code == 404
    assert state() == "submitted"


def test_who_decides_too_late_is_told(author, as_operator, operator):
    version = factories.submitted(author)
    seen = version.revision
    factories.draft(author, title="Changed")
    publishing.submit(version, author)
    late = {"revision": seen, "unproven": "x", "note": "x"}
    for act in ("publish", "reject"):
        answer = as_operator.post(f"{PAGE}/{act}", late)
        assert answer.status_code == 409
        assert "it was changed since you opened the page" in main(answer)
    assert state() == "submitted"


def test_what_cannot_be_done_in_a_state_says_which_it_is_in(author, as_author):
    factories.draft(author)
    answer = as_author.post(f"{PAGE}/withdraw")
    assert answer.status_code == 409
    assert "it is draft by now" in main(answer)


def test_a_discarded_draft_is_restored_as_the_next_version(author, as_author):
    factories.version()
    factories.draft(author, title="Lost")
    as_author.post(f"{PAGE}/discard")
    assert state(2) == "discarded"
    as_author.post(f"{PAGE}/versions/2/restore")
    restored = Version.objects.get(number=3)
    assert (restored.state, restored.value().title) == ("draft", "Lost")


def test_an_old_version_is_retired_by_its_number(as_operator):
    factories.version()
    factories.version(title="Two")
    as_operator.post(f"{PAGE}/retire", {"number": "1", "note": "Old."})
    assert (state(1), state(2)) == ("retired", "published")


def test_a_deleted_activity_is_listed_and_can_be_restored(as_operator):
    factories.version()
    as_operator.post(f"{PAGE}/delete", {"note": "Not needed."})
    assert "echo" in main(as_operator.get("/activities/waiting"))
    history = main(as_operator.get(f"{PAGE}/history"))
    assert "This activity is deleted" in history
    as_operator.post(f"{PAGE}/versions/1/restore")
    assert ActivityDescription.objects.get().deleted_at is None


def test_users_see_what_was_published_and_not_what_is_written(
    alice, as_alice, author, as_author
):
    factories.version(title="One")
    factories.draft(author, title="Secret plan")
    page = main(as_alice.get(f"{PAGE}/history"))
    assert "Secret plan" not in page
    assert "saved" not in page
    assert as_alice.get(f"{PAGE}/versions/1").status_code == 200
    assert as_alice.get(f"{PAGE}/versions/2").status_code == 404
    assert as_alice.get(f"{PAGE}/compare?from=1&to=2").status_code == 404
    assert as_author.get(f"{PAGE}/versions/2").status_code == 200


def test_a_version_says_all_that_it_is(as_alice):
    width = Parameter("width", "real", title="Bin width", default="0.5", unit="mag")
    version = factories.version(parameters=(width,), citation="Cite me.")
    page = main(as_alice.get(f"{PAGE}/versions/1"))
    for words in ("Bin width", "mag", "Cite me.", "printf", version.digest):
        assert words in page
    assert "does not change any more" in page


def test_two_versions_are_compared_field_by_field_and_line_by_line(as_alice):
    script = "#!/bin/bash\n" + "".join(f"echo {n}\n" for n in range(99))
    factories.version(title="One", script=script)
    factories.version(title="Two", script=script.replace("echo 50\n", "echo fifty\n"))
    page = tree(as_alice.get(f"{PAGE}/compare?from=1&to=2"))
    assert page.xpath("string(//del)").strip().endswith("echo 50")
    assert page.xpath("string(//ins)").strip().endswith("echo fifty")
    text = " ".join(page.xpath("string(//main)").split())
    assert "OneTwo" in text
    assert "echo 10" not in text


@pytest.mark.parametrize("query", ["", "from=1", "from=1&to=99", "from=x&to=1"])
def test_only_two_versions_that_there_are_can_be_compared(as_alice, query):
    factories.version()
    assert as_alice.get(f"{PAGE}/compare?{query}").status_code == 404
