"""The life of a job that belongs to nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from jobs import changes, lifecycle, submission, uploads
from jobs.descriptions.value import UsedEntity
from jobs.errors import ValuesError
from jobs.given import Input
from jobs.submission import Submission
from provenance import record
from provenance.models import Activity, Entity
from tests import factories
from tests.jobs import web

pytestmark = pytest.mark.usefixtures("rung")
IMAGE = UsedEntity("image")
READS = {"used": (IMAGE,), "name": "reader"}


def record_of(job):
    return Activity.objects.get(public_id=job.public_id)


def test_it_runs_like_any_other(db):
    job = factories.run_new(None, values={"text": "from a stranger"})
    assert (job.phase, job.owner, job.owner_name) == ("COMPLETED", None, "")
    assert job.is_anonymous
    assert factories.entity_of(job).size == len("from a stranger")


def test_who_moved_it_is_not_known(db):
    job = factories.executing(None)
    lifecycle.abort(job, None)
    assert {event.by for event in job.events.all()} == {None}


def test_a_job_of_a_user_is_not_anonymous(alice):
    job = factories.job(alice)
    assert not job.is_anonymous
    assert job.owner_name == "alice"


def test_its_destruction_can_be_put_off_to_its_last_day_only(db, settings):
    job = factories.job(None)
    last = job.creation_time + timedelta(days=settings.OPUS_ANONYMOUS_DAYS)
    changes.destruction(job, job.creation_time + timedelta(days=300))
    assert job.destruction == last


def test_all_that_it_leaves_is_unlisted_and_nobodys(db):
    job = factories.completed(None)
    activity, made = record_of(job), factories.entity_of(job)
    for row in (activity, made):
        assert (row.owner, row.is_unlisted) == (None, True)


def test_what_a_user_leaves_is_not_unlisted(alice):
    job = factories.completed(alice)
    assert not record_of(job).is_unlisted
    assert not factories.entity_of(job).is_unlisted
    assert not factories.uploaded(alice).is_unlisted


def test_a_file_without_an_owner_is_not_open_for_that(db):
    """The sample data of the examples, for one."""
    kept = record.file(owner=None, name="s", location="s/s", size=1, sha256="0" * 64)
    assert not kept.is_unlisted


@pytest.mark.parametrize("kind", [Activity, Entity])
def test_what_has_an_owner_cannot_be_unlisted(kind, alice):
    with pytest.raises(IntegrityError):
        kind.objects.create(owner=alice, is_unlisted=True)


def test_each_one_has_an_unknown_operator_of_its_own(db):
    """One for all would say that the same person ran them."""
    first, second = (record_of(factories.completed(None)) for _ in range(2))
    agents = [a.associations.get(role="Operator").agent for a in (first, second)]
    assert agents[0] != agents[1]
    assert {agent.name for agent in agents} == {"anonymous user"}
    assert {agent.email for agent in agents} == {""}


def test_an_upload_of_somebody_unknown_is_unlisted(db, upload):
    kept = uploads.keep(upload(), None)
    assert (kept.owner, kept.is_unlisted) == (None, True)


def test_a_file_that_was_fetched_for_it_is_unlisted(db, settings):
    settings.OPUS_FETCH_HOSTS = ["127.0.0.1"]
    with web.serving() as server:
        url = server.put("/m13.fits", b"SIMPLE")
        given = Input("image", url=url, matched_by="url")
        script = 'cat "$image" > out.txt'
        job = factories.run_new(None, inputs=[given], script=script, **READS)
    assert (job.phase, job.error) == ("COMPLETED", "")
    fetched = job.inputs.get().entity
    assert (fetched.owner, fetched.is_unlisted) == (None, True)


# -- what it may use -------------------------------------------------------------------


def submit(text="", **description):
    """A job that belongs to nobody, with what the text means as its image."""
    version = factories.version(**{**READS, **description})
    given = {"image": [text]} if text else {}
    sent = Submission(None, given, hosts=["testserver"])
    return submission.submit(version, sent, run=False)


def result_url(job):
    return f"http://testserver/rest/{job.name}/{job.public_id}/results/out"


def test_it_may_use_what_everybody_may_see(alice):
    shown = factories.uploaded(alice)
    record.show_to_everybody(shown)
    assert submit(shown.public_id).inputs.get().entity == shown


def test_it_may_use_what_belongs_to_nobody_by_its_id_or_address(db):
    job = factories.completed(None)
    entity = factories.entity_of(job)
    for text in (
        entity.public_id,
        f"http://testserver/store?ID={entity.public_id}",
        f"http://testserver/entities/{entity.public_id}",
        result_url(job),
    ):
        assert submit(text).inputs.get().entity == entity


def test_it_may_use_a_default_that_everybody_may_see(alice):
    sample = factories.uploaded(alice)
    record.show_to_everybody(sample)
    given = submit(used=(UsedEntity("image", default=sample.public_id),)).inputs.get()
    assert (given.entity, given.is_default) == (sample, True)


def test_it_may_use_nothing_of_other_people(alice):
    job = factories.completed(alice)
    theirs = factories.entity_of(job).public_id
    for text in (theirs, f"http://testserver/store?ID={theirs}", result_url(job)):
        with pytest.raises(ValuesError, match="is not a file that you can use"):
            submit(text)
    with pytest.raises(ValuesError, match="is not a file that you can use"):
        submit(used=(UsedEntity("image", default=theirs),))


def test_it_may_use_no_file_that_is_only_without_an_owner(db):
    kept = record.file(owner=None, name="s", location="s/s", size=1, sha256="0" * 64)
    with pytest.raises(ValuesError, match="is not a file that you can use"):
        submit(kept.public_id)


def test_a_user_may_use_what_belongs_to_nobody_too(alice):
    entity = factories.entity_of(factories.completed(None))
    version = factories.version(**READS)
    sent = Submission(alice, {"image": [entity.public_id]})
    job = submission.submit(version, sent, run=False)
    assert (job.owner, job.inputs.get().entity) == (alice, entity)
