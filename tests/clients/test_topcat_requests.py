"""TOPCAT's and STILTS's requests, byte for byte, for machines without Java.

Clients: TOPCAT 4, STILTS 3 (class UwsJob). They need exactly 303 where the standard
says so, absolute addresses, blocking reads, and files that come in chunks.
"""

import re

import pytest

from tests.clients import topcat_requests, wire
from tests.clients.service import UPLOAD_BYTES, seconds_of

pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture
def pending(service):
    return service.make("echo", text="by TOPCAT")


def test_a_file_in_chunks_makes_a_job_that_has_the_file(service):
    content = b"<VOTABLE/>" * 30_000
    made = topcat_requests.upload(
        f"{service.url}/rest/copy", {"text": "über"}, {"image": content}
    )
    assert made.status == 303, made.text
    assert service.phase(made.location) == "PENDING"
    wire.post(f"{made.location}/phase", PHASE="RUN")
    assert service.ended(made.location) == "COMPLETED"
    assert service.text(f"{made.location}/results/out") == content.decode()
    assert service.text(f"{made.location}/parameters/text") == "über"


def test_run_in_a_multipart_body_is_obeyed(service):
    made = topcat_requests.upload(
        f"{service.url}/rest/copy", {"PHASE": "RUN"}, {"image": b"stars"}
    )
    assert service.ended(made.location) == "COMPLETED"


def test_the_file_of_a_dali_upload_may_be_in_a_part_of_another_name(service):
    made = topcat_requests.upload(
        f"{service.url}/rest/copy",
        {"UPLOAD": "image,param:inline", "PHASE": "RUN"},
        {"inline": b"stars"},
    )
    assert made.status == 303, made.text
    assert service.ended(made.location) == "COMPLETED"
    assert service.text(f"{made.location}/results/out") == "stars"


def test_a_body_that_is_much_too_large_is_refused_in_words(service):
    """It reads the answer only after it has sent all, as Java does."""
    content = b"x" * (3 * UPLOAD_BYTES)
    answer = topcat_requests.upload(f"{service.url}/rest/copy", {}, {"image": content})
    assert answer.status == 413
    assert answer.text.endswith("Give a URL instead of the file.")


def test_the_job_id_is_what_follows_the_last_slash(service, pending):
    """As UwsJob.getJobId takes it from the Location."""
    assert re.match(r"http://127\.0\.0\.1:\d+/rest/echo/", pending)
    job_id = re.sub("^.*/", "", pending)
    assert f"<uws:jobId>{job_id}</uws:jobId>" in service.text(pending)


@pytest.mark.parametrize(
    ("leaf", "name", "value"),
    [
        ("/phase", "PHASE", "RUN"),
        ("/phase", "PHASE", "ABORT"),
        ("/destruction", "DESTRUCTION", "2099-01-01T00:00:00Z"),
        ("/executionduration", "EXECUTIONDURATION", "120"),
        ("/parameters", "text", "other"),
        ("/parameters/text", "text", "other"),
        ("", "ACTION", "DELETE"),
    ],
)
def test_every_post_that_is_obeyed_is_answered_by_303(
    service, pending, leaf, name, value
):
    """UwsJob.postUwsParameter takes no other status."""
    answer = wire.post(f"{pending}{leaf}", **{name: value})
    assert answer.status == 303, answer.text
    expected = f"{service.url}/rest/echo" if name == "ACTION" else pending
    assert answer.location == expected


def test_delete_is_answered_by_303_to_the_list(service, pending):
    """UwsJob.postDelete takes no other status."""
    answer = wire.ask("DELETE", pending)
    assert (answer.status, answer.location) == (303, f"{service.url}/rest/echo")


def test_deleting_twice_is_not_an_error_of_the_portal(pending):
    """It deletes when asked to and once more when it exits."""
    wire.ask("DELETE", pending)
    assert wire.ask("DELETE", pending).status in (303, 404)


def test_texts_come_alone_without_a_line_end(pending):
    """Versions before TRIM_TEXT compare the phase as it is."""
    answer = wire.get(f"{pending}/phase")
    assert answer.body == b"PENDING"
    assert answer.headers["Content-Type"].lower() == "text/plain; charset=utf-8"


@pytest.mark.parametrize("leaf", ["", "/phase", "/parameters", "/results"])
def test_head_is_get_without_its_body(pending, leaf):
    whole, head = wire.get(pending + leaf), wire.ask("HEAD", pending + leaf)
    assert (head.status, head.body) == (200, b"")
    assert head.headers["Content-Type"] == whole.headers["Content-Type"]


def test_the_document_says_version_1_1(pending):
    """Otherwise TOPCAT polls instead of waiting."""
    assert 'version="1.1"' in wire.get(pending).text


def test_waiting_for_ever_ends_when_the_phase_changes(service):
    """?WAIT=-1&PHASE=<last>, which UwsJob.readInfoBlocking repeats until the end."""
    job = service.reached(service.run("nap", seconds="1"), "EXECUTING")
    taken, answer = seconds_of(lambda: wire.get(f"{job}?WAIT=-1&PHASE=EXECUTING"))
    assert answer.status == 200
    assert "<uws:phase>COMPLETED</uws:phase>" in answer.text
    assert 0.2 < taken < 5


def test_waiting_lasts_as_long_as_nothing_changes(service, pending):
    taken, answer = seconds_of(lambda: wire.get(f"{pending}?WAIT=2&PHASE=PENDING"))
    assert "<uws:phase>PENDING</uws:phase>" in answer.text
    assert 2 <= taken < 4


def test_a_wait_for_a_phase_that_is_past_is_answered_at_once(service, pending):
    taken, _ = seconds_of(lambda: wire.get(f"{pending}?WAIT=-1&PHASE=QUEUED"))
    assert taken < 2


def test_a_wait_on_a_job_that_is_over_is_answered_at_once(service):
    job = service.completed("echo")
    taken, _ = seconds_of(lambda: wire.get(f"{job}?WAIT=-1"))
    assert taken < 2
