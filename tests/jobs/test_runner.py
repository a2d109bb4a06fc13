"""Real scripts under the real runner: how they end, and who says so."""

import os

import pytest

from jobs import lifecycle
from jobs.execution.folder import JobFolder
from tests import factories
from tests.jobs import waiting

# A parent, a child and a daemon that all ignore SIGTERM and go on for a minute.
STUBBORN = """#!/bin/bash
trap '' TERM
bash -c 'trap "" TERM; for _ in {1..600}; do sleep 0.1; done' &
echo $! >> pids
setsid bash -c 'trap "" TERM; echo $$ >> pids; for _ in {1..600}; do sleep 0.1; done' &
while [ "$(wc -l < pids)" -lt 2 ]; do sleep 0.01; done
echo $$ >> pids
touch ready
echo half > out.txt
wait
for _ in {1..600}; do sleep 0.1; done
"""


def logs(job):
    folder = JobFolder(job.public_id)
    return folder.stdout.read_bytes(), folder.stderr.read_bytes()


def test_what_a_script_prints_is_kept_apart_from_the_first_byte(alice):
    job = factories.run_new(alice, script="echo out\necho err >&2\ntouch out.txt")
    assert job.phase == "COMPLETED"
    assert logs(job) == (b"out\n", b"err\n")


def test_logs_can_be_read_while_the_script_runs(alice):
    job = waiting.running(alice, "printf now; touch ready; sleep 60")
    assert logs(job) == (b"now", b"")
    lifecycle.abort(job, alice)
    factories.run(job)


def test_a_job_that_prints_nothing_still_completes(alice):
    job = factories.run_new(alice, script="touch out.txt")
    assert (job.phase, job.error) == ("COMPLETED", "")
    assert logs(job) == (b"", b"")


def test_both_times_and_the_exit_code_of_a_run_are_kept(alice):
    job = factories.run_new(alice)
    assert job.creation_time <= job.start_time <= job.end_time <= job.settled_at
    assert job.exit_code == 0


@pytest.mark.parametrize(
    ("script", "error", "code"),
    [
        ("exit 3", "The script ended with exit status 3.", 3),
        ("kill -9 $$", "The script was killed by signal 9 (SIGKILL).", -9),
        ("no_such_program", "The script ended with exit status 127.", 127),
        ("exit 2", "The script ended with exit status 2.", 2),
    ],
)
def test_a_script_that_fails_is_an_error_that_says_so(alice, script, error, code):
    job = factories.run_new(alice, script=script)
    assert (job.phase, job.error, job.exit_code) == ("ERROR", error, code)


def test_an_error_shows_the_last_lines_that_the_script_printed(alice):
    script = "for i in {1..99}; do echo line $i >&2; done; exit 1"
    job = factories.run_new(alice, script=script)
    lines = job.error_detail.split("\n")
    assert (len(lines), lines[-1]) == (20, "line 99")


def test_an_interpreter_that_is_not_there_is_an_error_that_names_it(alice):
    job = factories.run_new(alice, script="#!/no/such/interpreter\n")
    assert job.phase == "ERROR"
    assert job.error == (
        "The script cannot start: /no/such/interpreter: No such file or directory."
    )
    assert job.exit_code is None


@pytest.mark.parametrize("log", [1, 2])
def test_binary_data_in_a_log_is_an_error_that_says_where(alice, log):
    script = f"printf 'text\\0more' >&{log}; touch out.txt"
    job = factories.run_new(alice, script=script)
    name = {1: "stdout", 2: "stderr"}[log]
    assert job.phase == "ERROR"
    assert f"printed binary data to {name} (byte 4 is NUL)" in job.error


def test_text_that_is_not_utf8_is_no_error(alice):
    job = factories.run_new(alice, script="printf '\\xe9t\\xe9'; touch out.txt")
    assert job.phase == "COMPLETED"
    assert logs(job)[0] == b"\xe9t\xe9"


def test_executionduration_is_enforced(alice):
    script = "echo half > out.txt; sleep 60"
    job = factories.run_new(alice, script=script, execution_duration=1)
    assert job.phase == "ABORTED"
    assert job.error == "The execution duration of 1 s was exceeded."
    assert 1 <= (job.end_time - job.start_time).total_seconds() < 30
    assert factories.entity_of(job).size == 5


def test_a_script_that_catches_the_signal_and_ends_well_is_still_aborted(alice):
    script = "trap 'exit 0' TERM\ntouch out.txt ready; sleep 60 & wait"
    job = waiting.running(alice, script)
    lifecycle.abort(job, alice)
    assert factories.run(job).phase == "ABORTED"


def test_a_script_gets_a_moment_to_clean_up(alice):
    script = "trap 'echo bye > out.txt; exit' TERM\ntouch ready; sleep 60 & wait"
    job = waiting.running(alice, script)
    lifecycle.abort(job, alice)
    job = factories.run(job)
    assert factories.entity_of(job).size == 4


def test_an_abort_ends_the_whole_tree_also_what_ignores_it(alice):
    job = waiting.running(alice, STUBBORN)
    pids = waiting.numbers(job, "pids")
    assert len(pids) == 3
    assert not any(waiting.gone(pid) for pid in pids)
    lifecycle.abort(job, alice)
    job = factories.run(job)
    assert (job.phase, job.settled) == ("ABORTED", True)
    assert all(waiting.gone(pid) for pid in pids)
    assert factories.entity_of(job).size == 5


def test_a_stopped_script_gets_its_moment_too(alice):
    script = (
        "trap 'echo bye > out.txt; exit' TERM\ntouch ready; kill -STOP $$; sleep 60"
    )
    job = waiting.running(alice, script)
    lifecycle.abort(job, alice)
    job = factories.run(job)
    assert (job.phase, factories.entity_of(job).size) == ("ABORTED", 4)


def test_processes_that_a_script_leaves_behind_do_not_outlive_it(alice):
    script = "sleep 60 & echo $! > out.txt; setsid sleep 60 & echo $! >> out.txt"
    job = factories.run_new(alice, script=script)
    pids = (JobFolder(job.public_id).out / "out.txt").read_text().split()
    assert job.phase == "COMPLETED"
    assert len(pids) == 2
    assert all(waiting.gone(int(pid)) for pid in pids)


def test_the_script_dies_with_its_runner_and_the_job_is_lost(alice):
    job = waiting.running(alice, "echo $$ $PPID > pids; touch ready; sleep 60")
    script, runner = waiting.numbers(job, "pids")
    os.kill(runner, 9)
    job = factories.run(job)
    assert job.phase == "ERROR"
    assert job.error == "The run was lost: its runner is gone and left no report."
    assert job.start_time is not None
    waiting.until(lambda: waiting.gone(script))


def test_nothing_is_on_the_scripts_standard_input(alice):
    assert factories.run_new(alice, script="cat > out.txt").phase == "COMPLETED"


def test_no_open_file_of_the_portal_reaches_a_script(alice):
    script = "ls /proc/self/fd > out.txt"
    job = factories.run_new(alice, script=script)
    found = (JobFolder(job.public_id).out / "out.txt").read_text().split()
    assert len(found) == 4  # the three, and the one by which ls reads the folder


def test_secrets_of_the_portal_never_reach_a_script(alice, monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "do-not-tell")
    monkeypatch.setenv("DATABASE_URL", "do-not-tell")
    job = factories.run_new(alice, script="env > out.txt")
    assert job.phase == "COMPLETED"
    assert "do-not-tell" not in (JobFolder(job.public_id).out / "out.txt").read_text()
