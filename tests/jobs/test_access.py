"""Who may list, open, run and change which jobs and activities."""

import pytest
from django.contrib.auth.models import AnonymousUser, Permission

from jobs import access
from tests import factories

ANYBODY = AnonymousUser()


@pytest.fixture
def jobs(alice, bob):
    """One of Alice's, one of Bob's, and one that belongs to nobody."""
    return {
        "alice's": factories.job(alice),
        "bob's": factories.job(bob),
        "nobody's": factories.job(None),
    }


@pytest.fixture
def names(jobs):
    """The words for the jobs among some rows."""
    words = {job.pk: word for word, job in jobs.items()}
    return lambda rows: sorted(words[job.pk] for job in rows)


def may(user, *codenames):
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    return type(user).objects.get(pk=user.pk)  # permissions are kept with the user


def test_nobody_lists_what_belongs_to_nobody(names, alice):
    assert names(access.jobs(alice)) == ["alice's"]
    assert names(access.own_jobs(alice)) == ["alice's"]
    assert names(access.changeable(alice)) == ["alice's"]
    for listed in (access.jobs, access.own_jobs, access.changeable):
        assert names(listed(ANYBODY)) == []


def test_whoever_knows_its_id_opens_and_changes_what_belongs_to_nobody(names, alice):
    assert names(access.reachable(ANYBODY)) == ["nobody's"]
    assert names(access.reachable_to_change(ANYBODY)) == ["nobody's"]
    assert names(access.reachable(alice)) == ["alice's", "nobody's"]
    assert names(access.reachable_to_change(alice)) == ["alice's", "nobody's"]


def test_an_operator_lists_opens_and_changes_everything(names, operator):
    everything = ["alice's", "bob's", "nobody's"]
    for rows in (
        access.jobs(operator),
        access.reachable(operator),
        access.reachable_to_change(operator),
    ):
        assert names(rows) == everything
    assert names(access.own_jobs(operator)) == []


def test_whoever_only_looks_at_all_jobs_changes_no_other_ones(names, alice):
    looking = may(alice, "view_job")
    assert names(access.reachable(looking)) == ["alice's", "bob's", "nobody's"]
    assert names(access.reachable_to_change(looking)) == ["alice's", "nobody's"]


def test_may_change_says_the_same_of_one_job(jobs, names, alice, operator):
    looking = may(factories.user("larry"), "view_job")
    for person in (alice, looking, operator, ANYBODY):
        allowed = [job for job in jobs.values() if access.may_change(person, job)]
        assert names(allowed) == names(access.reachable_to_change(person))


def test_without_logging_in_one_runs_what_is_open_and_published(alice):
    factories.version(name="closed")
    opened = factories.open_version(name="opened")
    retired = factories.open_version(name="retired")
    retired.state = "retired"
    retired.save()
    assert list(access.current(ANYBODY)) == [opened]
    assert [v.activity.name for v in access.current(alice).order_by("pk")] == [
        "closed",
        "opened",
    ]


def test_an_open_activity_stays_open_in_its_next_version(db):
    factories.open_version()
    following = factories.version(title="Another echo")
    assert list(access.current(ANYBODY)) == [following]


def test_to_open_an_activity_needs_a_permission_of_its_own(alice, operator):
    alice.is_staff = True
    alice.save()
    assert access.may_draft(alice)
    assert not access.may_open(alice)
    assert access.may_open(may(alice, "change_activitydescription"))
    assert access.may_open(operator)
    assert not access.may_open(ANYBODY)


def test_only_who_logged_in_owns_something(alice):
    assert access.owner(alice) == alice
    assert access.owner(ANYBODY) is None
