"""What nobody needs any more of what was uploaded is removed, and nothing else."""

import os
import time
from pathlib import Path

import pytest

from jobs import lifecycle, uploads
from jobs.descriptions.value import UsedEntity
from jobs.execution import folder
from jobs.given import Input
from provenance import times
from provenance.models import Entity
from tests import factories

DAY_AND_MORE = uploads.KEPT.total_seconds() + 60


def old(owner):
    """An upload of more than a day ago."""
    entity = factories.uploaded(owner)
    before = times.now() - uploads.KEPT - uploads.KEPT / 100
    Entity.objects.filter(pk=entity.pk).update(recorded_at=before)
    return entity


def job_with(owner, entity):
    return factories.job(
        owner, inputs=[Input("image", entity)], used=(UsedEntity("image"),)
    )


def has_bytes(entity):
    """As the disk and the record say, which must agree."""
    now = Entity.objects.get(pk=entity.pk)
    there = folder.absolute(entity.location).exists()
    assert there == (now.invalidated_at is None) == bool(now.location)
    return there


def test_an_upload_that_no_job_used_goes_after_a_day(alice):
    entity = old(alice)
    uploads.sweep()
    assert not has_bytes(entity)
    assert not folder.absolute(entity.location).parent.exists()


def test_a_young_upload_stays(alice):
    entity = factories.uploaded(alice)
    uploads.sweep()
    assert has_bytes(entity)


def test_an_upload_stays_as_long_as_a_job_that_used_it(alice):
    entity = old(alice)
    one, other = job_with(alice, entity), job_with(alice, entity)
    lifecycle.delete(one, alice)
    uploads.sweep()
    assert has_bytes(entity)
    lifecycle.delete(other, alice)
    uploads.sweep()
    assert not has_bytes(entity)


def test_the_default_of_an_activity_stays_until_it_is_retired(alice):
    entity = old(alice)
    used = UsedEntity("image", default=entity.public_id)
    version = factories.version(used=(used,))
    uploads.sweep()
    assert has_bytes(entity)
    version.state = version.State.RETIRED
    version.save()
    uploads.sweep()
    assert not has_bytes(entity)


def test_results_are_not_uploads(alice):
    entity = factories.entity_of(factories.completed(alice))
    Entity.objects.update(recorded_at=times.now() - 2 * uploads.KEPT)
    uploads.sweep()
    assert has_bytes(entity)


def test_a_sweep_that_was_interrupted_is_made_up_for(alice):
    one, other = old(alice), old(alice)
    path = folder.absolute(one.location)
    path.unlink()
    path.parent.rmdir()
    uploads.sweep()
    assert not has_bytes(one)
    assert not has_bytes(other)


@pytest.mark.django_db
def test_what_a_killed_server_left_of_a_request_goes_after_a_day(settings):
    place = Path(settings.OPUS_JOBS) / uploads.FOLDER / "tmp"
    place.mkdir(parents=True)
    left, streaming = place / "left", place / "streaming"
    left.write_bytes(b"half a fi")
    streaming.write_bytes(b"half a fi")
    before = time.time() - DAY_AND_MORE
    os.utime(left, (before, before))
    uploads.sweep()
    assert list(place.iterdir()) == [streaming]


@pytest.mark.django_db
def test_a_portal_without_uploads_has_nothing_to_sweep(settings):
    uploads.sweep()
    assert not Path(settings.OPUS_JOBS).exists()
