"""Who may ask over REST: Basic or a session, one's own jobs only, no forged request."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from tests import factories
from tests.jobs.uws import rest

LEAVES = [
    (),
    ("phase",),
    ("parameters",),
    ("parameters", "text"),
    ("results",),
    ("results", "out"),
    ("results", "provjson"),
    ("executionduration",),
    ("destruction",),
    ("quote",),
    ("owner",),
    ("error",),
    ("stdout",),
    ("stderr",),
    ("provjson",),
    ("provxml",),
    ("provn",),
    ("provsvg",),
    ("provpng",),
]
CHANGES = [
    ((), {"ACTION": "DELETE"}),
    (("phase",), {"PHASE": "ABORT"}),
    (("parameters",), {"text": "b"}),
    (("executionduration",), {"EXECUTIONDURATION": "1"}),
    (("destruction",), {"DESTRUCTION": "2030-01-01"}),
]


@pytest.mark.parametrize("leaf", LEAVES, ids="/".join)
def test_somebody_elses_job_is_a_403_in_all_its_parts(leaf, alice, as_program_of_bob):
    row = factories.completed(alice)
    sentence = rest.said(as_program_of_bob.get(rest.path(row, *leaf)), 403)
    assert sentence == f"The job {row.public_id} is somebody else's."


@pytest.mark.parametrize(("leaf", "given"), CHANGES)
def test_somebody_else_changes_nothing(leaf, given, alice, as_program_of_bob):
    row = factories.job(alice)
    rest.said(as_program_of_bob.post(rest.path(row, *leaf), given), 403)
    rest.said(as_program_of_bob.delete(rest.path(row)), 403)
    after = factories.reload(row)
    assert (after.phase, after.destruction) == ("PENDING", row.destruction)
    assert after.execution_duration == row.execution_duration


@pytest.mark.parametrize("leaf", LEAVES, ids="/".join)
def test_anonymous_is_challenged_and_learns_nothing(leaf, alice):
    row = factories.completed(alice)
    for public_id in (row.public_id, "j-unknown"):
        path = "/".join(["/rest/echo", public_id, *leaf])
        response = Client().get(path)
        assert rest.said(response, 401).startswith("Log in")
        assert response["WWW-Authenticate"].startswith("Basic realm=")


def test_anonymous_lists_and_makes_nothing(db):
    factories.version()
    assert Client().get("/rest/echo").status_code == 401
    assert Client().post("/rest/echo").status_code == 401
    assert Client().get("/rest/nothing").status_code == 401


def test_an_operator_sees_all_jobs(alice, as_program_of_operator):
    row = factories.completed(alice)
    root = rest.valid(as_program_of_operator.get(rest.path(row)).content)
    assert rest.text(root, "uws:ownerId") == "alice"


@pytest.mark.parametrize(
    "path", ["/rest/echo/j-nothing", "/rest/other/{}", "/rest/x/{}"]
)
def test_an_unknown_job_is_a_404_also_below_another_name(path, alice, as_program):
    factories.version(name="other")
    row = factories.job(alice)
    rest.said(as_program.get(path.format(row.public_id)), 404)


def test_the_session_of_the_pages_is_good_for_reading(alice, as_alice):
    row = factories.completed(alice)
    assert as_alice.get(rest.path(row)).status_code == 200


def test_a_session_without_a_csrf_token_changes_nothing(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    row = factories.job(alice)
    assert client.post(rest.path(row, "phase"), {"PHASE": "RUN"}).status_code == 403
    assert client.delete(rest.path(row)).status_code == 403
    assert factories.reload(row).phase == "PENDING"


def test_a_session_with_its_token_may(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    client.get("/")
    token = client.cookies["csrftoken"].value
    row = factories.job(alice)
    given = {"PHASE": "RUN", "csrfmiddlewaretoken": token}
    assert rest.created(client.post(rest.path(row, "phase"), given)).phase == "QUEUED"


def test_the_token_of_a_form_is_no_parameter_of_the_activity(as_program):
    factories.version()
    rest.created(as_program.post("/rest/echo", {"csrfmiddlewaretoken": "x"}))


def test_a_program_needs_no_token(alice):
    client = Client(enforce_csrf_checks=True, headers=rest.basic("alice"))
    row = factories.job(alice)
    response = client.post(rest.path(row, "phase"), {"PHASE": "RUN"})
    assert rest.created(response).phase == "QUEUED"


FOREIGN = [
    {"Origin": "https://evil.example.org"},
    {"Origin": "null"},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
]
OWN = [{"Origin": "http://testserver"}, {"Sec-Fetch-Site": "same-origin"}]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_browser_that_another_site_sends_changes_nothing(headers, alice, as_program):
    row = factories.job(alice)
    answer = as_program.post(rest.path(row, "phase"), {"PHASE": "RUN"}, headers=headers)
    assert "another site" in rest.said(answer, 403)
    assert as_program.delete(rest.path(row), headers=headers).status_code == 403
    assert factories.reload(row).phase == "PENDING"


@pytest.mark.parametrize("headers", OWN)
def test_a_browser_on_the_portal_itself_may(headers, alice, as_program):
    row = factories.job(alice)
    path = rest.path(row, "phase")
    rest.created(as_program.post(path, {"PHASE": "RUN"}, headers=headers))


def test_whoever_may_only_look_at_all_jobs_changes_none(alice, bob, as_program_of_bob):
    bob.user_permissions.add(Permission.objects.get(codename="view_job"))
    row = factories.executing(alice)
    assert as_program_of_bob.get(rest.path(row)).status_code == 200
    rest.said(as_program_of_bob.delete(rest.path(row)), 403)
    rest.said(as_program_of_bob.post(rest.path(row, "phase"), {"PHASE": "ABORT"}), 403)
    assert factories.reload(row).phase == "EXECUTING"
