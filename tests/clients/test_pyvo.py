"""Jobs driven by pyvo, the client that most astronomers have.

Client: pyvo 1.9 (AsyncTAPJob, TAPService, AuthSession). It needs answers to a poll
within 10 s, times that end with Z, integers for durations and sizes, WAIT=-1, list
filters, UPLOAD, and capabilities that say which addresses take which credentials.
"""

import io
from datetime import timedelta

import pytest
import requests
from astropy.time import TimeDelta
from pyvo.auth import AuthSession
from pyvo.dal.exceptions import DALQueryError, DALServiceError
from pyvo.dal.tap import AsyncTAPJob, TAPService

from tests.clients.service import OWNER, basic, bearer, seconds_of
from tests.opus.portals import PASSWORD

OAUTH = "ivo://ivoa.net/sso#OAuth"  # SSO 2.0; pyvo has no name for it
pytestmark = pytest.mark.xdist_group("clients")


@pytest.fixture(params=["password", "token"])
def session(request):
    """Logged in, in both ways."""
    if request.param == "password":
        return basic()
    return bearer(request.getfixturevalue("tokens")["run"])


def test_the_context_deletes_the_job_at_its_end(service, session):
    """As run_async does: create, run, wait, fetch, delete."""
    with AsyncTAPJob(service.make("async"), session=session) as job:
        assert (job.phase, job.uws_version, job.owner) == ("PENDING", "1.1", OWNER)
        job.run().wait(timeout=30)
        stars = job.fetch_result().to_table()
    assert list(stars["star"]) == ["Vega", "Deneb"]
    assert service.phase(f"{service.url}/rest/async/{job.job_id}") == "ARCHIVED"


def test_a_job_can_be_kept(service, session):
    with AsyncTAPJob(service.make("async"), session=session, delete=False) as job:
        pass
    assert service.phase(job.url) == "PENDING"


def test_times_and_durations_are_read_and_set(service, session):
    job = AsyncTAPJob(service.make("echo"), session=session)
    job.execution_duration = 100
    assert job.execution_duration == TimeDelta(100, format="sec")
    earlier = job.destruction.datetime - timedelta(days=1, microseconds=17)
    job.destruction = earlier
    assert abs(job.destruction.datetime - earlier) < timedelta(milliseconds=2)
    assert job.quote is None


def test_waiting_returns_soon_after_the_job_has_ended(service, session):
    job = AsyncTAPJob(service.make("nap", seconds="0.5"), session=session)
    taken, _ = seconds_of(lambda: job.run().wait(timeout=30))
    assert job.phase == "COMPLETED"
    assert taken < 10


def test_an_aborted_job_says_so(service, session):
    """`wait` raises after an abort, whatever a service answers; the phase is right."""
    job = AsyncTAPJob(service.run("sleep"), session=session)
    job.abort()
    assert job.phase == "ABORTED"
    with pytest.raises(DALServiceError, match="not active"):
        job.wait(timeout=30)


def test_the_reason_of_a_failure_is_raised(service, session):
    job = AsyncTAPJob(service.make("fail"), session=session)
    job.run().wait(timeout=30)
    with pytest.raises(DALQueryError, match="exit status 3"):
        job.raise_if_error()


def test_running_twice_is_an_error_of_the_caller(service, session):
    job = AsyncTAPJob(service.completed("echo"), session=session)
    with pytest.raises(DALServiceError, match="The job is COMPLETED"):
        job.run()


def test_a_file_is_uploaded_to_a_job_that_is_pending(service, session):
    """It sends UPLOAD=image,param:image and the file in one body to /parameters."""
    made = service.post(
        "/rest/copy", files={"image": b"to be replaced"}, allow_redirects=False
    )
    job = AsyncTAPJob(made.headers["Location"], session=session)
    job.upload(image=io.BytesIO(b"Vega\nDeneb\n"))
    job.run().wait(timeout=30)
    results = {result.id_: result for result in job.results}
    assert service.text(results["out"].href) == "Vega\nDeneb\n"
    assert results["out"].size == len("Vega\nDeneb\n")


