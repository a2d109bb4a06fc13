"""Whose job is next, and why one waits."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group

from jobs import allowances, claims, fairness, hosts, lifecycle, queueing
from jobs.errors import LimitError
from jobs.models import Allowance, Host, Job, Scheduler, Spent
from provenance import times
from tests import factories


@pytest.fixture(autouse=True)
def here(settings):
    settings.OPUS_HOST = "here"
    settings.OPUS_SLOTS = 2


@pytest.fixture
def workers(db):
    hosts.start()


def owners(count):
    """Whose jobs are claimed, one after the other."""
    return [claims.take("here", 100).owner.username for _ in range(count)]


def allow(person, **what):
    group = Group.objects.create(name=f"of {person}")
    person.groups.add(group)
    return Allowance.objects.create(group=group, **what)


def test_somebody_with_many_jobs_does_not_keep_others_waiting(alice, bob):
    for _ in range(4):
        factories.queued(alice)
    factories.queued(bob)
    assert owners(3) == ["alice", "bob", "alice"]


def test_who_used_much_lately_comes_after_who_used_little(alice, bob):
    fairness.spend(alice.pk, 500)
    factories.queued(alice)
    factories.queued(bob)
    assert owners(2) == ["bob", "alice"]


def test_what_was_used_counts_half_after_a_day(alice):
    fairness.spend(alice.pk, 1000)
    Spent.objects.update(at=times.now() - timedelta(days=1))
    fairness.spend(alice.pk, 0)
    assert Spent.objects.get().seconds == pytest.approx(500, rel=0.01)


def test_a_job_that_ran_is_counted_for_its_owner(alice):
    factories.run_new(alice, script="sleep 0.2; touch out.txt")
    assert Spent.objects.get(owner_key=alice.pk).seconds >= 0.2


def test_twice_the_share_is_twice_the_jobs(alice, bob):
    allow(alice, share=200)
    for _ in range(6):
        factories.queued(alice)
        factories.queued(bob)
    assert sorted(owners(6)).count("alice") == 4


def test_a_person_runs_no_more_than_the_limit(alice, bob, settings):
    settings.OPUS_USER_RUNNING = 1
    factories.queued(alice)
    factories.queued(alice)
    assert owners(1) == ["alice"]
    assert claims.take("here", 100) is None
    factories.queued(bob)
    assert owners(1) == ["bob"]


def test_a_group_may_run_more(alice, settings):
    settings.OPUS_USER_RUNNING = 1
    allow(alice, running=2)
    for _ in range(3):
        factories.queued(alice)
    assert owners(2) == ["alice", "alice"]
    assert claims.take("here", 100) is None


def test_an_activity_runs_no_more_than_it_says(alice, bob):
    one = factories.version(most_running=1)
    factories.queued(alice, of=one)
    factories.queued(bob, of=one)
    other = factories.queued(bob, name="other")
    assert owners(1) == ["alice"]
    assert claims.take("here", 100).pk == other.pk
    assert claims.take("here", 100) is None


def test_the_limit_of_waiting_jobs_may_be_wider_for_a_group(alice, settings):
    settings.OPUS_USER_JOBS = 1
    factories.queued(alice)
    with pytest.raises(LimitError):
        factories.queued(alice)
    allow(alice, jobs=0)
    factories.queued(alice)


def test_who_holds_too_much_disk_starts_nothing_until_some_is_deleted(alice, settings):
    settings.OPUS_USER_BYTES = 10_000
    kept = factories.run_new(alice, script="head -c 30000 /dev/urandom > out.txt")
    with pytest.raises(LimitError, match=r"Your jobs hold .* KiB; 9\.766 KiB are"):
        factories.queued(alice)
    lifecycle.delete(kept, alice)
    Job.objects.filter(pk=kept.pk).update(disk_bytes=0)
    factories.queued(alice)


def test_the_next_claim_costs_as_many_queries_however_many_wait(
    alice, bob, django_assert_max_num_queries
):
    version = factories.version()
    for owner in (alice, bob):
        for _ in range(20):
            factories.queued(owner, of=version)
    with django_assert_max_num_queries(15):
        assert claims.take("here", 100)


def test_without_workers_it_says_so(alice):
    assert queueing.why(factories.queued(alice)) == queueing.NOBODY


def test_workers_that_were_not_seen_for_long_are_none(alice, workers):
    Host.objects.update(seen_at=times.now() - timedelta(minutes=1))
    assert queueing.why(factories.queued(alice)) == queueing.NOBODY


def test_it_says_how_many_are_ahead(alice, bob, workers):
    first = factories.queued(alice)
    for _ in range(2):
        factories.queued(bob)
    last = factories.queued(alice)
    assert queueing.why(first) == "All 2 slots are busy; it is next."
    assert queueing.why(last) == "All 2 slots are busy; 3 jobs are ahead."


def test_it_says_that_a_limit_is_reached(alice, workers, settings):
    settings.OPUS_USER_RUNNING = 1
    factories.claimed(alice)
    job = factories.queued(alice)
    assert queueing.why(job) == "1 job of yours runs, your limit is 1."


def test_it_says_that_the_activity_has_a_limit(alice, bob, workers):
    one = factories.version(most_running=1)
    factories.queued(bob, of=one)
    claims.take("here", 9)
    job = factories.queued(alice, of=one)
    assert queueing.why(job) == "1 job of echo runs; no more may at once."


def test_it_says_that_it_is_held_or_that_the_portal_drains(alice, workers):
    job = factories.queued(alice)
    claims.drain()
    assert queueing.why(job) == queueing.DRAINING
    lifecycle.hold(job, alice)
    assert queueing.why(job) == queueing.HELD
    claims.accept()


def test_it_says_since_when_a_cluster_is_silent(alice, workers):
    job = factories.queued(alice)
    Job.objects.filter(pk=job.pk).update(backend="slurm")
    since = times.now().replace(hour=14, minute=2)
    Scheduler.objects.create(name="slurm", silent_since=since)
    sentence = "The cluster does not answer since 14:02 UTC; nothing is lost."
    assert queueing.why(factories.reload(job)) == sentence


def test_pages_and_programs_are_told(alice, as_alice, workers):
    job = factories.queued(alice)
    sentence = b"slots are busy; it is next."
    assert sentence in as_alice.get(f"/jobs/{job.public_id}").content
    assert sentence in as_alice.get("/jobs").content
    assert sentence in as_alice.get(f"/rest/echo/{job.public_id}").content


def test_every_page_says_that_nothing_runs_jobs(visitor, db):
    words = b"Nothing runs jobs at the moment"
    assert words in visitor.get("/").content
    hosts.start()
    assert words not in visitor.get("/").content


def test_a_host_says_again_that_it_is_there(db):
    hosts.start()
    before = Host.objects.get().seen_at
    time.sleep(0.01)
    hosts.beat()
    assert Host.objects.get().seen_at > before
    hosts.stop()
    assert not hosts.alive().exists()


def test_an_administrator_gives_a_group_an_allowance(alice, client):
    boss = factories.user("boss", is_staff=True, is_superuser=True)
    group = Group.objects.create(name="large")
    alice.groups.add(group)
    client.force_login(boss)
    sent = {"group": group.pk, "share": "300", "running": "7"}
    assert client.post("/admin/jobs/allowance/add/", sent).status_code == 302
    assert allowances.of(alice.pk).share == 300
    assert allowances.of(alice.pk).running == 7
