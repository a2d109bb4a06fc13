"""A host vanishes, and comes back; each host has a queue of its own."""

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from jobs import claims, hosts, lifecycle, queue, reconcile, tasks
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.models import Host, Job
from jobs.phases import Phase
from provenance import times
from tests import factories
from tests.jobs import waiting


@pytest.fixture(autouse=True)
def here(settings, db):
    settings.OPUS_HOST = "here"
    settings.OPUS_HOST_LOST = 600
    hosts.start()


@pytest.fixture
def there():
    """Another host, that was seen an hour ago."""
    seen = times.now() - timedelta(hours=1)
    return Host.objects.create(name="there", slots=2, started_at=seen, seen_at=seen)


def on(host, job):
    Job.objects.filter(pk=job.pk).update(host=host.name)
    return factories.reload(job)


def test_what_ran_there_is_an_error_that_names_the_host(alice, there):
    job = on(there, factories.executing(alice))
    reconcile.give_up_lost_hosts()
    job = factories.reload(job)
    assert job.phase == "ERROR"
    assert job.error.startswith("The run was lost: its host there has not been seen")
    assert job.settled


def test_what_was_aborted_meanwhile_stays_aborted(alice, there):
    job = on(there, factories.executing(alice))
    lifecycle.abort(job, alice)
    reconcile.give_up_lost_hosts()
    job = factories.reload(job)
    assert (job.phase, job.settled) == ("ABORTED", True)


def test_what_had_surely_not_begun_waits_again(alice, there):
    job = on(there, factories.claimed(alice))
    reconcile.give_up_lost_hosts()
    job = factories.reload(job)
    assert (job.phase, job.token, job.host) == ("QUEUED", "", "")


def test_what_may_have_begun_does_not_run_again(alice, there):
    job = on(there, factories.claimed(alice))
    folder = JobFolder(job.public_id)
    folder.make()
    folder.stdout.touch()
    reconcile.give_up_lost_hosts()
    assert factories.reload(job).phase == "ERROR"


def test_a_host_that_was_seen_lately_is_not_given_up(alice, there):
    job = on(there, factories.executing(alice))
    Host.objects.filter(pk=there.pk).update(seen_at=times.now() - timedelta(minutes=5))
    reconcile.give_up_lost_hosts()
    assert factories.reload(job).phase == "EXECUTING"


def test_jobs_of_a_cluster_are_followed_by_another_host(alice, there):
    job = on(there, factories.executing(alice))
    Job.objects.filter(pk=job.pk).update(backend="slurm")
    reconcile.give_up_lost_hosts()
    found = factories.reload(job)
    assert (found.phase, found.host) == ("EXECUTING", "here")


def test_a_host_that_comes_back_ends_what_others_gave_up(alice):
    job = waiting.running(alice, "echo $$ > pid; touch ready; sleep 60")
    pid = int(waiting.work(job, "pid"))
    lifecycle.finish(job, Report(Phase.ERROR, "The run was lost: its host …"))
    reconcile.end_what_was_given_up()
    waiting.until(lambda: waiting.gone(pid))
    assert not JobFolder(job.public_id).control.exists()


def test_what_runs_here_goes_on(alice):
    job = waiting.running(alice, "touch ready; sleep 0.5; touch out.txt")
    reconcile.end_what_was_given_up()
    assert factories.run(job).phase == "COMPLETED"


def test_nobody_follows_the_job_of_another_host(alice, there):
    job = on(there, factories.executing(alice))
    tasks.follow(job.pk)
    assert factories.reload(job).phase == "EXECUTING"


def test_a_doorbell_for_a_job_goes_to_its_host_and_a_general_one_to_all(
    db, there, django_capture_on_commit_callbacks
):
    hosts.beat()
    Host.objects.filter(pk=there.pk).update(seen_at=times.now())
    with django_capture_on_commit_callbacks(execute=True):
        queue.follow(7, "there")
    assert set(OrmQ.objects.values_list("key", flat=True)) == {"opus-there"}
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        queue.dispatch()
    keys = sorted(OrmQ.objects.values_list("key", flat=True))
    assert keys == ["opus-here", "opus-there"]
    OrmQ.objects.all().delete()
    Host.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        queue.dispatch()
    assert [row.key for row in OrmQ.objects.all()] == ["opus-here"]


def test_a_clock_that_jumps_starts_no_job_twice(alice, monkeypatch):
    """An hour later everything looks old; what runs holds its lock all the same."""
    job = waiting.running(alice, "echo x >> out.txt; touch ready; sleep 0.7")
    now = times.now
    monkeypatch.setattr(times, "now", lambda: now() + timedelta(hours=1))
    tasks.follow(job.pk)
    assert claims.take("here", 9) is None
    monkeypatch.setattr(times, "now", lambda: now() - timedelta(hours=1))
    tasks.follow(job.pk)
    assert claims.take("here", 9) is None
    factories.run(job)
    assert (job.phase, factories.result_text(job)) == ("COMPLETED", "x\n")
