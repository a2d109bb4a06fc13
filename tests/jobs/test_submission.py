"""From what was sent to a job: all of it, or every problem at once and no job."""

import pytest

from jobs import lifecycle, submission
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.errors import ClosedError, ValuesError
from jobs.given import Wishes
from jobs.models import Job, JobEvent, JobInput
from jobs.submission import Submission
from provenance.models import Entity
from tests import factories

SIZE = Parameter("size", "integer", default="5")
IMAGE = UsedEntity("image")


def submit(owner, texts=None, *, run=False, wishes=None, files=None, **changes):
    version = factories.version(**{"parameters": (SIZE,), **changes})
    sent = Submission(
        owner,
        {name: [text] for name, text in (texts or {}).items()},
        {name: [file] for name, file in (files or {}).items()},
        {"opus.example.org"},
        wishes or Wishes(),
    )
    return submission.submit(version, sent, run=run)


def problems(*arguments, **keywords):
    with pytest.raises(ValuesError) as caught:
        submit(*arguments, **keywords)
    assert not Job.objects.exists()
    assert not JobEvent.objects.exists()
    return caught.value.problems


def test_a_job_has_the_values_that_were_sent_and_the_defaults(alice):
    job = submit(alice, {"SIZE": "7"}, parameters=(SIZE, factories.TEXT))
    rows = [(p.name, p.text, p.is_default) for p in job.parameters.all()]
    assert rows == [("size", "7", False), ("text", "hello", True)]


def test_a_job_waits_until_it_is_told_to_run(alice, rung):
    assert submit(alice).phase == "PENDING"
    assert rung == []


def test_a_job_that_is_to_run_is_queued_and_the_workers_are_told(alice, rung):
    assert factories.reload(submit(alice, run=True)).phase == "QUEUED"
    assert len(rung) == 1


def test_the_wishes_of_the_client_are_those_of_the_job(alice):
    job = submit(alice, wishes=Wishes(run_id="night 7", execution_duration=60))
    assert (job.run_id, job.execution_duration) == ("night 7", 60)


def test_an_upload_may_be_named_in_any_case(alice, upload):
    job = submit(alice, files={"Image": upload("a.fits")}, used=(IMAGE,))
    [given] = job.inputs.all()
    assert (given.name, given.entity.name) == ("image", "a.fits")


def test_a_text_for_a_used_entity_may_be_named_in_any_case(alice):
    entity = factories.uploaded(alice)
    job = submit(alice, {"IMAGE": entity.public_id}, used=(IMAGE,))
    assert job.inputs.get().entity == entity


def test_a_url_is_kept_to_be_fetched_later(alice):
    job = submit(alice, {"image": "https://example.org/a.fits"}, used=(IMAGE,))
    given = job.inputs.get()
    assert (given.entity, given.url) == (None, "https://example.org/a.fits")


def test_every_problem_of_values_files_and_run_name_is_told_at_once(alice):
    found = problems(
        alice,
        {"size": "x", "nonsense": "1"},
        used=(IMAGE, UsedEntity("dark")),
        wishes=Wishes(run_id="x" * 65),
    )
    assert set(found) == {"size", "nonsense", "image", "dark", "RUNID"}


def test_a_file_that_the_activity_does_not_take_is_refused_by_its_name(alice, upload):
    found = problems(alice, files={"flat": upload()}, used=(IMAGE,))
    assert "takes no such file; it takes: image" in found["flat"]
    assert not Entity.objects.exists()


def test_a_file_for_a_parameter_is_refused(alice, upload):
    found = problems(alice, files={"size": upload()})
    assert "takes no such file; it takes: none" in found["size"]


def test_a_job_that_cannot_start_is_not_created(alice, monkeypatch):
    def refuse(*_):
        raise RuntimeError

    monkeypatch.setattr(submission.lifecycle, "start", refuse)
    with pytest.raises(RuntimeError):
        submit(alice, {"image": "https://example.org/a"}, used=(IMAGE,), run=True)
    assert not Job.objects.exists()
    assert not JobInput.objects.exists()


