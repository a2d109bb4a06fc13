"""Requests that another site has a browser send, with what the browser remembers."""

import pytest
from django.test import Client

from jobs.models import Job
from opus.accounts.models import Scope
from tests.jobs.uws import rest
from tests.opus.accounts.conftest import bearing, made

FOREIGN = [
    {"Origin": "https://evil.example.org"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
OWN = [
    {},
    {"Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
]
SENTENCE = "This request comes from another site."


@pytest.fixture
def clients(echo, alice):
    """Ways in that a browser might use without being asked."""
    return [Client(headers=rest.basic("alice")), bearing(made(alice)), Client()]


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/rest/echo", "/uws/echo", "/rest/echo/sync"])
def test_no_other_site_posts(headers, path, clients):
    for client in clients:
        assert rest.said(client.post(path, headers=headers), 403) == SENTENCE
    assert not Job.objects.exists()


@pytest.mark.parametrize("headers", FOREIGN)
@pytest.mark.parametrize("path", ["/rest/echo/sync", "/uws/echo/sync/"])
def test_no_other_site_makes_a_job_by_an_image_or_a_link(headers, path, clients):
    for client in clients:
        assert rest.said(client.get(path, headers=headers), 403) == SENTENCE
    assert not Job.objects.exists()


@pytest.mark.parametrize("headers", FOREIGN)
def test_links_from_other_sites_may_be_read(headers, clients):
    for client in clients[:2]:
        assert client.get("/rest/echo", headers=headers).status_code == 200


@pytest.mark.parametrize("headers", OWN)
def test_programs_and_own_pages_make_jobs(headers, clients):
    for client in clients[:2]:
        rest.created(client.post("/rest/echo", headers=headers))


@pytest.mark.parametrize("headers", [{}, *FOREIGN])
def test_a_session_alone_makes_no_job_by_a_link(headers, echo, as_alice):
    for path in ("/rest/echo/sync", "/uws/echo/sync"):
        assert as_alice.get(path, headers=headers).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.parametrize("headers", OWN[2:])
def test_a_user_may_follow_a_link_of_the_portal_itself(headers, echo, as_alice):
    as_alice.get("/rest/echo/sync", headers=headers)
    assert Job.objects.count() == 1


def test_a_session_needs_a_csrf_token_to_post(echo, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    for path in ("/rest/echo", "/uws/echo/sync"):
        assert client.post(path).status_code == 403
    assert not Job.objects.exists()


def test_a_token_needs_none_even_beside_a_session(echo, alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    headers = {"Authorization": f"Bearer {made(alice, Scope.RUN)}"}
    rest.created(client.post("/rest/echo", headers=headers))


def test_no_paths_but_those_of_programs_go_without_csrf(alice):
    client = Client(enforce_csrf_checks=True, headers=rest.basic("alice"))
    assert client.post("/restaurant").status_code == 404  # no such page
    assert client.post("/profile/tokens", {"name": "x"}).status_code == 403
