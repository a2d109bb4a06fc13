"""What may change in a job besides its phase, and until when."""

from datetime import timedelta

import pytest

from jobs import changes, lifecycle
from jobs.descriptions.check import Value
from jobs.errors import ClosedError
from jobs.given import Input
from provenance import times
from tests import factories


def soon():
    return times.now() + timedelta(hours=1)


@pytest.mark.parametrize(
    "make", [factories.job, factories.queued, factories.executing, factories.completed]
)
def test_the_destruction_time_can_change_while_the_job_is_there(alice, make):
    job, time = make(alice), soon()
    changes.destruction(job, time)
    assert factories.reload(job).destruction == time


def test_the_destruction_time_of_an_archived_job_is_history(alice):
    job = factories.completed(alice)
    lifecycle.delete(job, alice)
    with pytest.raises(ClosedError, match="ARCHIVED: it is gone already"):
        changes.destruction(job, soon())


def test_a_pending_job_can_be_changed(alice):
    job = factories.job(alice)
    changes.execution_duration(job, 7)
    changes.run_id(job, "night 3")
    changes.given(job, [Value("text", "new", "new")], [])
    job = factories.reload(job)
    assert (job.execution_duration, job.run_id) == (7, "night 3")
    assert job.parameters.get().text == "new"


@pytest.mark.parametrize(
    "change",
    [
        lambda job: changes.execution_duration(job, 7),
        lambda job: changes.run_id(job, "night 3"),
        lambda job: changes.given(job, [Value("text", "new", "new")], []),
    ],
    ids=["duration", "run id", "values"],
)
def test_a_job_that_was_started_keeps_what_it_was_started_with(alice, change):
    job = factories.job(alice, values={"text": "old"})
    stale = factories.reload(job)
    lifecycle.start(job, alice)
    with pytest.raises(ClosedError, match="only a PENDING job can be changed"):
        change(stale)
    now = factories.reload(job)
    assert (now.run_id, now.execution_duration) == ("", job.execution_duration)
    assert now.parameters.get().text == "old"


def test_only_a_waiting_job_has_a_reason_to_wait(alice):
    waiting, running = factories.queued(alice), factories.executing(alice)
    for job in (waiting, running):
        changes.reason(job, "Its inputs are being fetched.")
    assert factories.reload(waiting).reason == "Its inputs are being fetched."
    assert factories.reload(running).reason == ""


def test_an_input_that_arrived_is_not_replaced(alice):
    made = [factories.entity_of(factories.completed(alice)) for _ in range(2)]
    job = factories.job(alice, inputs=[Input("image", url="http://example.org/x")])
    for entity in made:
        changes.input_arrived(job.inputs.get(), entity)
    assert job.inputs.get().entity == made[0]


@pytest.fixture
def reader(alice):
    """A PENDING job that was given two files."""
    given = [
        Input(name, factories.uploaded(alice, f"{name}.fits"), matched_by="entity")
        for name in ("image", "flat")
    ]
    return factories.job(alice, inputs=given)


def files(job):
    """The name of each file, or its address."""
    return {
        given.name: given.entity.name if given.entity else given.url
        for given in job.inputs.select_related("entity")
    }


def test_a_file_takes_the_place_of_the_one_of_its_name(reader, alice):
    new = factories.uploaded(alice, "new.fits")
    changes.given(reader, [], [Input("flat", new, matched_by="upload")])
    assert files(reader) == {"image": "image.fits", "flat": "new.fits"}
    assert reader.inputs.get(name="flat").matched_by == "upload"


def test_a_url_takes_the_place_of_a_file_and_the_reverse(reader, alice):
    url = "https://example.org/a.fits"
    changes.given(reader, [], [Input("flat", url=url, matched_by="url")])
    assert files(reader) == {"image": "image.fits", "flat": url}
    kept = factories.uploaded(alice, "kept.fits")
    changes.given(reader, [], [Input("flat", kept, matched_by="upload")])
    assert files(reader)["flat"] == "kept.fits"
    assert reader.inputs.get(name="flat").url == ""


def test_a_file_of_a_new_name_comes_after_the_others(reader, alice):
    dark = factories.uploaded(alice, "dark.fits")
    changes.given(reader, [], [Input("dark", dark)])
    assert list(files(reader)) == ["image", "flat", "dark"]


def test_a_file_can_be_taken_away_by_its_name_in_any_case(reader):
    changes.given(reader, [], [], ["FLAT", "nothing"])
    assert files(reader) == {"image": "image.fits"}


def test_files_of_a_job_that_was_started_stay(reader, alice):
    lifecycle.start(reader, alice)
    before = files(reader)
    with pytest.raises(ClosedError):
        changes.given(reader, [], [], ["flat"])
    with pytest.raises(ClosedError):
        changes.given(reader, [], [Input("flat", url="https://example.org/x")])
    assert files(reader) == before


def test_whether_it_is_pending_is_asked_of_the_database(alice):
    job = factories.job(alice)
    stale = factories.reload(job)
    changes.pending(stale)
    lifecycle.start(job, alice)
    with pytest.raises(ClosedError, match="QUEUED"):
        changes.pending(stale)
    assert stale.phase == "QUEUED"
