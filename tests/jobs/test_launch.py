"""From a claimed job to work for a machine: folder, inputs, values, script."""

import json
from pathlib import Path

import pytest

from jobs import launch, lifecycle
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from jobs.errors import BackendError
from jobs.execution import script as scripts
from jobs.execution.base import Output
from jobs.execution.folder import JobFolder
from jobs.given import Input
from provenance.models import Entity
from tests import factories

IMAGE = UsedEntity("image")


def entity(owner, content=b"SIMPLE  =", name="m13.fits"):
    job = factories.completed(
        owner, {name: content}, generated=(GeneratedEntity("out", "*.fits"),)
    )
    return job.results.get().entity


def given(owner, file, **changes):
    """A claimed job that uses the file."""
    inputs = [Input("image", file)]
    return factories.claimed(owner, inputs=inputs, name="reader", **changes)


@pytest.mark.parametrize(
    ("script", "program"),
    [
        ("echo", ["/bin/bash"]),
        ("#!/bin/sh\necho", ["/bin/sh"]),
        ("#! /usr/bin/env -S python3 -u\n", ["/usr/bin/env", "-S", "python3", "-u"]),
        ("#!/bin/sh\r\necho\r\n", ["/bin/sh"]),
        ("#!\necho", ["/bin/bash"]),
        ("# no\n#!/bin/sh", ["/bin/bash"]),
        ('#!/bin/sh "\n', ["/bin/sh", '"']),
    ],
)
def test_the_first_line_of_a_script_says_what_runs_it(script, program):
    assert scripts.interpreter(script) == program


def test_the_script_is_written_as_it_was_published(alice):
    job = factories.claimed(alice, script="#!/bin/sh\r\necho “é”\n")
    *program, path = launch.prepare(job).argv
    assert program == ["/bin/sh"]
    assert Path(path).read_bytes() == "#!/bin/sh\r\necho “é”\n".encode()


def test_values_are_typed_in_the_file_and_texts_in_the_environment(alice):
    parameters = (
        Parameter("count", "integer", default="3"),
        Parameter("sigma", "real", default="2.50"),
        Parameter("clip", "boolean", default="false"),
        Parameter("note", "text", required=False),
    )
    job = factories.claimed(alice, parameters=parameters, values={"clip": "yes"})
    work = launch.prepare(job)
    values = json.loads((work.folder.inputs / "values.json").read_text())
    assert values["job"] == job.public_id
    assert values["parameters"] == {
        "count": 3,
        "sigma": 2.5,
        "clip": True,
        "note": None,
    }
    texts = {name: work.environment.get(name) for name in values["parameters"]}
    assert texts == {"count": "3", "sigma": "2.50", "clip": "true", "note": None}


def test_a_script_knows_where_its_inputs_are_and_what_to_write(alice):
    job = given(alice, entity(alice), used=(IMAGE, UsedEntity("dark", required=False)))
    work = launch.prepare(job)
    values = json.loads((work.folder.inputs / "values.json").read_text())
    path = work.folder.inputs / "image" / "m13.fits"
    assert values["used"] == {"image": str(path), "dark": None}
    assert values["generated"] == {"out": "out.txt"}
    assert work.environment["image"] == str(path)
    assert work.environment["out"] == "out.txt"
    assert path.read_bytes() == b"SIMPLE  ="


def test_a_script_cannot_change_the_original_through_its_input(alice):
    original = entity(alice)
    work = launch.prepare(given(alice, original, used=(IMAGE,)))
    copy = work.folder.inputs / "image" / "m13.fits"
    assert copy.stat().st_nlink == 1
    assert copy.stat().st_mode & 0o222 == 0


def test_nothing_of_the_portals_own_environment_reaches_a_script(alice, monkeypatch):
    monkeypatch.setenv("OPUS_SECRET_KEY", "do not tell")
    monkeypatch.setenv("LD_PRELOAD", "/tmp/evil.so")
    environment = launch.prepare(factories.claimed(alice)).environment
    assert set(environment) == {
        *("text", "out", "PATH", "HOME", "TMPDIR", "LANG"),
        *("PYTHONPATH", "PYTHONUNBUFFERED"),
        *("OPUS_JOB_ID", "OPUS_VALUES", "OPUS_PROVENANCE_DIR"),
        "OPUS_PROGRESS",
    }


def test_limits_and_outputs_travel_with_the_work(alice, settings):
    settings.OPUS_JOB_BYTES = 12345
    made = GeneratedEntity("maps", "**/*.fits", optional=True)
    job = factories.claimed(alice, generated=(made,), execution_duration=77)
    work = launch.prepare(job)
    assert (work.limits.seconds, work.limits.bytes, work.token) == (
        77,
        12345,
        job.token,
    )
    assert work.outputs == [Output("maps", "**/*.fits", optional=True)]


def test_preparing_twice_is_preparing_once(alice):
    job = given(alice, entity(alice), used=(IMAGE,))
    assert launch.prepare(job) == launch.prepare(job)


def test_an_input_that_was_destroyed_is_said_to_be(alice):
    file = entity(alice)
    lifecycle.delete(alice.jobs.get(results__entity=file), alice)
    file.refresh_from_db()
    job = given(alice, file, used=(IMAGE,))
    with pytest.raises(launch.InputGoneError, match=r"m13\.fits\) was destroyed at"):
        launch.prepare(job)


@pytest.mark.parametrize("location", ["nowhere/x", "../secret", "/etc/passwd", ""])
def test_only_a_file_below_the_folder_of_jobs_can_be_an_input(alice, location):
    file = entity(alice)
    Entity.objects.filter(pk=file.pk).update(location=location)
    file.refresh_from_db()
    with pytest.raises(launch.InputGoneError, match="is gone"):
        launch.prepare(given(alice, file, used=(IMAGE,)))


def test_an_input_that_was_not_fetched_is_said_to_be_missing(alice):
    inputs = [Input("image", url="http://example.org/x")]
    job = factories.claimed(alice, inputs=inputs, used=(IMAGE,))
    assert launch.urls(job) == {"image": "http://example.org/x"}
    with pytest.raises(launch.InputGoneError, match="image has not been fetched"):
        launch.prepare(job)


def test_a_large_input_is_left_to_a_process_of_its_own(alice, monkeypatch):
    file = entity(alice)
    job = given(alice, file, used=(IMAGE,))
    target = JobFolder(job.public_id).inputs / "image" / "m13.fits"
    assert launch.large_copies(job) == {}
    monkeypatch.setattr(launch, "LARGE", 3)
    [(found, source)] = launch.large_copies(job).items()
    assert (source.read_bytes(), found) == (b"SIMPLE  =", target)
    launch.prepare(job)
    assert launch.large_copies(job) == {}


def test_a_disk_that_refuses_is_a_refusal_of_the_machine(alice, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.OPUS_JOBS = tmp_path / "file"
    with pytest.raises(BackendError, match="folder cannot be made"):
        launch.prepare(factories.claimed(alice))


def test_a_large_input_that_is_wanted_twice_goes_to_both_places(alice, monkeypatch):
    file = entity(alice)
    used = (IMAGE, UsedEntity("dark"))
    inputs = [Input(name, file) for name in ("image", "dark")]
    job = factories.claimed(alice, inputs=inputs, used=used)
    monkeypatch.setattr(launch, "LARGE", 3)
    assert len(launch.large_copies(job)) == 2
