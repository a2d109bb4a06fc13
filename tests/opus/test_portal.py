"""The portal as a real process: what one does with it over REST."""

import uuid

import pytest
import requests
from pyvo.dal.tap import AsyncTAPJob

from tests.opus import portals
from tests.opus.portals import READY, Portal, until

pytestmark = pytest.mark.xdist_group("portal")
PUBLISH = """
from jobs.descriptions.value import UsedEntity
from tests import factories
factories.version()
factories.version(name="copy", script='#!/bin/bash\\ncat "$image" > out.txt',
                  used=(UsedEntity("image"),), parameters=())
factories.version(name="sleep", script="#!/bin/bash\\nsleep 600 & wait",
                  parameters=())
"""


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    running = Portal(tmp_path_factory.mktemp("portal"))
    assert running.manage("demo").returncode == 0
    published = running.manage("shell", "-c", PUBLISH)
    assert published.returncode == 0, published.stderr
    running.start()
    yield running
    running.stop()


def _ended(portal, job):
    """The last phase of the job."""
    active = ("PENDING", "QUEUED", "EXECUTING")
    until(lambda: portal.session.get(f"{job}/phase", timeout=30).text not in active)
    return portal.session.get(f"{job}/phase", timeout=30).text


def _text(portal, url):
    answer = portal.session.get(url, timeout=30)
    assert answer.status_code == 200, answer.text
    return answer.text


def test_it_says_one_line_when_it_is_ready(portal):
    assert portal.out.read_text() == f"{READY}{portal.url}\n"
    assert requests.get(f"{portal.url}/", timeout=30).status_code == 200


def test_a_job_over_rest_runs_to_its_end(portal):
    answer = portal.post("/rest/echo", data={"text": "a & b", "PHASE": "RUN"})
    assert [step.status_code for step in answer.history] == [303]
    assert _ended(portal, answer.url) == "COMPLETED"
    assert _text(portal, f"{answer.url}/results/out") == "a & b"
    assert _text(portal, f"{answer.url}/provxml").startswith("<?xml")


def test_a_file_comes_with_a_body_in_chunks(portal):
    """As some clients send it, without a Content-Length."""
    boundary, content = uuid.uuid4().hex, b"x" * 300_000
    head = 'form-data; name="image"; filename="m13.fits"'

    def body():
        yield f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode()
        yield content
        yield f"\r\n--{boundary}--\r\n".encode()

    kind = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    answer = portal.post("/rest/copy?PHASE=RUN", data=body(), headers=kind)
    assert _ended(portal, answer.url) == "COMPLETED"
    assert _text(portal, f"{answer.url}/results/out") == content.decode()


def test_a_body_that_is_too_large_is_a_413(portal):
    answer = portal.post("/rest/copy", files={"image": b"x" * 3_000_000})
    assert answer.status_code == 413
    assert answer.text.endswith("Give a URL instead of the file.")


def test_a_file_is_sent_in_ranges_by_the_real_server(portal):
    answer = portal.post("/rest/echo", data={"text": "0123456789", "PHASE": "RUN"})
    assert _ended(portal, answer.url) == "COMPLETED"
    part = portal.session.get(
        f"{answer.url}/results/out", headers={"Range": "bytes=3-5"}, timeout=30
    )
    assert (part.status_code, part.text) == (206, "345")
    assert part.headers["Content-Range"] == "bytes 3-5/10"
    head = portal.session.head(f"{answer.url}/results/out", timeout=30)
    assert (head.headers["Content-Length"], head.content) == ("10", b"")


def test_a_job_that_is_aborted_leaves_no_process(portal):
    answer = portal.post("/rest/sleep", data={"PHASE": "RUN"})
    job = answer.url
    until(lambda: _text(portal, f"{job}/phase") == "EXECUTING")
    scripts = until(lambda: _of_job(job))
    portal.session.post(f"{job}/phase", data={"PHASE": "ABORT"}, timeout=30)
    assert _text(portal, f"{job}/phase") == "ABORTED"
    until(lambda: not portals.alive(scripts))


def _of_job(job):
    """The processes whose command line or folder is that of the job."""
    public_id = job.rpartition("/")[2]
    return portals.with_word(public_id)


def test_pyvo_drives_a_job_from_creation_to_deletion(portal):
    url = portal.post("/rest/echo", data={"text": "by pyvo"}).url
    with AsyncTAPJob(url, session=portal.session) as job:
        assert job.phase == "PENDING"
        job.execution_duration = 100
        job.run().wait(timeout=60)
        assert (job.phase, job.execution_duration.sec) == ("COMPLETED", 100)
        results = {result.id_: result.href for result in job.results}
        assert _text(portal, results["out"]) == "by pyvo"
        job.raise_if_error()
    assert _text(portal, f"{url}/phase") == "ARCHIVED"


def test_static_files_are_served(portal):
    answer = requests.get(f"{portal.url}/static/base.css", timeout=30)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/css")


def test_an_error_of_the_host_name_is_a_page(portal):
    headers = {"Host": "evil.example.org"}
    answer = requests.get(f"{portal.url}/", headers=headers, timeout=30)
    assert answer.status_code == 400
    assert "did not understand" in answer.text


def test_a_second_portal_in_the_same_folder_does_not_start(portal):
    second = portal.manage("portal", "--bind", "127.0.0.1:0")
    assert second.returncode == 1
    assert second.stdout == ""
    assert "CommandError: Another portal works in this folder" in second.stderr


def test_a_second_portal_on_a_used_port_is_one_sentence(portal):
    bind = portal.url.removeprefix("http://")
    second = portal.manage("portal", "--bind", bind)
    assert second.returncode == 1
    assert second.stdout == ""
    assert second.stderr.startswith(f"CommandError: Cannot listen on {bind}: ")
    assert second.stderr.count("\n") == 1
