"""The command: its options, its lines, its exit status, its report, its cleaning up."""

import json
import os
import re
import signal
import subprocess
import sys
import threading

import pytest

from opus.uwscheck import checks
from tests.opus.portals import HOME, until
from tests.opus.uwscheck.changes import in_jobs, in_lists
from tests.opus.uwscheck.commanding import run
from tests.opus.uwscheck.examining import SETS
from tests.opus.uwscheck.serving import serving
from tests.opus.uwscheck.stub import USER

ENOUGH = ("--only=list", "--only=list-jobs", "--only=delete")
QUICK = ("--wait-seconds=2", "--at-once=1", "--patience=5", "--timeout=5")


def _deleted(stub):
    return {job.phase for job in stub.jobs.values()} == {"ARCHIVED"}


def test_a_service_that_is_right_gets_zero_and_keeps_no_job():
    with serving() as stub:
        status, out, err = run(stub.url, "--user", USER, *ENOUGH)
        assert _deleted(stub)
    assert (status, err) == (0, "")
    assert out.startswith(f"{stub.url}, as {USER}\n\nJob list\n  pass     list ")
    assert out.endswith("\n3 passed, 0 failed, 0 warnings, 0 skipped\n")


def test_a_fault_gets_one_and_is_explained():
    fault = in_lists("uws:jobs", "uws:list")
    with serving(after=fault.after) as stub:
        status, out, _ = run(stub.url, "--user", USER, "--only=list", "--only=delete")
        assert _deleted(stub)
    assert status == 1
    assert "  fail     list " in out
    assert "seen: GET /uws → 200 application/xml: the root is “list”" in out
    assert "rule: UWS 1.1" in out
    assert "mend: Answer 200" in out


def test_a_warning_gets_zero():
    fault = in_jobs(r"\buws(:|=)", r"u\1")
    with serving(after=fault.after) as stub:
        status, out, _ = run(stub.url, "--user", USER, "--only=namespace")
    assert status == 0
    assert out.endswith("0 passed, 0 failed, 1 warning, 0 skipped\n")


def test_all_sets_of_parameters_come_from_the_command_line(tmp_path):
    given = [f"--{n}={k}={v}" for n, pairs in SETS.items() for k, v in pairs]
    file = tmp_path / "report.json"
    with serving() as stub:
        status, out, _ = run(
            *(stub.url, "--user", USER, "--upload=image", f"--json={file}"),
            *(*given, *QUICK),
        )
        assert _deleted(stub)
    assert out.endswith(
        f"\n{len(checks.ALL)} passed, 0 failed, 0 warnings, 0 skipped\n"
    )
    assert status == 0
    report = json.loads(file.read_text())
    assert report["service"] == stub.url
    assert report["user"] == USER
    assert (report["format"], report["complete"], report["left"]) == (1, True, [])
    assert report["summary"] == {
        **dict.fromkeys(("fail", "warning", "skipped"), 0),
        "pass": len(checks.ALL),
    }
    assert set(report["checks"][0]) == set(
        "id theme title clause result seen mend seconds".split()
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", report["started"])


def test_with_a_url_alone_what_needs_parameters_says_which_option_to_give():
    with serving() as stub:
        status, out, _ = run(stub.url, "--user", USER, "--only=completes")
    assert status == 0
    assert "skipped  completes " in out
    assert "why: give --run NAME=VALUE: a parameter of a job that completes" in out


def test_the_report_can_go_to_stdout_alone():
    with serving() as stub:
        status, out, _ = run(stub.url, "--user", USER, "--only=list", "--json=-")
    assert status == 0
    assert [check["id"] for check in json.loads(out)["checks"]] == ["list"]


def test_the_activity_is_a_part_of_the_url():
    with serving() as stub:
        base = stub.url.removesuffix("/uws")
        status, out, _ = run(base, "--activity=uws", "--user", USER, "--only=list")
    assert status == 0
    assert out.startswith(f"{stub.url}, as")


def test_the_list_says_every_check():
    status, out, _ = run("--list")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines() if line[0] != " "] == [
        check.id for check in checks.ALL
    ]


def test_more_words_say_what_was_seen():
    with serving() as stub:
        _, out, _ = run(stub.url, "--user", USER, "--only=list", "-v", "2")
    assert "seen: GET /uws → 200 application/xml" in out


def test_jobs_that_cannot_be_deleted_are_named():
    def before(stub, request):
        request.method = "GET" if request.method == "DELETE" else request.method
        if request.one("PHASE") == "ABORT":
            request.path = "/nowhere"

    def after(stub, request, answer):
        if request.is_job and request.method == "GET" and len(stub.asked) > 2:
            answer.status = 500

    with serving(before, after) as stub:
        _, _, err = run(stub.url, "--user", USER, "--only=create-location")
    assert err == f"Not deleted: {stub.url}/j1\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_who_stops_it_leaves_no_job_behind(number, tmp_path):
    with serving() as stub:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "uwscheck", stub.url, "--user", USER],
            cwd=HOME,
            env=os.environ | {"OPUS_VAR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        until(lambda: any(phase == "PENDING" for phase in _waited(stub)))
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
        assert process.returncode == 130
        assert err == "Interrupted: deleting the jobs that were made.\n"
        assert "Traceback" not in out
        assert _deleted(stub)


def test_who_does_not_read_on_gets_no_traceback_and_no_job_stays(tmp_path):
    with serving() as stub:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "uwscheck", stub.url, "--user", USER],
            cwd=HOME,
            env=os.environ | {"OPUS_VAR": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        with process:
            until(lambda: "list-jobs" in process.stdout.readline())
            process.stdout.close()
            assert process.wait(30) == 130
            assert process.stderr.read() == ""
        assert _deleted(stub)


def _waited(stub):
    """The phases of jobs, as soon as somebody waits for one."""
    waiting = [t for t in threading.enumerate() if "process_request" in t.name]
    return [job.phase for job in list(stub.jobs.values())] if len(waiting) > 2 else []