def test_several_files_come_in_one_upload(service, session):
    """It joins them with a semicolon: UPLOAD=first,param:first;second,param:second."""
    made = service.post(
        "/rest/pair", files={"first": b"x", "second": b"y"}, allow_redirects=False
    )
    job = AsyncTAPJob(made.headers["Location"], session=session)
    job.upload(first=io.BytesIO(b"Vega "), second=io.BytesIO(b"Deneb"))
    job.run().wait(timeout=30)
    assert service.text(f"{job.url}/results/out") == "Vega Deneb"


@pytest.fixture
def listed(service, session):
    """`async` as the list of a service's jobs, with one of them in each state."""
    jobs = [service.make("async"), service.completed("async"), service.make("async")]
    ids = [job.rpartition("/")[2] for job in jobs]
    return ids, TAPService(f"{service.url}/rest", session=session)


def test_the_job_list_is_filtered_by_phase(listed):
    (pending, completed, last), tap = listed
    found = {job.jobid: job.phase for job in tap.get_job_list(phases=["COMPLETED"])}
    assert found[completed] == "COMPLETED"
    assert not {pending, last} & set(found)
    either = tap.get_job_list(phases=["PENDING", "COMPLETED"])
    assert {pending, completed, last} <= {job.jobid for job in either}


def test_the_job_list_holds_the_last_jobs(listed):
    (_, completed, last), tap = listed
    assert [job.jobid for job in tap.get_job_list(last=2)] == [last, completed]


def test_the_job_list_begins_after_a_time_that_was_read_from_it(listed):
    (pending, completed, last), tap = listed
    jobs = {job.jobid: job for job in tap.get_job_list()}
    later = tap.get_job_list(after=jobs[completed].creationtime.datetime)
    assert [job.jobid for job in later] == [last]
    assert pending in jobs


def test_each_job_of_the_list_can_be_read_whole(listed):
    (_, _, last), tap = listed
    (job,) = tap.get_job_list(last=1, short_description=False)
    assert (job.jobid, job.phase, job.ownerid) == (last, "PENDING", OWNER)


def _credentials(session, tokens):
    """Credentials for a password, or for a token as SSO's OAuth."""
    if tokens:
        session.credentials.set(OAUTH, bearer(tokens["run"]))
    else:
        session.credentials.set_password(OWNER, PASSWORD)


@pytest.mark.parametrize("method", ["password", "token"])
def test_credentials_go_where_the_capabilities_say(service, request, method):
    """AuthSession sends them only to what /capabilities covers with its method."""
    tokens = request.getfixturevalue("tokens") if method == "token" else None
    session = AuthSession()
    _credentials(session, tokens)
    tap = TAPService(f"{service.url}/rest", session=session)
    job = service.completed("async").rpartition("/")[2]
    assert job in {listed.jobid for listed in tap.get_job_list()}
    with AsyncTAPJob(f"{service.url}/rest/async/{job}", session=session) as read:
        assert read.fetch_result().to_table()["star"][0] == "Vega"


def test_the_service_tells_what_it_is_to_anyone(service):
    """The addresses that pyvo tries: below the base address, then beside it."""
    for base in ("rest", "uws"):
        tap = TAPService(f"{service.url}/{base}", session=requests.Session())
        known = {capability.standardid for capability in tap.capabilities}
        assert "ivo://ivoa.net/std/UWS#rest-1.1" in known


def test_a_token_that_only_reads_cannot_run(service, tokens):
    job = AsyncTAPJob(service.make("echo"), session=bearer(tokens["read"]))
    assert job.phase == "PENDING"
    with pytest.raises(DALServiceError) as refused:
        job.run()
    assert refused.value.code == 403
