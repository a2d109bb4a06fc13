"""Hold and release, suspend and resume, retry, priority: what people do with a job."""

import pytest

from jobs import changes, claims, creation, lifecycle, tasks
from jobs.errors import ClosedError, PhaseError, ValuesError
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs import waiting
from tests.jobs.machines import Machine


@pytest.fixture(autouse=True)
def here(settings):
    settings.OPUS_HOST = "here"


def test_a_held_job_is_not_claimed_until_it_is_released(alice):
    job = factories.queued(alice)
    lifecycle.hold(job, alice)
    assert (job.phase, claims.take("here", 1)) == ("HELD", None)
    lifecycle.start(job, alice)
    assert claims.take("here", 1).pk == job.pk


def test_a_job_can_be_held_before_it_is_started(alice):
    job = factories.job(alice)
    lifecycle.hold(job, alice)
    assert job.phase == "HELD"


@pytest.mark.parametrize("make", [factories.executing, factories.completed])
def test_what_does_not_wait_cannot_be_held(alice, make):
    with pytest.raises(PhaseError, match="only a job that waits can be held"):
        lifecycle.hold(make(alice), alice)


def test_a_job_that_was_handed_to_a_machine_is_taken_back(alice, monkeypatch):
    machine = Machine.instead_of_the_real_one(monkeypatch)
    job = factories.queued(alice)
    tasks.dispatch()
    lifecycle.hold(job, alice)
    tasks.follow(job.pk)
    job.refresh_from_db()
    assert (job.phase, job.token, machine.works) == ("HELD", "", {})


def test_a_job_that_started_before_it_could_be_taken_back_goes_on(alice):
    job = factories.queued(alice, script="touch ready; sleep 0.5; touch out.txt")
    tasks.dispatch()
    waiting.until((JobFolder(job.public_id).work / "ready").exists)
    lifecycle.hold(job, alice)
    tasks.follow(job.pk)
    job.refresh_from_db()
    assert job.phase == "EXECUTING"
    assert factories.run(job).phase == "COMPLETED"


def test_a_suspended_job_stands_still_until_it_is_resumed(alice):
    count = "touch ready; for i in {1..9}; do echo $i >> out.txt; sleep 0.05; done"
    job = waiting.running(alice, count)
    lifecycle.suspend(job, None)
    tasks.follow(job.pk)
    seen = waiting.until_still(lambda: waiting.work(job, "out.txt"))
    lifecycle.resume(job, None)
    factories.run(job)
    assert job.phase == "COMPLETED"
    assert len(factories.result_text(job)) > len(seen)
    moves = [event.target for event in job.events.all()]
    assert moves[-3:] == ["SUSPENDED", "EXECUTING", "COMPLETED"]


def test_a_suspended_job_can_be_aborted(alice):
    job = waiting.running(alice, "touch ready; sleep 60")
    lifecycle.suspend(job, None)
    tasks.follow(job.pk)
    factories.abort(job)
    assert job.phase == "ABORTED"


def test_only_what_runs_can_be_suspended_and_only_that_resumed(alice):
    job = factories.queued(alice)
    with pytest.raises(PhaseError, match="only a job that runs can be suspended"):
        lifecycle.suspend(job, None)
    with pytest.raises(PhaseError, match="only a suspended job can go on"):
        lifecycle.resume(job, None)


def test_a_suspended_job_that_ends_anyway_is_over(alice):
    """Its processes were killed, or its host was."""
    job = factories.executing(alice)
    lifecycle.suspend(job, None)
    lifecycle.finish(job, Report(Phase.COMPLETED))
    assert job.phase == "COMPLETED"


def test_a_retry_is_a_new_job_with_the_same_values(alice):
    wishes = Wishes(run_id="M13", execution_duration=77, notify=True)
    job = factories.queued(
        alice, values={"text": "again"}, wishes=wishes, script="exit 3"
    )
    factories.run(job)
    again = creation.retry(job, alice)
    assert (again.phase, again.owner, again.version) == ("QUEUED", alice, job.version)
    assert (again.run_id, again.execution_duration, again.notify) == ("M13", 77, True)
    assert [row.text for row in again.parameters.all()] == ["again"]
    assert factories.reload(again).retry_of == job