@pytest.mark.parametrize(
    ("text", "right"), [("x" * 65, "64 at most"), ("a\x00", "leave it out")]
)
def test_a_run_name_that_cannot_be_kept_is_told(text, right):
    with pytest.raises(ValuesError) as caught:
        submission.run_id(text)
    assert right in caught.value.problems["RUNID"]


@pytest.mark.parametrize("text", ["", "x" * 64, "M13 – Nacht 7 <b>"])
def test_any_other_text_names_a_run(text):
    assert submission.run_id(text) == text


def test_what_is_refused_for_another_reason_keeps_no_upload(alice, upload):
    found = problems(alice, {"size": "x"}, files={"image": upload()}, used=(IMAGE,))
    assert set(found) == {"size"}
    assert not Entity.objects.exists()


URL = "https://example.org/a.fits"


@pytest.fixture
def reader(alice, upload):
    """A PENDING job with a value, a default and two files."""
    return submit(
        alice,
        {"size": "7", "flat": URL},
        files={"image": upload("a.fits")},
        parameters=(SIZE, factories.TEXT),
        used=(IMAGE, UsedEntity("flat", required=False)),
    )


def given_now(job):
    values = {value.name: value.text for value in job.parameters.all()}
    files = {
        one.name: one.entity.name if one.entity else one.url
        for one in job.inputs.select_related("entity")
    }
    return {**values, **files}


BEFORE = {"size": "7", "text": "hello", "image": "a.fits", "flat": URL}


def revise(job, texts=None, files=None):
    sent = {name: [text] for name, text in (texts or {}).items()}
    uploads = {name: [file] for name, file in (files or {}).items()}
    submission.revise(job, Submission(job.owner, sent, uploads))


@pytest.mark.parametrize(
    ("texts", "changed"),
    [
        ({}, {}),
        ({"SIZE": "8"}, {"size": "8"}),
        ({"text": "b"}, {"text": "b"}),
        ({"Flat": f"{URL}.gz"}, {"flat": f"{URL}.gz"}),
        ({"image": URL, "size": "9"}, {"image": URL, "size": "9"}),
    ],
)
def test_what_is_sent_again_changes_and_all_else_stays(reader, texts, changed):
    revise(reader, texts)
    assert given_now(reader) == {**BEFORE, **changed}


def test_a_file_may_be_sent_again_in_any_case(reader, upload):
    revise(reader, files={"IMAGE": upload("b.fits")})
    assert given_now(reader) == {**BEFORE, "image": "b.fits"}


def test_an_optional_file_is_taken_away_by_an_empty_text(reader):
    revise(reader, {"FLAT": ""})
    assert given_now(reader) == {k: v for k, v in BEFORE.items() if k != "flat"}


def test_how_a_file_that_stays_was_recognised_stays_too(reader):
    revise(reader, {"size": "8", "flat": ""})
    [image] = reader.inputs.all()
    assert (image.name, image.matched_by) == ("image", "upload")


def test_a_value_that_was_given_stays_given_and_a_default_a_default(reader):
    revise(reader, {"flat": ""})
    kept = {value.name: value.is_default for value in reader.parameters.all()}
    assert kept == {"size": False, "text": True}


@pytest.mark.parametrize(
    "texts", [{"size": "x"}, {"m": "1"}, {"flat": "nonsense"}, {"image": URL}]
)
def test_what_is_wrong_changes_nothing_at_all(reader, texts, upload):
    kept = Entity.objects.count()
    with pytest.raises(ValuesError) as caught:
        revise(reader, {"text": "b", **texts}, {"image": upload("b.fits")})
    assert set(texts) & set(caught.value.problems)
    assert given_now(reader) == BEFORE
    assert Entity.objects.count() == kept


def test_a_job_that_was_started_is_not_revised(reader, upload, alice):
    lifecycle.start(reader, alice)
    kept = Entity.objects.count()
    with pytest.raises(ClosedError):
        revise(reader, {"size": "8"}, {"image": upload("b.fits")})
    assert given_now(reader) == BEFORE
    assert Entity.objects.count() == kept
