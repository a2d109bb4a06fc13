"""What real clients trip over: while a job is made, started, waited for and deleted."""

import subprocess

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobs import changes, lifecycle, queue
from jobs.models import Job
from jobs.phases import Phase
from jobs.uws import wait
from jobs.uws.wait import HOLDS, LONGEST_SECONDS
from provenance import times
from provenance.models import Activity
from tests import factories
from tests.jobs.uws import databases, rest, served
from tests.jobs.uws.served import Asked
from tests.jobs.uws.test_documents_valid import in_phase

trap = pytest.mark.trap
PROXY_SECONDS = 60  # after which nginx gives up, unless it is told otherwise
PYVO_SECONDS = 10  # after which pyvo does


@trap(11)
def test_a_bad_value_is_told_at_creation_by_its_name(as_program):
    """Others answer 404 or 500 to RUN, and the message is lost."""
    factories.version()
    answer = as_program.post("/rest/echo", {"txet": "a", "PHASE": "RUN"})
    assert rest.said(answer, 400).startswith("txet: ")
    assert not Job.objects.exists()


@trap(11)
def test_what_fails_later_is_a_job_in_error_that_says_why(as_program):
    factories.version(script="#!/nothing/such\n")
    row = rest.created(as_program.post("/rest/echo", {"PHASE": "RUN"}))
    row = factories.run(row)
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:phase") == "ERROR"
    assert rest.text(root, "uws:errorSummary/uws:message") == row.error != ""


@trap(16)
def test_a_job_that_its_machine_delays_stays_queued_with_a_note(alice, as_program):
    """Clients give up on HELD and SUSPENDED: only a user's order sets them."""
    row = factories.claimed(alice)
    changes.reason(row, "The node was taken away: it waits for another one.")
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:phase") == "QUEUED"
    (note,) = root.find("uws:jobInfo", rest.UWS)
    assert note.text == "The node was taken away: it waits for another one."


@trap(17)
@pytest.mark.parametrize("leaf", ["", "phase"])
def test_right_after_run_no_job_is_pending(leaf, alice, as_program, rung):
    """For pyvo PENDING is a job that will never be over."""
    row = factories.job(alice)
    path = "/".join(filter(None, [rest.path(row), leaf]))
    as_program.post(path, {"PHASE": "RUN"})
    assert as_program.get(rest.path(row, "phase")).content == b"QUEUED"
    assert rung == [(queue.DISPATCH,)]


@pytest.fixture
def on_disk(transactional_db, tmp_path):
    with databases.on_disk(tmp_path / "opus.sqlite3"):
        yield


@trap(19)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("make", [factories.job, factories.queued, factories.executing])
def test_wait_is_answered_when_the_phase_changes(make, on_disk, alice):
    """Clients ask many times a second of services that cannot wait."""
    row = make(alice)

    async def told(portal):
        asked = await Asked(portal, f"{served.path(row)}?WAIT=-1").send()
        await served.held(portal)
        await served.do(lifecycle.abort, row, alice)
        return await asked.answer()

    status, _, body = served.story(told)
    assert status == 200
    assert rest.text(rest.valid(body), "uws:phase") == "ABORTED"


@trap(19)
@pytest.mark.parametrize("phase", sorted(set(Phase) - wait.BLOCKING))
def test_what_is_not_under_way_is_not_waited_for(phase, alice, rf):
    row = factories.reload(in_phase(phase, alice))
    request = rf.get("/", {"WAIT": "-1"})
    request.scope = {HOLDS: True}
    assert wait.asked(request, row) is None
    assert wait.asked(request, factories.job(alice)) is not None


@trap(20)
@pytest.mark.parametrize("text", ["-1", "60", "3600", "999999999"])
def test_no_wait_is_longer_than_connections_may_be_silent(text, alice, rf):
    """Proxies cut after a minute; pyvo asks again whenever it is answered early."""
    request = rf.get("/", {"WAIT": text})
    request.scope = {HOLDS: True}
    hold = wait.asked(request, factories.job(alice))
    assert PYVO_SECONDS <= hold.seconds == LONGEST_SECONDS < PROXY_SECONDS


