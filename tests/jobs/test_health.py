"""What does not work is said, with what to do, in four places."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet

from jobs import claims, hosts
from jobs.execution.base import Report
from jobs.health import examination, tools, work
from jobs.health.fact import State
from jobs.models import Host, Job, Letter, Scheduler
from jobs.phases import Phase
from provenance import times
from tests import factories


@pytest.fixture(autouse=True)
def here(settings, db):
    settings.OPUS_HOST = "here"


def told(name):
    """State and sentence of the fact."""
    found = [fact for fact in examination.facts() if fact.name == name]
    assert len(found) == 1, f"{len(found)} facts of {name}"
    return found[0].state, found[0].found


def bad(name):
    state, found = told(name)
    assert state == State.BAD
    [fact] = [fact for fact in examination.facts() if fact.name == name]
    assert fact.remedy
    return found


def test_a_portal_that_works_says_so():
    hosts.start()
    assert told("Workers") == (State.GOOD, "1 host runs jobs.")
    assert told("Database")[0] == State.GOOD
    assert told("Graph")[0] == State.GOOD
    assert told("Waiting jobs") == (State.GOOD, "No job waits.")


def test_without_workers():
    assert "Nobody runs jobs" in bad("Workers")


def test_a_host_that_drains():
    hosts.start()
    claims.drain()
    assert told("Workers")[0] == State.WARNING
    claims.accept()


def test_a_host_that_is_gone_with_jobs(alice):
    hosts.start()
    factories.claimed(alice, host="there")
    hour = timedelta(hours=1)
    now = times.now() - hour
    Host.objects.create(name="there", slots=2, started_at=now, seen_at=now)
    assert "1 jobs" in bad("Host there")


def test_a_database_that_does_not_answer(monkeypatch, client):
    def refuse(*_):
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(work, "MigrationExecutor", refuse)
    found = examination.facts()
    assert [fact.name for fact in found] == ["Database"]
    assert "disk I/O error" in found[0].found


def test_health_for_machines(client, monkeypatch):
    assert client.get("/healthz").json() == {"status": "ok", "hosts": 0}

    def refuse(*_):
        raise OperationalError("locked")

    monkeypatch.setattr(QuerySet, "count", refuse)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "database")


def test_a_job_that_waits_long(alice):
    job = factories.queued(alice)
    Job.objects.update(queued_at=times.now() - timedelta(hours=2))
    assert told("Waiting jobs")[0] == State.WARNING
    Job.objects.filter(pk=job.pk).update(reason="Its inputs are being fetched.")
    assert told("Waiting jobs")[0] == State.GOOD


def test_runs_that_were_lost(alice):
    job = factories.executing(alice)
    from jobs import lifecycle  # noqa: PLC0415 - here only

    lifecycle.finish(job, Report(Phase.ERROR, "The run was lost: its runner is gone."))
    assert told("Lost runs") == (State.WARNING, "1 within a day.")


def test_letters_that_cannot_be_sent(settings):
    now = times.now()
    Letter.objects.create(
        to="a@b.c", written_at=now, next_try_at=now, tries=3, problem="refused"
    )
    assert "refused" in bad("Mail")
    settings.OPUS_MAIL_HOST = ""
    assert told("Mail")[0] == State.ABSENT


def test_a_cluster_that_is_silent(settings):
    settings.OPUS_SLURM = True
    assert "never been asked" in bad("Cluster slurm")
    row = Scheduler.objects.create(name="slurm", answered_at=times.now())
    assert told("Cluster slurm")[0] == State.GOOD
    row.silent_since, row.problem = times.now(), "no answer"
    row.save()
    assert "no answer" in bad("Cluster slurm")


def test_a_disk_that_is_full(monkeypatch):
    monkeypatch.setattr(tools, "FULL", 1.1)
    disks = [fact for fact in examination.facts() if fact.name.startswith("Disk")]
    assert {fact.state for fact in disks} == {State.BAD}
    monkeypatch.setattr(tools, "FULL", 0)
    monkeypatch.setattr(tools, "ALMOST_FULL", 1.1)
    disks = [fact for fact in examination.facts() if fact.name.startswith("Disk")]
    assert {fact.state for fact in disks} == {State.WARNING}


def test_no_program_to_lay_out_graphs(settings):
    settings.OPUS_DOT = "/no/such/dot"
    assert "/no/such/dot" in bad("Graph")


def test_software_that_is_not_there(settings, tmp_path):
    settings.OPUS_ENVIRONMENTS = tmp_path / "e.toml"
    settings.OPUS_ENVIRONMENTS.write_text('[a]\nkind = "venv"\npath = "/no/where"\n')
    assert bad("Software") == "“a”: /no/where does not exist."
    settings.OPUS_ENVIRONMENTS.write_text("[a")
    assert "is not TOML" in bad("Software")
    settings.OPUS_ENVIRONMENTS.write_text('[b]\nkind = "module"\nlines = ["true"]\n')
    factories.version(environment="b")
    assert told("Software")[0] == State.GOOD
    settings.OPUS_ENVIRONMENTS.write_text("")
    assert "what is not there: b" in bad("Software of activities")


def test_a_sandbox_that_an_activity_needs(monkeypatch):
    monkeypatch.setattr(tools.sandbox, "problem", lambda: "There is none.")
    assert told("Sandbox")[0] == State.ABSENT
    factories.version(sandbox=True)
    assert bad("Sandbox") == "There is none."


def test_the_doctor_prints_it_and_fails(capsys):
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    out = capsys.readouterr().out
    assert re.search(r"✗ Workers +Nobody runs jobs", out)
    assert "→ Start `manage.py cluster`" in out


def test_the_page_is_for_staff(alice, as_alice, client, operator):
    assert as_alice.get("/status").status_code == 404
    client.force_login(operator)
    page = client.get("/status").content.decode()
    assert "Something does not work" in page
    assert "Nobody runs jobs" in page


def test_the_page_says_who_holds_most(alice, client, operator):
    job = factories.completed(alice)
    Job.objects.filter(pk=job.pk).update(disk_bytes=5 * 1000**2)
    client.force_login(operator)
    page = client.get("/status").content.decode()
    assert re.search(r"alice</th><td>5(\.0)? MB", page)
    assert re.search(r"echo</th><td>5(\.0)? MB", page)


def test_numbers_are_for_operators(alice, as_alice, client, operator):
    assert client.get("/metrics").status_code == 401
    assert as_alice.get("/metrics").status_code == 403
    hosts.start()
    factories.queued(alice)
    client.force_login(operator)
    found = client.get("/metrics").content.decode()
    assert 'opus_jobs{phase="QUEUED"} 1.0' in found
    assert 'opus_host_up{host="here"} 1.0' in found
    assert re.search(r'opus_disk_free_bytes\{folder="OPUS_VAR"\} \d', found)
