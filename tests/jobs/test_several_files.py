"""Several files under one name, and configuration files among the parameters."""

import json

import pytest

from jobs import arrivals, launch, submission
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from jobs.errors import ValuesError
from jobs.execution.base import Output
from jobs.execution.fetch import Fetched
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.submission import Submission
from provenance.models import Entity, Used
from tests import factories

MANY = UsedEntity("images", most=3)
SETUP = Parameter("setup", "file")
JOIN = '#!/bin/bash\nwhile read -r path; do cat "$path"; done <<< "$images" > out.txt\n'
URL = "https://example.org/a.fits"


def submit(owner, texts=None, files=None, *, run=False, **changes):
    version = factories.version(**changes)
    sent = Submission(owner, texts or {}, files or {})
    return submission.submit(version, sent, run=run)


def given(job):
    return [
        (one.name, one.number, one.entity.name if one.entity else one.url)
        for one in job.inputs.select_related("entity")
    ]


def test_uploads_ids_and_addresses_are_given_together_in_their_order(alice, upload):
    kept = factories.uploaded(alice, "kept.fits")
    files = {"images": [upload("a.fits")]}
    texts = {"images": [f"{kept.public_id}\n{URL}"]}
    job = submit(alice, texts, files, used=(MANY,))
    assert given(job) == [
        ("images", 0, "a.fits"),
        ("images", 1, "kept.fits"),
        ("images", 2, URL),
    ]


def test_too_many_and_too_few_are_told_at_their_name(alice, upload):
    with pytest.raises(ValuesError, match="images: 4 files were given: 3 at most"):
        submit(alice, {"images": [URL] * 4}, used=(MANY,))
    with pytest.raises(ValuesError, match="images: is required"):
        submit(alice, used=(MANY,))
    sent = {"one": [upload(), upload()]}
    with pytest.raises(ValuesError, match="one: several files were sent"):
        submit(alice, files=sent, used=(UsedEntity("one"),))


def test_a_script_gets_them_one_on_each_line_also_if_their_names_are_the_same(
    alice, upload
):
    files = {"images": [upload("a.txt", b"one\n"), upload("a.txt", b"two\n")]}
    job = submit(alice, None, files, run=True, used=(MANY,), script=JOIN)
    factories.run(job)
    assert (JobFolder(job.public_id).out / "out.txt").read_text() == "one\ntwo\n"
    used = Used.objects.filter(activity__public_id=job.public_id)
    assert [row.role for row in used] == ["images", "images"]


def test_the_values_of_the_script_name_a_list_or_one_path(alice):
    single = UsedEntity("flat", required=False)
    entity = factories.uploaded(alice)
    job = submit(alice, {"images": [entity.public_id]}, used=(MANY, single))
    launch.prepare(job)
    text = (JobFolder(job.public_id).inputs / "values.json").read_text()
    used = json.loads(text)["used"]
    assert [path.rpartition("/")[2] for path in used["images"]] == ["in.fits"]
    assert used["flat"] is None


def test_each_one_that_is_fetched_arrives_under_its_number(alice):
    job = submit(alice, {"images": [URL, f"{URL}?2"]}, used=(MANY,))
    assert launch.urls(job) == {"images": URL, "images.1": f"{URL}?2"}
    path = JobFolder(job.public_id).input("images", "a.fits", 1)
    path.parent.mkdir(parents=True)
    path.write_bytes(b"SIMPLE  =")
    seen = Fetched("images.1", path, URL, 9, "0" * 64)
    for _ in range(2):
        assert arrivals.take(job, seen) == ""
    assert [one.entity is None for one in job.inputs.all()] == [True, False]
    assert Entity.objects.count() == 1


def test_one_that_arrives_and_is_of_another_kind_is_told_each_time(alice):
    fits = UsedEntity("images", most=3, content_types=("image/fits",))
    job = submit(alice, {"images": [URL]}, used=(fits,))
    path = JobFolder(job.public_id).input("images", "a.fits")
    path.parent.mkdir(parents=True)
    path.write_bytes(b"<html>")
    seen = Fetched("images", path, URL, 6, "0" * 64)
    for _ in range(2):
        said = arrivals.take(job, seen)
        assert said.startswith("The input images cannot be used: “a.fits” is text/html")


def test_other_files_take_the_place_of_all_of_their_name(alice, upload):
    job = submit(alice, {"images": [URL, f"{URL}?2"], "flat": [URL]}, used=(MANY, FLAT))
    new = {"images": [upload("new.fits")]}
    submission.revise(job, Submission(alice, {"text": ["x"]}, new))
    assert sorted(given(job)) == [("flat", 0, URL), ("images", 0, "new.fits")]
    submission.revise(job, Submission(alice, {"text": ["y"]}))
    assert sorted(given(job)) == [("flat", 0, URL), ("images", 0, "new.fits")]


FLAT = UsedEntity("flat", required=False)


def test_a_configuration_file_is_given_like_any_file(alice, upload):
    script = '#!/bin/bash\ncat "$setup" > out.txt\n'
    files = {"setup": [upload("a.ini", b"[x]")]}
    parameters = (SETUP,)
    job = submit(alice, None, files, run=True, parameters=parameters, script=script)
    factories.run(job)
    assert (JobFolder(job.public_id).out / "out.txt").read_text() == "[x]"
    assert not job.parameters.exists()
    assert Used.objects.get(activity__public_id=job.public_id).role == "setup"


def test_a_configuration_file_that_does_not_count_is_not_required(alice):
    mode = Parameter("mode", "choice", options=("own", "usual"), default="usual")
    setup = Parameter("setup", "file", shown_if="mode", shown_values=("own",))
    job = submit(alice, parameters=(mode, setup))
    assert given(job) == []
    with pytest.raises(ValuesError, match="setup: is required"):
        submit(alice, {"mode": ["own"]}, parameters=(mode, setup))
    with pytest.raises(ValuesError, match="setup: does not count"):
        submit(alice, {"setup": [URL]}, parameters=(mode, setup))
    assert Job.objects.count() == 1


def test_more_files_than_a_pattern_may_have_are_an_error_that_counts_them(alice):
    maps = GeneratedEntity("maps", "*.txt", most=2)
    job = factories.run_new(alice, script="touch 1.txt 2.txt 3.txt", generated=(maps,))
    assert (job.phase, job.error) == (
        "ERROR",
        "The script ended well but wrote 3 files for *.txt (“maps”): 2 at most.",
    )
    assert job.results.count() == 3


def test_a_description_may_have_narrower_limits_than_the_portal(alice, settings):
    job = factories.job(alice, output_bytes=1000, output_files=5, longest_duration=60)
    work = launch.prepare(job)
    assert work.limits.bytes == 1000
    assert work.outputs == [Output("out", "out.txt", optional=False, most=0)]
    assert job.execution_duration == 60
    settings.OPUS_JOB_BYTES = 500
    assert launch.prepare(job).limits.bytes == 500


def test_a_description_may_keep_fewer_results_than_the_portal(alice):
    out = (GeneratedEntity("out", "*.txt"),)
    job = factories.run_new(
        alice, script="touch 1.txt 2.txt", generated=out, output_files=1
    )
    assert job.error.startswith("The script left 2 results; 1 are kept at most")
