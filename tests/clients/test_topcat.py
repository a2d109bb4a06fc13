"""Jobs driven by TOPCAT's and STILTS's own classes.

Client: STILTS (class UwsJob, task tapresume) on Java. It needs exactly 303, chunked
uploads, WAIT, a document whose elements are known by their local names, and the
table of a job at results/result.
"""

import pytest

from tests.clients import java
from tests.clients.service import OWNER
from tests.opus.portals import PASSWORD

pytestmark = [
    pytest.mark.xdist_group("clients"),
    pytest.mark.skipif(bool(java.missing()), reason=java.missing() or "installed"),
]


@pytest.fixture(scope="module", params=["rest", "uws"])
def said(request, service, tmp_path_factory):
    """What the classes said of one session with the service."""
    folder = tmp_path_factory.mktemp("java")
    address = f"{service.url}/{request.param}"
    return java.session(folder, address, OWNER, PASSWORD)


def test_it_logs_in_with_a_password(said):
    assert said["login.status"] == "200"


def test_a_new_job_is_pending_and_is_what_was_asked_for(said):
    assert said["made.phase"] == "PENDING"
    assert said["made.version"] == "1.1"
    assert said["made.jobId"] == said["made.id"]
    assert said["made.runId"] == "topcat"
    assert said["made.owner"] == OWNER


def test_duration_and_destruction_can_be_changed(said):
    assert said["changed.duration"] == "120"
    assert said["changed.destruction"] > said["made.destruction"]


def test_a_job_that_was_started_is_running_or_has_ended(said):
    assert said["started.stage"] in ("RUNNING", "FINISHED")


def test_it_waits_until_the_job_has_completed(said):
    assert said["end.phase"] == "COMPLETED"


def test_it_reads_the_parameters(said):
    assert said["end.parameter.text"] == "a & b"
    assert said["end.parameter.image"].startswith("http://")


def test_it_fetches_the_file_that_it_sent_in_chunks(said):
    assert said["end.result.out"] == f"{said['made.url']}/results/out"
    assert said["end.bytes"] == str(3 * 1024 * 1024)


def test_a_deleted_job_is_archived(said):
    assert said["deleted.phase"] == "ARCHIVED"


def test_it_reads_why_a_job_failed(said):
    assert said["failed.phase"] == "ERROR"
    assert "exit status 3" in said["failed.message"]
    assert said["failed.isFatal"] == "true"


def test_an_aborted_job_is_finished(said):
    assert said["aborted.phase"] == "ABORTED"


def test_stilts_resumes_a_job_reads_its_table_and_deletes_it(service):
    """`tapresume` knows the job's address only, and reads results/result."""
    job = service.run("async")
    table = java.stilts(
        OWNER, PASSWORD, "tapresume", f"joburl={job}", "delete=finished", "ofmt=csv"
    )
    assert table.splitlines()[-3:] == ["star,magnitude", "Vega,0.03", "Deneb,1.25"]
    assert service.phase(job) == "ARCHIVED"
