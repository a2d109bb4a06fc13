"""A scheduler is away, forgets, refuses: no job is lost, and none runs twice."""

import os
import sys
import time

import pytest

from jobs import lifecycle, polling, queueing, tasks
from jobs.errors import BackendError, RefusedError
from jobs.execution import backends
from jobs.execution.base import State
from jobs.execution.batch import machine, snapshot
from jobs.execution.batch.dialect import (
    Entry,
    Stand,
)
from jobs.execution.batch.slurm import Slurm
from jobs.execution.batch.transport import Here, Ssh
from jobs.execution.folder import JobFolder
from jobs.models import Job, Scheduler
from tests import factories
from tests.jobs import waiting
from tests.jobs.test_backends import ended, work
from tests.jobs.toy_dialect import Toy

SLURM = Slurm(user="portal")


@pytest.fixture
def toy(tmp_path):
    place = tmp_path / "toy"
    place.mkdir()
    return place


@pytest.fixture
def batch(toy, tmp_path):
    return machine.Batch(Toy(toy), Here(), tmp_path / "toy.json", sys.executable)


@pytest.fixture
def folder():
    folder = JobFolder("j-1")
    folder.make()
    return folder


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(machine, "PATIENCE_SECONDS", 0)
    monkeypatch.setattr(machine, "ALIVE_SECONDS", 0)


def poll(batch, folder, times=1):
    for _ in range(times):
        batch.poll([folder])
    return batch.state(folder)


def test_an_answer_that_was_lost_is_made_up_for_by_the_next_list(batch, toy, folder):
    (toy / "forgetful").touch()
    batch.submit(work(folder, "touch ready x.txt; sleep 0.5"))
    waiting.until((folder.work / "ready").exists)
    assert batch.batch_id(folder) == ""
    assert poll(batch, folder) == State.RUNNING
    assert batch.batch_id(folder).isdigit()


def test_what_is_in_no_list_for_long_was_never_taken(batch, toy, folder, impatient):
    batch.submit(work(folder, "sleep 60"))
    forget(batch, toy, folder)
    assert [poll(batch, folder) for _ in range(3)][-1] == State.ABSENT


def forget(batch, toy, folder):
    """The scheduler loses the job before its script began."""
    for file in toy.glob("*.job"):
        os.killpg(int(file.read_text()), 9)
        file.unlink()
    (folder.shared_control / "run" / "started.json").unlink(missing_ok=True)


def test_until_then_it_waits(batch, toy, folder):
    batch.submit(work(folder, "sleep 60"))
    forget(batch, toy, folder)
    assert poll(batch, folder, 5) == State.WAITING


def test_a_run_that_vanished_is_lost_only_without_a_sign_of_life(
    batch, toy, folder, monkeypatch
):
    batch.submit(work(folder, "touch ready; sleep 60"))
    waiting.until((folder.work / "ready").exists)
    [file] = toy.glob("*.job")
    os.killpg(int(file.read_text()), 9)
    time.sleep(0.2)
    poll(batch, folder)
    assert batch.state(folder) == State.RUNNING
    monkeypatch.setattr(machine, "ALIVE_SECONDS", 0)
    assert batch.state(folder) == State.LOST
    assert batch.report(folder).message.startswith("The run was lost")


def test_a_scheduler_that_is_away_changes_nothing(batch, toy, folder):
    batch.submit(work(folder, "touch ready; sleep 2; touch x.txt"))
    waiting.until((folder.work / "ready").exists)
    assert poll(batch, folder) == State.RUNNING
    (toy / "away").touch()
    assert poll(batch, folder, 4) == State.RUNNING
    assert batch.look().silent_since > 0
    (toy / "away").unlink()
    report = ended(batch, folder)
    assert report.phase == "COMPLETED"
    poll(batch, folder)
    assert batch.look().silent_since == 0


def test_a_job_is_aborted_while_its_scheduler_is_away(batch, toy, folder):
    batch.submit(work(folder, "touch ready; sleep 60"))
    waiting.until((folder.work / "ready").exists)
    (toy / "away").touch()
    poll(batch, folder)
    began = time.monotonic()
    batch.cancel(folder)
    assert ended(batch, folder).message == "The job was aborted."
    assert time.monotonic() - began < 5


