"""The end of a portal, asked for or not, and of its processes."""

import os
import signal

import pytest
import requests

from tests.opus.portals import PASSWORD, Portal, alive, until, with_word

pytestmark = pytest.mark.xdist_group("portal")
STOP_SECONDS = 10


@pytest.fixture
def portal(tmp_path):
    """One that runs; whatever is left of it goes after the test."""
    running = Portal(tmp_path)
    running.start("--stop-jobs")
    family = running.children()
    yield running
    family |= running.children()
    running.process.kill()
    running.process.wait()
    for pid in alive(family):
        os.kill(pid, signal.SIGKILL)


def _submit(portal, changes=""):
    """The URL of a job of an activity that is published here."""
    user = f"factories.user('astronomer', '{PASSWORD}')"
    code = f"from tests import factories; {user}; factories.version({changes})"
    assert portal.manage("shell", "-c", code).returncode == 0
    return portal.post("/rest/echo", data={"PHASE": "RUN"}).url


def _answers(portal):
    try:
        return requests.get(f"{portal.url}/login", timeout=5).status_code == 200
    except requests.RequestException:
        return False


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_its_processes_in_time(number, portal):
    family = portal.children()
    assert len(family) >= 4  # web server, workers' main process, guard, pool
    portal.process.send_signal(number)
    assert portal.process.wait(STOP_SECONDS) == 0
    assert alive(family) == set()


def test_running_jobs_are_aborted_with_it_when_that_was_asked_for(portal):
    job = _submit(portal, "script='#!/bin/bash\\nsleep 600 & wait'")
    until(lambda: portal.session.get(f"{job}/phase", timeout=9).text == "EXECUTING")
    public_id = job.rpartition("/")[2]
    family = until(lambda: with_word(public_id)) | portal.children().keys()
    code, seconds = portal.stop()
    assert (code, seconds < STOP_SECONDS) == (0, True)
    until(lambda: not alive(family), 5)


def test_its_children_go_when_it_is_killed(portal):
    family = portal.children()
    portal.process.kill()
    portal.process.wait()
    until(lambda: not alive(family), STOP_SECONDS)


def test_a_web_server_that_was_killed_comes_back(portal):
    killed = portal.child("web")
    os.kill(killed, signal.SIGKILL)
    until(lambda: portal.child("web") not in (None, killed) and _answers(portal))
    assert "The web server ended with -9; starting again." in portal.err.read_text()


def test_workers_that_were_killed_come_back_and_run_jobs(portal):
    killed = portal.child("cluster")
    os.kill(killed, signal.SIGKILL)
    until(lambda: portal.child("cluster") not in (None, killed))
    job = _submit(portal)
    until(lambda: portal.session.get(f"{job}/phase", timeout=9).text == "COMPLETED")
    assert "The workers ended with -9; starting again." in portal.err.read_text()


def test_a_nursery_that_was_killed_comes_back_and_jobs_go_on(portal):
    [killed] = _nurseries(portal)
    os.kill(killed, signal.SIGKILL)
    job = _submit(portal)
    until(lambda: portal.session.get(f"{job}/phase", timeout=9).text == "COMPLETED")
    assert until(lambda: _nurseries(portal) - {killed})


def _nurseries(portal):
    return {pid for pid, line in portal.children().items() if "-m runner" in line}
