"""Inner steps below the activity of their job, and whose bytes go with a job."""

import pytest
from django.db import IntegrityError

from jobs import lifecycle, recording
from jobs.descriptions.value import UsedEntity
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.given import Input
from jobs.phases import Phase
from provenance import record, times
from provenance.models import Activity, Entity
from provenance.recorded import FileRecord, Recorded, StepRecord
from tests import factories

USED = (UsedEntity("image"),)


def with_image(owner, image, **changes):
    given = [Input("image", image, matched_by="entity")]
    return factories.executing(owner, inputs=given, used=USED, **changes)


def finish(job, *steps):
    made = factories.made(job, {"out.txt": b"hello"})
    lifecycle.finish(job, Report(Phase.COMPLETED, made=made), Recorded(steps=steps))
    return Activity.objects.get(public_id=job.public_id)


def test_a_step_that_reads_an_input_used_that_very_entity(alice):
    image = factories.uploaded(alice, "m13.fits")
    job = with_image(alice, image)
    path = JobFolder(job.public_id).input("image", "m13.fits")
    root = finish(job, StepRecord("1", "read", used=[FileRecord(str(path), "image")]))
    step = root.steps.get()
    assert (step.used.get().entity, step.parent) == (image, root)


def test_a_step_that_writes_a_result_generated_that_very_entity(alice):
    job = factories.executing(alice)
    path = JobFolder(job.public_id).work / "out.txt"
    root = finish(job, StepRecord("1", "write", generated=[FileRecord(str(path))]))
    generated = root.steps.get().generated.get()
    assert generated.entity == factories.entity_of(job)
    assert generated.time == job.end_time


def test_a_file_that_is_neither_is_external_and_without_bytes(alice):
    job = factories.executing(alice)
    root = finish(job, StepRecord("1", "read", used=[FileRecord("/data/flat.fits")]))
    entity = root.steps.get().used.get().entity
    assert (entity.kind, entity.name) == ("external", "flat.fits")
    assert (entity.size, entity.sha256) == (None, "")


def test_a_step_that_cannot_be_stored_undoes_the_end_of_the_job(alice):
    """The record of a job is whole, with its steps, or is not there."""
    job = factories.executing(alice)
    with pytest.raises(IntegrityError):
        finish(job, StepRecord("1", None))
    assert factories.reload(job).phase == "EXECUTING"


def test_what_was_fetched_for_a_job_goes_with_it_and_what_it_shared_stays(alice):
    shared = factories.uploaded(alice)
    job = with_image(alice, shared)
    finish(job)
    fetched = record.file(
        owner=alice, name="a", location=f"{job.public_id}/in/a/a", size=1, sha256=""
    )
    job.inputs.create(position=1, name="other", entity=fetched, matched_by="url")
    recording.invalidate(job, times.now())
    gone = Entity.objects.exclude(invalidated_at=None)
    assert set(gone) == {fetched, factories.entity_of(job)}