@trap(20)
@pytest.mark.django_db(transaction=True)
def test_where_many_wait_already_the_answer_comes_at_once(on_disk, alice, settings):
    settings.OPUS_WAITERS = 1
    row = factories.job(alice)

    async def told(portal):
        first = await Asked(portal, f"{served.path(row)}?WAIT=-1").send()
        await served.held(portal)
        second = await served.ask(portal, f"{served.path(row)}?WAIT=-1")
        await first.hang_up()
        return second

    status, _, body = served.story(told)
    assert (status, b"PENDING" in body) == (200, True)


@trap(21)
def test_no_request_asks_the_machine_that_runs_jobs(alice, as_program, monkeypatch):
    """Clients give up after ten seconds, and a scheduler may take longer."""
    factories.version()

    def refuse(*_, **__):
        raise AssertionError

    monkeypatch.setattr(subprocess, "Popen", refuse)
    row = rest.created(as_program.post("/rest/echo", {"PHASE": "RUN"}))
    for leaf in ("", "/phase", "/results", "/parameters"):
        assert as_program.get(f"{rest.path(row)}{leaf}").status_code == 200
    assert as_program.post(rest.path(row), {"PHASE": "ABORT"}).status_code == 303
    assert as_program.delete(rest.path(row)).status_code == 303


@trap(21)
def test_a_job_costs_the_same_among_many(alice, as_program):
    of = factories.version()

    def cost():
        row = factories.completed(alice, of=of)
        as_program.get(rest.path(row))  # the password is checked once
        with CaptureQueriesContext(connection) as found:
            as_program.get(rest.path(row))
        return len(found)

    few = cost()
    for _ in range(10):
        factories.job(alice, of=of)
    assert cost() == few <= 10


@trap(24)
@pytest.mark.parametrize("phase", Phase)
def test_deleting_is_obeyed_in_every_phase_and_twice(phase, alice, as_program):
    """Clients delete what they have read; provenance stays."""
    row = in_phase(phase, alice)
    for _ in range(2):
        answer = as_program.delete(rest.path(row))
        assert answer.status_code == 303
        assert factories.reload(row).phase == "ARCHIVED"
    if row.settled:
        assert Activity.objects.filter(public_id=row.public_id).exists()


@trap(24)
def test_a_job_that_runs_is_aborted_first(alice, as_program):
    row = factories.executing(alice)
    as_program.delete(rest.path(row))
    assert [event.target for event in row.events.order_by("pk")][-2:] == [
        "ABORTED",
        "ARCHIVED",
    ]


@trap(28)
@pytest.mark.parametrize(
    "leaf",
    [
        *("phase", "quote", "owner", "destruction", "executionduration"),
        *("parameters/text", "error"),
    ],
)
def test_a_text_is_alone_and_plain(leaf, alice, as_program):
    """Old clients compare the phase with what came, line feed and all."""
    row = in_phase(Phase.ABORTED, alice)
    answer = as_program.get(rest.path(row, leaf))
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    text = answer.content.decode()
    assert text == text.strip()
    assert "<" not in text


@trap(29)
def test_what_is_too_much_becomes_the_limit_and_is_shown(alice, as_program, settings):
    """A destruction in the past made jobs vanish; too long a duration was an error."""
    settings.OPUS_DURATION_MAX = 100
    row, before = factories.job(alice), times.now()
    for leaf, text in [("executionduration", "101"), ("destruction", "1999-01-01")]:
        answer = as_program.post(rest.path(row, leaf), {leaf.upper(): text})
        assert (answer.status_code, answer["Location"]) == (303, rest.url(row))
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert rest.text(root, "uws:executionDuration") == "100"
    assert times.parse(rest.text(root, "uws:destruction")) >= before
    assert rest.text(root, "uws:phase") == "PENDING"
