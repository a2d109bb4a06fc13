"""The watcher rings as soon as a runner starts, ends or dies."""

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jobs import lifecycle, tasks
from jobs.execution import watched
from jobs.execution.folder import JobFolder
from jobs.execution.runner import control
from jobs.watcher import Watcher
from tests import factories
from tests.jobs.waiting import PATIENCE_SECONDS


@pytest.fixture
def watcher(db):
    watcher = Watcher()
    yield watcher
    watcher.close()


def told(watcher, rung, wanted):
    """Let the watcher work until this was rung."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while wanted not in rung:
        assert time.monotonic() < deadline, f"only {rung} was rung"
        watcher.wait(1)


def send(job, event):
    control.tell({"socket": watched.address(), "job": job.public_id}, event)


def knock(data):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
        door.sendto(data, watched.address())


def follow(job):
    return ("jobs.tasks.follow", job.pk)


@pytest.mark.parametrize("event", ["started", "ended"])
def test_it_rings_when_a_runner_says_something(alice, watcher, rung, event):
    job = factories.claimed(alice)
    rung.clear()
    send(job, event)
    told(watcher, rung, follow(job))


def test_a_script_that_ends_soon_after_its_start_is_told_of_once(alice, watcher, rung):
    job = factories.claimed(alice)
    rung.clear()
    send(job, "started")
    send(job, "ended")
    told(watcher, rung, follow(job))
    watcher.wait(0)
    assert rung == [follow(job)]
    assert not watcher._starting


def test_a_real_run_is_told_of(alice, watcher, rung):
    job = factories.queued(alice)
    rung.clear()
    tasks.dispatch()
    told(watcher, rung, follow(job))
    factories.run(job)


def test_a_message_about_what_is_no_job_leads_nowhere(watcher, settings):
    elsewhere = Path(settings.OPUS_RUN) / "jobs" / "elsewhere" / "run"
    elsewhere.mkdir(parents=True)
    control.make_once(str(elsewhere), "started.json", {"pid": os.getpid()})
    knock(json.dumps({"job": "elsewhere", "event": "started"}).encode())
    watcher.wait(1)
    assert not watcher._handles
    assert not watcher._starting


def test_a_fifo_in_place_of_a_note_is_no_note(tmp_path):
    os.mkfifo(tmp_path / "started.json")
    assert watched.pidfd(tmp_path) is None


def test_it_notices_a_runner_that_dies_without_a_word(alice, watcher, rung):
    job = factories.claimed(alice)
    folder = JobFolder(job.public_id).control / "run"
    folder.mkdir(parents=True)
    with subprocess.Popen(["sleep", "60"]) as runner:
        control.make_once(str(folder), "started.json", {"pid": runner.pid})
        rung.clear()
        send(job, "started")
        told(watcher, rung, follow(job))
        rung.clear()
        runner.kill()
        told(watcher, rung, follow(job))
    assert not watcher._handles


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff",
        b"[]",
        b'"x"',
        b"{}",
        b'{"job": "j-1"}',
        b'{"event": "ended"}',
        b'{"job": "../../x", "event": "started"}',
    ],
)
def test_what_is_no_message_is_passed_over(alice, watcher, rung, data):
    job = factories.claimed(alice)
    rung.clear()
    knock(data)
    send(job, "ended")
    told(watcher, rung, follow(job))


def test_a_message_about_an_unknown_or_settled_job_rings_for_nobody(
    alice, watcher, rung
):
    settled, job = factories.completed(alice), factories.claimed(alice)
    rung.clear()
    knock(json.dumps({"job": "j-unknown", "event": "ended"}).encode())
    knock(json.dumps({"job": "../../etc", "event": "started"}).encode())
    send(settled, "ended")
    send(job, "ended")
    told(watcher, rung, follow(job))
    assert rung == [follow(job)]


@pytest.mark.skipif(os.getuid() != 0, reason="only root can be somebody else")
def test_a_message_of_another_user_is_not_heard(alice, watcher, rung):
    theirs, mine = factories.claimed(alice), factories.claimed(alice)
    code = (
        "import os, socket, sys; os.setuid(65534);"
        "s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM);"
        "s.sendto(sys.argv[1].encode(), '\\0' + sys.argv[2])"
    )
    message = json.dumps({"job": theirs.public_id, "event": "ended"})
    address = watched.address()[1:]
    rung.clear()
    subprocess.run([sys.executable, "-c", code, message, address], check=True)
    send(mine, "ended")
    told(watcher, rung, follow(mine))
    assert rung == [follow(mine)]


def test_there_is_one_watcher_of_an_installation(watcher):
    with pytest.raises(OSError, match="in use"):
        Watcher()


def test_another_installation_has_another_watcher(watcher, settings, tmp_path):
    settings.OPUS_RUN = tmp_path / "other"
    Watcher().close()


def test_a_watcher_can_come_back(watcher):
    watcher.close()
    Watcher().close()


def test_a_runner_that_nobody_watches_runs_all_the_same(alice):
    assert factories.run_new(alice).phase == "COMPLETED"


def test_waiting_ends_when_the_time_is_over(watcher):
    begin = time.monotonic()
    watcher.wait(0.05)
    watcher.wait(-1)
    assert time.monotonic() - begin < PATIENCE_SECONDS


def test_an_abort_is_followed_to_its_end(alice, watcher, rung):
    job = factories.queued(alice, script="sleep 60")
    tasks.dispatch()
    told(watcher, rung, follow(job))
    tasks.follow(job.pk)
    lifecycle.abort(factories.reload(job), alice)
    tasks.follow(job.pk)
    rung.clear()
    told(watcher, rung, follow(job))
    tasks.follow(job.pk)
    assert factories.reload(job).settled
