"""What pyvo, a client that is not ours, reads in the documents."""

from io import BytesIO

import pytest
from pyvo.io.uws import parse_job, parse_job_list

from jobs import lifecycle
from jobs.given import Wishes
from jobs.phases import Phase
from tests import factories
from tests.jobs.uws import rest
from tests.jobs.uws.test_documents_valid import in_phase


def _job(client, row):
    return parse_job(BytesIO(client.get(rest.path(row)).content), pedantic=True)


@pytest.mark.parametrize("phase", Phase)
def test_pyvo_reads_a_job_in_every_phase(phase, alice, as_program):
    row = in_phase(phase, alice)
    found = _job(as_program, row)
    assert (found.jobid, found.phase, found.version) == (row.public_id, phase, "1.1")
    assert found.executionduration.sec == row.execution_duration
    assert found.creationtime.to_datetime() == row.creation_time.replace(tzinfo=None)


def test_pyvo_finds_parameters_and_results(alice, as_program):
    row = factories.completed(alice, values={"text": "a & b"})
    found = _job(as_program, row)
    assert [(p.id_, p.content) for p in found.parameters] == [("text", "a & b")]
    (result, *_) = found.results
    assert (result.id_, result.href) == ("out", rest.url(row, "results", "out"))
    assert (result.size, result.mimetype) == (5, "text/plain")


def test_pyvo_shows_the_error(alice, as_program):
    row = factories.queued(alice)
    lifecycle.abort(row, alice)
    found = _job(as_program, row)
    assert found.errorsummary.message.content == "The job was aborted."


def test_pyvo_reads_the_list(alice, as_program):
    row = factories.job(alice, wishes=Wishes(run_id="M13"))
    (found,) = parse_job_list(BytesIO(as_program.get("/rest/echo").getvalue()))
    assert (found.jobid, found.runid, found.phase) == (row.public_id, "M13", "PENDING")
