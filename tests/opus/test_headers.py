"""What browsers are told to refuse, on every answer."""

import re
from html.parser import HTMLParser

import pytest
from asgiref.sync import async_to_sync
from django.http import HttpResponse
from django.test import AsyncRequestFactory

from opus.headers import ADMIN, PAGE, security_headers
from tests import factories

PAGES = [
    "/",
    "/activities",
    "/activities/echo",
    "/activities/echo/run",
    "/jobs",
    "/profile",
    "/profile/password",
]


def _policy(response):
    rules = (rule.split() for rule in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in rules}


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/store", "/rest/echo"])
def test_every_answer_has_the_strict_policy(path, as_alice):
    factories.version()
    response = as_alice.get(path)
    assert response["Content-Security-Policy"] == PAGE
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [*PAGES, "/nothing", "/rest/echo/descriptor"])
def test_no_answer_is_kept_by_a_cache_that_others_use(path, as_alice):
    factories.version()
    kept = as_alice.get(path)["Cache-Control"]
    assert {"private", "no-cache"} <= set(kept.split(", "))


def test_the_policy_lets_no_written_script_or_style_run(as_alice):
    policy = _policy(as_alice.get("/"))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == ["'self'"]
    assert policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert "unsafe" not in str(policy)


def test_the_admin_may_write_styles_but_no_scripts(as_operator):
    response = as_operator.get("/admin/")
    assert response["Content-Security-Policy"] == ADMIN
    assert "script-src" not in _policy(response)
    assert _policy(response)["default-src"] == ["'self'"]


@pytest.mark.parametrize(
    "path", ["/jobs", "/jobs/j-x", "/entities/e-x", "/store?ID=e-x", "/rest/echo/j-x"]
)
def test_search_engines_are_asked_to_stay_away_from_ids(path, client, db):
    assert client.get(path)["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize("path", ["/", "/activities", "/activities/echo"])
def test_search_engines_may_find_what_there_is_to_run(path, client, db):
    factories.version()
    assert "X-Robots-Tag" not in client.get(path)


def test_an_answer_with_a_policy_of_its_own_keeps_it():
    def sandboxed(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    response = security_headers(sandboxed)(AsyncRequestFactory().get("/"))
    assert response["Content-Security-Policy"] == "sandbox"


def test_it_works_in_the_event_loop_too():
    async def answer(request):
        return HttpResponse()

    response = async_to_sync(security_headers(answer))(AsyncRequestFactory().get("/"))
    assert response["Content-Security-Policy"] == PAGE


class _Forbidden(HTMLParser):
    """Collects what the policy would block."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        inline = tag == "style" or (tag == "script" and "src" not in given)
        handlers = [name for name in given if re.match(r"on|style$", name)]
        if inline or handlers or str(given.get("href", "")).startswith("javascript:"):
            self.found.append((tag, attributes))


def _blocked(response):
    assert response.status_code == 200
    parser = _Forbidden()
    parser.feed(response.content.decode())
    return parser.found


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_what_its_policy_blocks(path, as_alice):
    factories.version()
    assert _blocked(as_alice.get(path)) == []


def test_the_login_has_nothing_that_its_policy_blocks(client, db):
    assert _blocked(client.get("/login")) == []


def test_no_page_of_a_job_or_file_has_what_its_policy_blocks(alice, as_alice):
    row = factories.completed(alice)
    entity = factories.entity_of(row).public_id
    for path in (f"/jobs/{row.public_id}", f"/jobs/{row.public_id}/delete"):
        assert _blocked(as_alice.get(path)) == []
    assert _blocked(as_alice.get(f"/entities/{entity}")) == []


def test_no_editor_has_what_its_policy_blocks(as_operator):
    factories.version()
    for path in ("/activities/new", "/activities/echo/edit"):
        assert _blocked(as_operator.get(path)) == []
