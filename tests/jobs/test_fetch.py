"""Distant and large inputs are brought by a process of their own, before the run."""

import contextlib
import os
import signal
import socket
import threading

import pytest

from jobs import arrivals, launch, lifecycle, tasks
from jobs.descriptions.value import UsedEntity
from jobs.execution import fetch, watched
from jobs.execution.base import State
from jobs.execution.folder import JobFolder
from jobs.execution.runner import detached
from jobs.given import Input
from jobs.models import Job
from provenance import record, times
from provenance.models import Entity
from tests import factories
from tests.jobs import waiting
from tests.jobs import web as web_

READ = 'printf %s "$image" > out.txt'
COPY = 'cat "$image" > out.txt'


@pytest.fixture
def web(settings):
    settings.OPUS_FETCH_HOSTS = ["127.0.0.1"]
    with web_.serving() as web:
        yield web


@pytest.fixture
def endless(web):
    """A URL whose bytes do not end before the test does."""
    done = threading.Event()

    def drip(out):
        for _ in range(2000):
            if done.wait(0.02):
                return
            out.write(b"x")

    yield web.put("/endless", send=drip)
    done.set()


@pytest.fixture
def hesitant(settings):
    """A URL at which a header is sent byte by byte, and never ends."""
    settings.OPUS_FETCH_HOSTS = ["127.0.0.1"]
    done = threading.Event()

    def drip():
        with server.accept()[0] as door, contextlib.suppress(OSError):
            door.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
            for _ in range(2000):
                if done.wait(0.02):
                    return
                door.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        done.set()
        thread.join()


def queued(owner, url, script=COPY):
    return factories.queued(
        owner, script=script, used=(UsedEntity("image"),), inputs=[given(url)]
    )


def given(url):
    return Input("image", url=url, matched_by="url")


def out(job):
    return (JobFolder(job.public_id).out / "out.txt").read_bytes()


def fetching(owner, url):
    """A job whose input is being fetched, and the process that does it."""
    job = queued(owner, url)
    tasks.dispatch()
    control = JobFolder(job.public_id).control / "fetch"
    note = waiting.until(lambda: watched.read(control / "started.json"))
    return job, note["pid"]


def test_a_distant_input_is_there_when_the_script_starts(alice, web):
    url = web.put("/images/m13.fits?v=2", b"SIMPLE  =")
    job = factories.run(queued(alice, url))
    assert (job.phase, out(job)) == ("COMPLETED", b"SIMPLE  =")


def test_what_was_fetched_is_an_entity_that_says_where_it_came_from(alice, web):
    url = web.moved("/a", web.put("/images/m13.fits", b"SIMPLE  ="))
    job = factories.run(queued(alice, url))
    entity = job.inputs.get().entity
    assert (entity.name, entity.size, entity.owner) == ("a", 9, alice)
    assert entity.origin == f"{web.base}/images/m13.fits"
    assert entity.content_type == "image/fits"
    assert entity.location == f"{job.public_id}/in/image/a"


@pytest.mark.parametrize(
    ("path", "name"),
    [("/a%2Fb%20c.fits", "b c.fits"), ("/", "image"), ("/..%2f..", "image")],
)
def test_the_file_has_a_name_that_fits_a_folder(alice, web, path, name):
    job = factories.run(queued(alice, web.put(path, b"x"), READ))
    assert out(job).decode() == str(JobFolder(job.public_id).inputs / "image" / name)


def test_a_job_that_waits_for_its_input_says_so(alice, endless):
    job, _ = fetching(alice, endless)
    job = factories.reload(job)
    assert (job.phase, job.reason) == ("QUEUED", "Its inputs are being fetched.")


def test_what_cannot_be_fetched_is_an_error_that_says_why(alice, web):
    job = factories.run(queued(alice, f"{web.base}/nowhere"))
    url = f"{web.base}/nowhere"
    assert job.phase == "ERROR"
    assert job.error == f"Cannot fetch image: {url} answered 404 Not Found."
    assert job.start_time is None


def test_our_own_network_is_out_of_reach_unless_the_operator_allows_it(
    alice, web, settings
):
    settings.OPUS_FETCH_HOSTS = []
    job = factories.run(queued(alice, web.put("/x", b"x")))
    assert job.phase == "ERROR"
    assert "127.0.0.1 is inside this network" in job.error
    assert web.asked == []


@pytest.mark.parametrize(
    ("setting", "error"),
    [
        ("OPUS_FETCH_BYTES", "has more than 1 bytes"),
        ("OPUS_FETCH_SECONDS", "took more than 1 s"),
    ],
)
def test_the_operators_limits_hold(alice, endless, settings, setting, error):
    setattr(settings, setting, 1)
    job = factories.run(queued(alice, endless))
    assert job.phase == "ERROR"
    assert error in job.error