def test_a_job_that_is_ended_by_others_says_so(batch, toy, folder):
    batch.submit(work(folder, "touch ready; sleep 60"))
    waiting.until((folder.work / "ready").exists)
    batch.transport.run(batch.dialect.cancel(batch.named(folder)).words)
    report = ended(batch, folder)
    assert (report.phase, report.message) == ("ABORTED", machine.BY_OTHERS)


def test_what_is_busy_is_asked_again_and_what_refuses_is_not(batch, toy, folder):
    (toy / "busy").touch()
    with pytest.raises(BackendError, match="takes no job now: it busy"):
        batch.submit(work(folder, "true"))
    assert not batch.submitted(folder)
    (toy / "busy").rename(toy / "refuses")
    with pytest.raises(RefusedError, match="refuses the job: it refuses"):
        batch.submit(work(folder, "true"))


def test_work_that_is_taken_back_finds_no_order_when_it_comes(batch, folder):
    batch.submit(work(folder, "touch ready"))
    control = folder.shared_control / "run"
    name = batch.named(folder)
    if batch.withdraw(folder):  # else it has started
        assert not control.exists()
        assert name
        time.sleep(0.5)
        assert not (folder.work / "ready").exists()


def test_nothing_of_the_portals_environment_goes_along(monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "hush")
    monkeypatch.setenv("SBATCH_PARTITION", "wrong")
    answer = Here().run(["env"])
    assert "hush" not in answer.out
    assert "SBATCH" not in answer.out


def test_a_command_that_hangs_or_is_missing_is_an_answer_too():
    assert Here().run(["sleep", "9"], seconds=0.1).code is None
    assert Here().run(["no-such-command"]).code == 127


def test_ssh_gets_one_word_for_the_shell_there(tmp_path, monkeypatch):
    program = tmp_path / "ssh"
    program.write_text('#!/bin/sh\nfor w; do echo "$w"; done; cat\n')
    program.chmod(0o755)
    monkeypatch.setattr(
        "jobs.execution.batch.transport.PATH", f"{tmp_path}:/usr/bin:/bin"
    )
    ssh = Ssh("portal@login", tmp_path / "sockets")
    answer = ssh.run(["squeue", "-o", "%A|%j; rm"], "text")
    assert answer.out.splitlines()[-3:] == [
        "portal@login",
        "squeue -o '%A|%j; rm'",
        "text",
    ]
    assert "-oBatchMode=yes" in answer.out


def test_a_snapshot_comes_back_as_it_was_written(tmp_path):
    now = snapshot.Snapshot().answer({"a": Entry("1", Stand.RUNS)}, frozenset("ab"))
    assert now.missing == {"b": 1}
    snapshot.write(tmp_path / "s.json", now)
    assert snapshot.read(tmp_path / "s.json") == now
    assert snapshot.read(tmp_path / "none.json") == snapshot.Snapshot()


@pytest.fixture
def portal(batch, settings, monkeypatch):
    """The portal, with this scheduler as its cluster."""
    settings.OPUS_HOST = "here"
    settings.OPUS_SLURM = True
    monkeypatch.setattr(backends, "cluster", lambda _: batch)
    return batch


def asked():
    """The scheduler was asked, and what moved is followed."""
    for job_id in polling.poll("slurm"):
        tasks.follow(job_id)


def run(job):
    """Let the portal ask, until the job is settled."""

    def settled():
        tasks.dispatch()
        asked()
        job.refresh_from_db()
        return job.settled

    waiting.until(settled)
    return job


def test_a_job_runs_on_the_cluster_from_end_to_end(alice, portal):
    job = factories.queued(alice, backend="slurm")
    run(job)
    assert (job.phase, factories.result_text(job)) == ("COMPLETED", "hello")
    assert job.usage["wall"] > 0
    assert job.batch_id.isdigit()


def test_the_recorder_is_there_without_the_portals_own_folder(alice, portal):
    script = f"#!{sys.executable}\nimport opus_provenance as p\n"
    script += "open('out.txt', 'w').write(p.__file__)"
    job = run(factories.queued(alice, script=script, backend="slurm"))
    assert "/.lib/" in factories.result_text(job)


