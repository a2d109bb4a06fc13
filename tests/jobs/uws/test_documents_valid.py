"""Every document is valid against the schema of UWS 1.1, whatever the phase."""

import pytest

from jobs import lifecycle
from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest


def _aborted(owner):
    row = factories.queued(owner)
    lifecycle.abort(row, owner)
    return row


def _failed(owner):
    return factories.run_new(owner, script="#!/bin/bash\necho oh & no >&2; exit 3\n")


def _archived(owner):
    row = factories.completed(owner)
    lifecycle.delete(row, owner)
    return row


LIVES = {
    Phase.PENDING: factories.job,
    Phase.QUEUED: factories.queued,
    Phase.EXECUTING: factories.executing,
    Phase.COMPLETED: factories.completed,
    Phase.ERROR: _failed,
    Phase.ABORTED: _aborted,
    Phase.ARCHIVED: _archived,
}


def in_phase(phase, owner):
    """A job that got there by living; phases that nothing leads to are written."""
    if phase in LIVES:
        return LIVES[phase](owner)
    row = factories.executing(owner)
    Job.objects.filter(pk=row.pk).update(phase=phase)
    return row


@pytest.mark.parametrize("phase", Phase)
def test_a_job_is_valid_in_every_phase(phase, alice, as_program):
    row = in_phase(phase, alice)
    root = rest.valid(as_program.get(rest.path(row)).content)
    assert root.get("version") == "1.1"
    assert rest.text(root, "uws:phase") == phase
    assert rest.text(root, "uws:jobId") == row.public_id
    assert rest.text(root, "uws:ownerId") == "alice"


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("leaf", ["parameters", "results"])
def test_its_parts_are_valid_alone_too(phase, leaf, alice, as_program):
    row = in_phase(phase, alice)
    rest.valid(as_program.get(rest.path(row, leaf)).content)


@pytest.mark.parametrize("phase", Phase)
def test_no_python_word_leaks_into_a_document(phase, alice, as_program):
    content = as_program.get(rest.path(in_phase(phase, alice))).content
    assert b"None" not in content
    assert b"null" not in content


def test_prefixes_are_those_that_clients_look_for_literally(alice, as_program):
    content = as_program.get(rest.path(factories.completed(alice))).content
    assert b"<uws:job " in content
    assert b"<uws:phase>COMPLETED</uws:phase>" in content
    assert b"xlink:href=" in content


def test_times_are_utc_with_a_z_and_milliseconds(alice, as_program):
    root = rest.valid(as_program.get(rest.path(factories.completed(alice))).content)
    for name in ("creationTime", "startTime", "endTime", "destruction"):
        assert rest.text(root, f"uws:{name}")[10] == "T"
        assert rest.text(root, f"uws:{name}")[-5] == "."
        assert rest.text(root, f"uws:{name}").endswith("Z")


def test_what_is_not_known_is_nil(alice, as_program):
    root = rest.valid(as_program.get(rest.path(factories.job(alice))).content)
    for name in ("quote", "startTime", "endTime"):
        assert root.find(f"uws:{name}", rest.UWS).get(rest.NIL) == "true"


def test_a_failed_job_says_why_and_a_good_one_has_no_error(alice, as_program):
    failed = rest.valid(as_program.get(rest.path(_failed(alice))).content)
    good = rest.valid(as_program.get(rest.path(factories.completed(alice))).content)
    summary = failed.find("uws:errorSummary", rest.UWS)
    assert (summary.get("type"), summary.get("hasDetail")) == ("fatal", "true")
    assert "3" in rest.text(summary, "uws:message")
    assert good.find("uws:errorSummary", rest.UWS) is None


def test_the_exit_code_is_in_a_namespace_of_its_own(alice, as_program):
    root = rest.valid(as_program.get(rest.path(_failed(alice))).content)
    found = {info.tag: info.text for info in root.find("uws:jobInfo", rest.UWS)}
    assert found["{urn:opus:jobinfo}exitStatus"] == "3"
    assert int(found["{urn:opus:jobinfo}peakMemory"]) > 0


def test_the_list_is_valid_with_jobs_and_without(alice, as_program):
    factories.version()
    assert len(rest.valid(as_program.get("/rest/echo").getvalue())) == 0
    factories.job(alice)
    factories.completed(alice)
    assert len(rest.valid(as_program.get("/rest/echo").getvalue())) == 2
