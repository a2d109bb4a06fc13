"""In the sandbox a script sees the system and its own folder, and nothing else."""

from pathlib import Path

import pytest
from django.conf import settings as django_settings

from jobs.execution import sandbox
from jobs.execution.folder import JobFolder
from tests import factories
from tests.jobs import waiting

works = pytest.mark.skipif(
    bool(sandbox.problem()), reason=f"needs a sandbox: {sandbox.problem()}"
)


def tried(alice, command, **changes):
    """What the command prints in the sandbox."""
    script = f"{{ {command}; }} > out.txt 2>&1"
    job = factories.run_new(alice, script=script, sandbox=True, **changes)
    assert job.phase == "COMPLETED", (job.error, job.error_detail)
    return factories.result_text(job)


@works
def test_it_runs_and_is_given_its_values(alice):
    assert tried(alice, 'echo "$text"; pwd; touch here; ls').startswith("hello\n/")


@works
def test_the_recorder_and_python_are_there(alice):
    assert tried(alice, "python3 -c 'import opus_provenance; print(1)'") == "1\n"


@works
def test_other_jobs_and_the_portal_are_not_there(alice):
    other = factories.completed(alice)
    folder = JobFolder(other.public_id).root
    secret = django_settings.BASE_DIR / "manage.py"
    command = f"ls {folder} {secret} ~; ls {folder.parent}"
    told = tried(alice, command)
    assert told.count("No such file") >= 2
    assert other.public_id not in told.splitlines()


@works
def test_the_system_and_the_inputs_are_read_only(alice):
    told = tried(alice, "touch /usr/x ../in/x; true")
    assert told.count("Read-only file system") == 2


@works
def test_there_is_no_network_unless_it_is_allowed(alice):
    look = "cat /proc/net/dev | grep -c :"
    assert tried(alice, look) == "1\n"
    here = Path("/proc/net/dev").read_text().count(":")
    assert tried(alice, look, network=True) == f"{here}\n"


@works
def test_it_sees_no_process_but_its_own(alice):
    told = tried(alice, "ls /proc | grep -c '^[0-9]'")
    assert int(told) < 8


@works
def test_what_it_leaves_running_is_ended_with_it(alice):
    script = "(setsid sleep 61.7 &) ; echo $$ > out.txt"
    job = factories.run_new(alice, script=script, sandbox=True)
    assert job.phase == "COMPLETED"
    assert not waiting.processes("sleep 61.7")


@works
def test_it_is_aborted_whole(alice):
    job = waiting.running(alice, "trap '' TERM; touch ready; sleep 61.8", sandbox=True)
    factories.abort(job)
    assert job.phase == "ABORTED"
    assert not waiting.processes("sleep 61.8")


@works
def test_a_signal_inside_is_told_as_one(alice):
    job = factories.run_new(alice, script="kill -9 $$", sandbox=True)
    assert job.error == "The script was killed by signal 9 (SIGKILL)."


def test_where_bubblewrap_is_missing_the_job_says_so(alice, settings):
    settings.OPUS_BWRAP = "/no/such/bwrap"
    job = factories.run_new(alice, sandbox=True)
    assert job.phase == "ERROR"
    assert "bubblewrap is not installed on this host" in job.error
    assert job.start_time is None
