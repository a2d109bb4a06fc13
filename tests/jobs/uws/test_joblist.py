"""The list of one's jobs below an activity."""

from jobs import lifecycle
from jobs.given import Wishes
from tests import factories
from tests.jobs.uws import rest


def test_the_newest_job_is_first(alice, as_program):
    old, new = factories.job(alice), factories.job(alice)
    assert rest.ids(as_program) == [new.public_id, old.public_id]


def test_a_reference_says_what_clients_show(alice, as_program):
    row = factories.job(alice, wishes=Wishes(run_id="M13 & <more>"))
    (reference,) = rest.valid(as_program.get("/rest/echo").getvalue())
    assert reference.get(rest.HREF) == rest.url(row)
    assert rest.text(reference, "uws:phase") == "PENDING"
    assert rest.text(reference, "uws:runId") == "M13 & <more>"
    assert rest.text(reference, "uws:ownerId") == "alice"
    assert rest.text(reference, "uws:creationTime").endswith("Z")


def test_jobs_of_others_and_of_other_activities_are_not_listed(
    alice, bob, as_program, as_program_of_operator
):
    factories.job(bob)
    factories.job(alice, name="another")
    assert rest.ids(as_program) == []
    assert rest.ids(as_program_of_operator) == []


def test_a_destroyed_job_is_not_listed(alice, as_program):
    row = factories.completed(alice)
    lifecycle.delete(row, alice)
    assert rest.ids(as_program) == []


def test_an_unknown_activity_is_a_404_with_its_name(as_program):
    assert "nothing_such" in rest.said(as_program.get("/rest/nothing_such"), 404)


def test_a_slash_at_the_end_is_accepted_and_never_given(alice, as_program):
    row = factories.job(alice)
    (reference,) = rest.valid(as_program.get("/rest/echo/").getvalue())
    assert not reference.get(rest.HREF).endswith("/")
    assert as_program.get(rest.path(row) + "/").status_code == 200


def test_a_long_list_costs_no_more_queries_than_a_short_one(
    alice, as_program, django_assert_max_num_queries
):
    of = factories.version()
    for _ in range(30):
        factories.job(alice, of=of)
    as_program.get("/rest/echo")  # the password is checked once
    with django_assert_max_num_queries(6):
        assert len(rest.ids(as_program)) == 30


def test_an_activity_that_is_only_a_draft_is_as_unknown_as_none(as_program):
    factories.draft(name="draft")
    rest.said(as_program.get("/rest/draft"), 404)