def test_a_server_that_sends_its_header_drop_by_drop_is_given_up(
    alice, hesitant, settings
):
    settings.OPUS_FETCH_SECONDS = 1
    job = factories.run(queued(alice, hesitant))
    assert job.phase == "ERROR"
    assert "took more than 1 s" in job.error


def test_the_same_file_can_be_copied_to_two_places(tmp_path):
    (tmp_path / "old").write_bytes(b"large")
    here = JobFolder("j-1")
    copies = [here.input(role, "x") for role in ("image", "mask")]
    fetch.submit(here, "t-1", {}, dict.fromkeys(copies, tmp_path / "old"))
    waiting.until(lambda: fetch.state(here) == State.ENDED)
    assert fetch.outcome(here).problem == ""
    assert [copy.read_bytes() for copy in copies] == [b"large"] * 2


def test_an_abort_ends_the_download(alice, endless):
    job, pid = fetching(alice, endless)
    lifecycle.abort(job, alice)
    job = factories.run(job)
    assert (job.phase, job.settled, job.start_time) == ("ABORTED", True, None)
    waiting.until(lambda: waiting.gone(pid))


def test_a_download_that_dies_is_an_error_and_not_forgotten(alice, endless):
    job, pid = fetching(alice, endless)
    os.kill(pid, signal.SIGKILL)
    job = factories.run(job)
    assert job.phase == "ERROR"
    assert job.error == "Cannot fetch its inputs: the download was interrupted."


def test_an_input_is_fetched_once(alice, web):
    job = queued(alice, web.put("/x", b"x"))
    for _ in range(3):
        tasks.dispatch()
        tasks.follow(job.pk)
    factories.run(job)
    assert len(web.asked) == 1


def test_a_large_file_is_copied_before_the_script_starts(alice, monkeypatch):
    maker = factories.completed(alice, {"out.txt": b"large"})
    monkeypatch.setattr(launch, "LARGE", 3)
    job = factories.queued(
        alice,
        script=COPY,
        used=(UsedEntity("image"),),
        inputs=[Input("image", factories.entity_of(maker))],
        name="reader",
    )
    tasks.dispatch()
    assert fetch.submitted(JobFolder(job.public_id))
    job = factories.run(job)
    assert out(job) == b"large"


def test_a_fetch_that_has_not_begun_can_be_taken_back(alice):
    here = JobFolder("j-1")
    control = here.control / "fetch"
    control.mkdir(parents=True)
    watched.write_once(control / "order.json", {})
    assert fetch.state(here) == State.ABSENT
    assert fetch.withdraw(here)
    assert not fetch.submitted(here)


def test_a_fetch_that_never_began_is_given_to_somebody_else(alice, web, monkeypatch):
    job = queued(alice, web.put("/x", b"x"))
    with monkeypatch.context() as patch:
        patch.setattr(detached, "start", lambda *_: None)  # the host forgot it
        tasks.dispatch()
    tasks.follow(job.pk)
    token = factories.reload(job).token
    assert token
    long_ago = times.now() - 2 * tasks.NEVER_STARTED
    Job.objects.filter(pk=job.pk).update(claimed_at=long_ago)
    tasks.follow(job.pk)
    assert factories.reload(job).token != token
    assert factories.run(job).phase == "COMPLETED"


def test_two_workers_that_see_an_input_arrive_make_one_entity_of_it(alice, web):
    job = factories.run(queued(alice, web.put("/x", b"x")))
    entity = job.inputs.get().entity
    before = Entity.objects.count()
    path = JobFolder(job.public_id).inputs / "image" / "x"
    seen = fetch.Fetched("image", path, "http://example.org/x", 1, "0" * 64)
    assert arrivals.take(job, seen) == ""
    assert Entity.objects.count() == before
    assert job.inputs.get().entity == entity


def fetched(owner, monkeypatch):
    """A job whose large input has been copied, and that nobody has looked at since."""
    monkeypatch.setattr(launch, "LARGE", 3)
    entity = factories.uploaded(owner, content=b"large")
    inputs = [Input("image", entity)]
    job = factories.queued(owner, inputs=inputs, used=(UsedEntity("image"),))
    tasks.dispatch()
    waiting.until(lambda: fetch.state(JobFolder(job.public_id)) == State.ENDED)
    return job, entity


def test_an_input_that_is_destroyed_while_it_is_brought_is_an_error(alice, monkeypatch):
    job, entity = fetched(alice, monkeypatch)
    record.invalidate([entity], times.now())
    tasks.follow(job.pk)
    job = factories.reload(job)
    assert job.phase == "ERROR"
    assert "was destroyed at" in job.error


def test_an_input_that_did_not_arrive_is_an_error_and_not_waited_for(
    alice, monkeypatch
):
    job, _ = fetched(alice, monkeypatch)
    (target,) = (JobFolder(job.public_id).inputs / "image").iterdir()
    target.unlink()
    tasks.follow(job.pk)
    job = factories.reload(job)
    assert (job.phase, job.error) == ("ERROR", "Its inputs did not all arrive.")
