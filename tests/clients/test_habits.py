"""Requests of clients that cannot be run here, sent as their sources send them.

Clients: uws-client (posts PHASE to the job), uws-validator (PHASE in the query),
Firefly (reads numbers, sizes and hrefs strictly), daiquiri's and CADC's (names in
lower case, control words at creation).
"""

import re

import pytest
from lxml import etree

from tests.clients import wire
from tests.clients.service import OWNER

pytestmark = pytest.mark.xdist_group("clients")
UWS = "{http://www.ivoa.net/xml/UWS/v1.0}"
HREF = "{http://www.w3.org/1999/xlink}href"


def _document(url):
    return etree.fromstring(wire.get(url).body)


def _phase(answer):
    """The phase in the document to which the answer leads."""
    assert answer.status == 303, answer.text
    return _document(answer.location).findtext(f"{UWS}phase")


def test_uws_client_runs_and_aborts_at_the_address_of_the_job(service):
    job = service.make("sleep")
    assert _phase(wire.post(job, PHASE="RUN")) in ("QUEUED", "EXECUTING")
    assert _phase(wire.post(job, PHASE="ABORT")) == "ABORTED"


def test_uws_client_adds_a_slash_to_the_list(service):
    answer = wire.post(f"{service.url}/rest/echo/", text="x")
    assert _phase(answer) == "PENDING"
    assert not answer.location.endswith("/")


def test_uws_validator_aborts_with_a_word_in_the_query(service):
    job = service.run("sleep")
    assert _phase(wire.ask("POST", f"{job}/phase?PHASE=ABORT")) == "ABORTED"
    assert _document(job).findtext(f"{UWS}endTime")


def test_uws_validator_creates_with_a_word_in_the_query(service):
    made = wire.ask("POST", f"{service.url}/rest/sleep?PHASE=RUN")
    assert _phase(made) in ("QUEUED", "EXECUTING")
    wire.post(f"{made.location}/phase", PHASE="ABORT")


@pytest.mark.parametrize("activity", ["echo", "fail"])
def test_firefly_parses_numbers_of_a_job_that_is_over(service, activity):
    """Integer.parseInt(executionDuration), Long.parseLong(size), mime types."""
    job = service.run(activity)
    service.ended(job)
    document = _document(job)
    assert re.fullmatch(r"\d+", document.findtext(f"{UWS}executionDuration"))
    for result in document.iter(f"{UWS}result"):
        assert re.fullmatch(r"\d+", result.get("size", "0"))
        assert re.fullmatch(r"\w+/[\w.+-]+(;.*)?", result.get("mime-type"))
        assert result.get(HREF).startswith(f"{job}/")


def test_firefly_finds_jobs_by_their_href(service):
    job = service.make("echo")
    found = {
        reference.get("id"): reference
        for reference in _document(f"{service.url}/rest/echo")
    }
    reference = found[job.rpartition("/")[2]]
    assert reference.get(HREF) == job
    assert reference.findtext(f"{UWS}ownerId") == OWNER
    assert reference.findtext(f"{UWS}creationTime").endswith("Z")


def test_firefly_shows_the_reason_of_a_failure_and_none_of_a_success(service):
    failed = service.run("fail")
    assert service.ended(failed) == "ERROR"
    message = _document(failed).findtext(f"{UWS}errorSummary/{UWS}message")
    assert "exit status 3" in message
    assert wire.get(f"{failed}/error").status == 200
    assert _document(service.completed("echo")).find(f"{UWS}errorSummary") is None


def test_daiquiri_sends_all_it_knows_in_lower_case(service):
    made = wire.post(
        f"{service.url}/rest/echo", TEXT="x", runid="r", phase="run",
        executionduration="77",
    )  # fmt: skip
    assert service.ended(made.location) == "COMPLETED"
    document = _document(made.location)
    assert document.findtext(f"{UWS}runId") == "r"
    assert document.findtext(f"{UWS}executionDuration") == "77"
    assert service.text(f"{made.location}/parameters/text") == "x"


@pytest.mark.parametrize(
    "time",
    ["2099-01-01T00:00:00", "2099-01-01T00:00:00Z", "2099-01-01T00:00:00.000000Z"],
)
def test_a_time_may_have_a_fraction_or_a_zone_or_neither(service, time):
    job = service.make("echo")
    assert wire.post(f"{job}/destruction", DESTRUCTION=time).status == 303
    shown = wire.get(f"{job}/destruction").text
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", shown)


def test_a_form_that_says_its_charset_is_a_form(service):
    made = wire.ask(
        "POST",
        f"{service.url}/rest/echo",
        "text=%C3%BC",
        Content_Type=f"{wire.FORM}; charset=UTF-8",
    )
    assert service.text(f"{made.location}/parameters/text") == "ü"


def test_a_browser_is_sent_to_the_page_and_a_program_is_not(service):
    """Programs ask for anything, or for nothing."""
    job = service.make("echo")
    for accept in ("*/*", "text/xml, */*; q=0.1", "application/xml"):
        answer = wire.get(job, Accept=accept)
        assert "xml" in answer.headers["Content-Type"]
    page = wire.get(job, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    assert page.status in (302, 303)
    assert page.location == f"{service.url}/jobs/{job.rpartition('/')[2]}"