def test_a_job_that_went_well_is_not_retried(alice):
    with pytest.raises(PhaseError):
        creation.retry(factories.completed(alice), alice)


def test_what_has_a_higher_priority_runs_first(alice):
    first, second = factories.queued(alice), factories.queued(alice)
    changes.priority(second, 1, 10)
    assert claims.take("here", 9).pk == second.pk
    assert claims.take("here", 9).pk == first.pk


def test_an_operator_puts_a_job_before_those_of_everybody(alice, bob):
    factories.queued(alice)
    urgent = factories.queued(bob)
    changes.priority(urgent, 50, 100)
    assert claims.take("here", 9).pk == urgent.pk


def test_a_priority_has_limits_and_an_end(alice):
    job = factories.queued(alice)
    with pytest.raises(ValuesError):
        changes.priority(job, 11, 10)
    with pytest.raises(ClosedError):
        changes.priority(factories.executing(alice), 1, 10)


class TestPages:
    def post(self, client, job, what, **data):
        return client.post(f"/jobs/{job.public_id}/{what}", data, follow=True)

    def test_hold_and_release(self, alice, as_alice):
        job = factories.queued(alice)
        assert b"is held" in self.post(as_alice, job, "hold").content
        assert factories.reload(job).phase == "HELD"
        page = self.post(as_alice, job, "start").content
        assert factories.reload(job).phase == "QUEUED"
        assert b"Hold" in page

    def test_only_operators_suspend(self, alice, as_alice, client, operator):
        job = factories.executing(alice)
        assert self.post(as_alice, job, "suspend").status_code == 403
        assert factories.reload(job).phase == "EXECUTING"
        client.force_login(operator)
        assert self.post(client, job, "suspend").status_code == 200
        assert factories.reload(job).phase == "SUSPENDED"
        self.post(client, job, "resume")
        assert factories.reload(job).phase == "EXECUTING"

    def test_retry_leads_to_the_new_job(self, alice, as_alice):
        job = factories.queued(alice, script="exit 3")
        factories.run(job)
        answer = self.post(as_alice, job, "retry")
        [again] = Job.objects.exclude(pk=job.pk)
        assert answer.redirect_chain[-1][0] == f"/jobs/{again.public_id}"
        assert b"Retry of" in answer.content

    def test_the_destruction_time_is_changed_within_limits(self, alice, as_alice):
        job = factories.job(alice)
        self.post(as_alice, job, "keep", until="2099-01-01T00:00:00Z")
        assert (factories.reload(job).destruction - job.creation_time).days == 365
        answer = self.post(as_alice, job, "keep", until="soon")
        assert "“soon” is not a UTC time" in answer.content.decode()

    def test_priority_is_a_small_number(self, alice, as_alice):
        job = factories.queued(alice)
        self.post(as_alice, job, "priority", priority="-3")
        assert factories.reload(job).priority == -3
        answer = self.post(as_alice, job, "priority", priority="50")
        assert b"say a number from -10 to 10" in answer.content
        answer = self.post(as_alice, job, "priority", priority="high")
        assert b"say a number" in answer.content

    @pytest.mark.parametrize("what", ["hold", "retry", "keep", "priority", "suspend"])
    def test_nobody_changes_the_job_of_another(self, alice, client, bob, what):
        job = factories.queued(alice)
        client.force_login(bob)
        assert self.post(client, job, what, priority="1").status_code in (403, 404)
        assert factories.reload(job).phase == "QUEUED"


class TestUws:
    def post(self, client, job, word):
        return client.post(f"/rest/echo/{job.public_id}/phase", {"PHASE": word})

    def test_hold_and_run(self, alice, as_alice):
        job = factories.queued(alice)
        assert self.post(as_alice, job, "HOLD").status_code == 303
        assert factories.reload(job).phase == "HELD"
        assert self.post(as_alice, job, "RUN").status_code == 303
        assert factories.reload(job).phase == "QUEUED"

    def test_suspend_is_for_operators(self, alice, as_alice):
        job = factories.executing(alice)
        assert self.post(as_alice, job, "SUSPEND").status_code == 403