def test_a_script_on_a_node_knows_its_scheduler_and_nothing_of_ours(
    alice, portal, monkeypatch
):
    monkeypatch.setenv("SLURM_CONF", "/etc/x")
    monkeypatch.setenv("OPUS_SECRET_KEY", "hush")
    job = run(factories.queued(alice, script="env > out.txt", backend="slurm"))
    told = factories.result_text(job)
    assert "SLURM_CONF=/etc/x" in told
    assert "SLURM_EXPORT_ENV=ALL" in told
    assert "hush" not in told


def test_local_jobs_and_those_of_the_cluster_have_slots_of_their_own(
    alice, portal, settings
):
    settings.OPUS_SLOTS = settings.OPUS_SLURM_JOBS = 1
    there = factories.queued(alice, backend="slurm", script="sleep 60")
    here = factories.queued(alice, name="other", script="sleep 60")
    tasks.dispatch()
    for job in (there, here):
        assert factories.reload(job).token
        factories.abort(factories.reload(job))


def test_a_refusal_is_the_end_of_the_job(alice, portal, toy):
    (toy / "refuses").touch()
    job = run(factories.queued(alice, backend="slurm"))
    assert (job.phase, job.start_time) == ("ERROR", None)
    assert job.error == "The cluster refuses the job: it refuses"


def test_while_it_is_busy_the_job_waits_and_says_why(alice, portal, toy):
    (toy / "busy").touch()
    job = factories.queued(alice, backend="slurm")
    tasks.dispatch()
    job.refresh_from_db()
    assert (job.phase, job.token) == ("QUEUED", "")
    assert queueing.why(job) == "The cluster takes no job now: it busy"
    (toy / "busy").unlink()
    assert run(job).phase == "COMPLETED"


def test_while_it_is_silent_pages_say_since_when(alice, portal, toy):
    job = factories.queued(alice, backend="slurm", script="touch ready; sleep 60")
    tasks.dispatch()
    (toy / "away").touch()
    polling.poll("slurm")
    assert "does not answer since" in queueing.why(factories.reload(job))
    assert Scheduler.objects.get().problem == "it is away"
    (toy / "away").unlink()
    polling.poll("slurm")
    assert Scheduler.objects.get().silent_since is None
    factories.abort(factories.reload(job))


def test_an_aborted_job_is_ended_on_the_cluster(alice, portal):
    job = factories.queued(alice, backend="slurm", script="touch ready; sleep 60")
    tasks.dispatch()
    waiting.until((JobFolder(job.public_id).work / "ready").exists)
    asked()
    assert factories.reload(job).phase == "EXECUTING"
    factories.abort(factories.reload(job))
    assert factories.reload(job).phase == "ABORTED"


def test_a_job_whose_answer_was_lost_runs_once(alice, portal, toy, impatient):
    job = factories.queued(alice, backend="slurm", script="echo x >> out.txt")
    (toy / "forgetful").touch()
    tasks.dispatch()
    control = JobFolder(job.public_id).shared_control / "run"
    first = factories.reload(job).token
    waiting.until((control / "ended.json").exists)
    (toy / "forgetful").unlink()
    run(job)
    assert (job.phase, factories.result_text(job)) == ("COMPLETED", "x\n")
    assert job.token == first


def test_no_request_asks_a_scheduler(alice, portal, as_alice, monkeypatch):
    job = factories.queued(alice, backend="slurm")
    monkeypatch.setattr(machine.Batch, "_run", lambda *_: pytest.fail("it was asked"))
    for address in (f"/jobs/{job.public_id}", "/jobs", f"/rest/echo/{job.public_id}"):
        assert as_alice.get(address).status_code == 200
    as_alice.post(f"/jobs/{job.public_id}/abort")
    assert Job.objects.get(pk=job.pk).phase == "ABORTED"


def test_a_held_job_is_taken_back_from_the_cluster(alice, portal, monkeypatch):
    job = factories.queued(alice, backend="slurm")
    tasks.dispatch()
    control = JobFolder(job.public_id).shared_control / "run"
    waiting.until((control / "ended.json").exists)
    for name in ("started.json", "ended.json", "lock"):
        (control / name).unlink(missing_ok=True)  # as if it still waited there
    monkeypatch.setattr(portal.__class__, "state", lambda *_: State.WAITING)
    lifecycle.hold(factories.reload(job), alice)
    tasks.follow(job.pk)
    found = factories.reload(job)
    assert (found.phase, found.token) == ("HELD", "")
