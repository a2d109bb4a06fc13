"""Our documents and phases, read by astroquery's classes for ESA's services.

Client: astroquery (JobSaxParser, JobListSaxParser, Job). Its parsers know elements by
the literal prefix `uws:`; it polls /phase and takes the text as it comes, and it
starts a job that is PENDING only.
"""

import io
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from astroquery.utils.tap.model.job import Job
from astroquery.utils.tap.xmlparser.jobListSaxParser import JobListSaxParser
from astroquery.utils.tap.xmlparser.jobSaxParser import JobSaxParser

from tests.clients import wire
from tests.clients.service import OWNER, Service

pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture(scope="module")
def by_phase(service):
    """A job in each phase that a job of ours can be in for a while."""
    aborted, archived = service.run("sleep"), service.make("echo")
    service.reached(aborted, "EXECUTING")
    wire.post(f"{aborted}/phase", PHASE="ABORT")
    wire.ask("DELETE", archived)
    failed = service.run("fail")
    assert service.ended(failed) == "ERROR"
    executing = service.reached(service.run("sleep"), "EXECUTING")
    yield {
        "PENDING": service.make("echo", text="a < b & ü", RUNID="run 1"),
        "EXECUTING": executing,
        "COMPLETED": service.completed("echo"),
        "ERROR": failed,
        "ABORTED": aborted,
        "ARCHIVED": archived,
    }
    wire.post(f"{executing}/phase", PHASE="ABORT")


def _read(url):
    (job,) = JobSaxParser().parseData(io.BytesIO(wire.get(url).body))
    return job


@pytest.mark.parametrize(
    "phase", ["PENDING", "EXECUTING", "COMPLETED", "ERROR", "ABORTED", "ARCHIVED"]
)
def test_the_job_is_read_in_every_phase(by_phase, phase):
    job = _read(by_phase[phase])
    assert job.jobid == by_phase[phase].rpartition("/")[2]
    assert (job._phase, job.ownerid) == (phase, OWNER)
    assert job.executionDuration == "3600"
    assert job.creationTime.endswith("Z")
    assert job.destruction.endswith("Z")
    assert bool(job.startTime) == (phase not in ("PENDING", "ARCHIVED"))
    assert bool(job.endTime) == (phase not in ("PENDING", "EXECUTING"))


def test_values_and_the_run_id_are_read(by_phase):
    job = _read(by_phase["PENDING"])
    assert (job.parameters["text"], job.runid) == ("a < b & ü", "run 1")


def test_the_list_of_jobs_is_read(service, by_phase):
    body = wire.get(f"{service.url}/rest/echo").body
    jobs = {
        job.jobid: job._phase for job in JobListSaxParser().parseData(io.BytesIO(body))
    }
    ids = {phase: job.rpartition("/")[2] for phase, job in by_phase.items()}
    assert jobs[ids["PENDING"]] == "PENDING"
    assert jobs[ids["COMPLETED"]] == "COMPLETED"
    assert ids["ARCHIVED"] not in jobs


@dataclass
class Connection:
    """What Job needs of astroquery's own TapConn, which logs in with cookies only."""

    service: Service

    def execute_tapget(self, path):
        return self._answer(wire.get(f"{self.service.url}/rest/{path}"))

    def execute_tappost(self, *, subcontext, data, verbose):
        address = f"{self.service.url}/rest/{subcontext}"
        return self._answer(wire.ask("POST", address, data, Content_Type=wire.FORM))

    @staticmethod
    def _answer(answer):
        return SimpleNamespace(status=answer.status, read=lambda: answer.body)


def test_a_job_is_started_and_polled(service):
    """`phase` is taken without stripping, and compared."""
    url = service.make("async")
    job = Job(async_job=True, connhandler=Connection(service))
    job.jobid = url.rpartition("/")[2]
    assert job.get_phase(update=True) == "PENDING"
    job.start()
    assert service.ended(url) == "COMPLETED"
    assert job.get_phase(update=True) == "COMPLETED"
