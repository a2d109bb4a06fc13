"""Activities that only members of some groups may see and run."""

import pytest
from django.contrib.auth.models import Group

from jobs import opening
from jobs.errors import DescriptionError
from tests import factories


@pytest.fixture
def members(db):
    return Group.objects.create(name="Members")


@pytest.fixture
def restricted(members, operator):
    activity = factories.version().activity
    opening.decide(activity, operator, anonymous=False, groups=[members])
    return activity


PAGES = [
    "/activities/echo",
    "/activities/echo/run",
    "/activities/echo/history",
    "/activities/echo/versions/1",
    "/activities/echo/compare?from=1&to=1",
    "/activities/echo/notebook",
    "/activities/echo/export?format=json",
    "/api/openapi.json?activity=echo",
    "/jdl/echo",
    "/jdl/echo/script",
]


@pytest.mark.parametrize("path", PAGES)
def test_others_do_not_find_it(restricted, as_alice, path):
    assert as_alice.get(path).status_code == 404


@pytest.mark.parametrize("path", PAGES)
def test_members_do(restricted, members, alice, as_alice, path):
    alice.groups.add(members)
    assert as_alice.get(path).status_code == 200


def test_it_is_in_no_list_of_others(restricted, alice, as_alice, members):
    lists = ("/activities", "/jobs", "/api/", "/rest?RESPONSEFORMAT=json", "/jdl")
    for path in lists:
        assert "echo" not in as_alice.get(path).content.decode(), path
    alice.groups.add(members)
    assert "echo" in as_alice.get("/activities").content.decode()


def test_others_cannot_run_it_over_uws_either(restricted, as_alice, alice, members):
    for path in ("/rest/echo", "/rest/echo/sync"):
        assert as_alice.post(path, {"PHASE": "RUN"}).status_code in (403, 404)
    assert as_alice.get("/rest/echo").status_code == 404
    assert as_alice.get("/rest/echo/capabilities").status_code == 404


def test_who_was_a_member_goes_on_to_see_their_jobs(
    restricted, members, alice, as_alice
):
    alice.groups.add(members)
    job = factories.completed(alice, of=restricted.versions.get())
    alice.groups.clear()
    assert as_alice.get(f"/jobs/{job.public_id}").status_code == 200
    assert as_alice.get(f"/rest/echo/{job.public_id}/phase").status_code == 200
    for page in ("", "/run", "/history", "/versions/1"):
        assert as_alice.get(f"/activities/echo{page}").status_code == 404


def test_a_group_and_anybody_contradict_each_other(restricted, members, operator):
    with pytest.raises(DescriptionError, match="choose one"):
        opening.decide(restricted, operator, anonymous=True, groups=[members])
    restricted.refresh_from_db()
    assert not restricted.anonymous


def test_the_operator_decides_on_its_page(restricted, members, as_operator):
    both = {"anonymous": "on", "groups": members.pk}
    answer = as_operator.post("/activities/echo/anonymous", both, follow=True)
    assert "Nothing was changed" in answer.content.decode()
    as_operator.post("/activities/echo/anonymous", {})
    assert not restricted.groups.exists()
    assert restricted.events.last().note == "It is for everybody."
