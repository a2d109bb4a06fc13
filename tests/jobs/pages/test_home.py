"""The first page, and who is logged in."""

import pytest

from jobs.given import Wishes
from tests import factories
from tests.jobs.pages.reading import one, tree, words

pytestmark = pytest.mark.django_db


def test_a_stranger_is_told_what_this_is_and_where_to_log_in(client):
    page = client.get("/")
    assert page.status_code == 200
    assert one(page, '//main//a[@href="/login"]') is not None
    assert "My latest jobs" not in page.content.decode()


def test_my_latest_jobs_are_there_and_nobody_elses(as_alice, alice, bob):
    factories.job(alice, wishes=Wishes(run_id="mine"))
    factories.job(bob, wishes=Wishes(run_id="his"))
    page = as_alice.get("/").content.decode()
    assert "mine" in page
    assert "his</span>" not in page


def test_only_the_five_newest_jobs_are_shown(as_alice, alice):
    for number in range(7):
        factories.job(alice, wishes=Wishes(run_id=f"run {number}"))
    rows = tree(as_alice.get("/")).xpath('//ul[@class="rows"]/li/span[1]')
    assert [words(row) for row in rows] == [f"run {n}" for n in (6, 5, 4, 3, 2)]


def test_the_right_password_leads_to_the_page_that_was_asked(client, alice):
    asked = client.get("/activities/new")
    assert asked.url == "/login?next=/activities/new"
    answer = client.post(
        asked.url, {"username": "alice", "password": "secret", "next": "/jobs?q=m13"}
    )
    assert (answer.status_code, answer.url) == (302, "/jobs?q=m13")


@pytest.mark.parametrize("next_", ["https://evil.example.org/", "//evil.example.org"])
def test_logging_in_never_leads_to_another_site(client, alice, next_):
    answer = client.post(
        "/login", {"username": "alice", "password": "secret", "next": next_}
    )
    assert answer.url == "/jobs"


def test_a_wrong_password_is_said_without_saying_what_is_wrong(client, alice):
    answers = [
        client.post("/login", {"username": name, "password": "wrong"})
        for name in ("alice", "nobody")
    ]
    told = [words(one(answer, '//*[@role="alert"]')) for answer in answers]
    assert told[0] == told[1]
    assert "do not fit together" in told[0]
    assert one(answers[0], '//input[@name="username"]').get("value") == "alice"


def test_logging_out_needs_a_form_and_ends_the_session(as_alice):
    assert as_alice.get("/logout").status_code == 405
    assert "Log in" in as_alice.post("/logout", follow=True).content.decode()
    assert as_alice.get("/jobs").url == "/login?next=/jobs"


@pytest.mark.parametrize("path", ["/nowhere", "/jobs/j-unknown", "/activities/unknown"])
def test_an_unknown_address_has_a_page_of_its_own(as_alice, path):
    answer = as_alice.get(path)
    assert answer.status_code == 404
    assert "There is no such page." in answer.content.decode()


def test_the_theme_of_the_cookie_is_drawn_by_the_server(client):
    client.cookies["theme"] = "dark"
    assert one(client.get("/"), "/html").get("data-theme") == "dark"


def test_a_theme_that_does_not_exist_is_ignored(client):
    client.cookies["theme"] = "'onload=x"
    assert one(client.get("/"), "/html").get("data-theme") == "auto"


def test_pages_allow_no_script_but_the_portals_own(client):
    policy = client.get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_have_no_inline_script_or_style(as_alice, alice):
    job = factories.completed(alice)
    for path in ("/", "/jobs", f"/jobs/{job.public_id}", "/activities/echo/run"):
        found = tree(as_alice.get(path)).xpath(
            "//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')]"
        )
        assert found == []
