"""A job as an RO-Crate: what is in the zip, and whether others find it valid."""

import hashlib
import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from jobs import lifecycle
from jobs.descriptions.value import GeneratedEntity, UsedEntity
from jobs.execution import folder
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.given import Input
from jobs.phases import Phase
from provenance import record, times
from tests import factories
from tests.jobs.uws import rest

VALIDATE = Path(__file__).parents[2] / "data" / "rocrate" / "validate.py"
VALIDATOR = os.environ.get("OPUS_TEST_ROC", "")


@pytest.fixture
def done(alice):
    """A job with an input of another job, a parameter and two results."""
    before = factories.completed(alice, name="before")
    row = factories.completed(
        alice,
        files={"a b/ö.txt": b"other", "out.txt": b"hello"},
        used=(UsedEntity("image"),),
        generated=(GeneratedEntity("out", "**/*.txt"),),
        inputs=(Input("image", factories.entity_of(before), matched_by="entity"),),
    )
    logs = JobFolder(row.public_id).logs
    logs.mkdir(parents=True, exist_ok=True)
    (logs / "stdout").write_text("said\n")
    return row


def crate(client, row):
    answer = client.get(rest.path(row, "rocrate"))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/zip"
    assert f"{row.public_id}.crate.zip" in answer["Content-Disposition"]
    return zipfile.ZipFile(io.BytesIO(b"".join(answer)))


def described(archive):
    """The parts of the metadata, by their id."""
    graph = json.loads(archive.read("ro-crate-metadata.json"))["@graph"]
    assert len({part["@id"] for part in graph}) == len(graph)
    return {part["@id"]: part for part in graph}


def ids(found):
    return {part["@id"] for part in (found if isinstance(found, list) else [found])}


def test_the_zip_has_all_that_belongs_to_the_job(done, as_program):
    archive = crate(as_program, done)
    assert archive.testzip() is None
    used = done.inputs.get().entity
    assert set(archive.namelist()) == {
        "ro-crate-metadata.json",
        "activity.json",
        "prov.json",
        "results/out.txt",
        "results/a b/ö.txt",
        f"inputs/{used.public_id}/out.txt",
        "logs/stdout.txt",
    }
    assert archive.read("results/out.txt") == b"hello"
    assert json.loads(archive.read("activity.json"))["name"] == "echo"
    assert done.public_id in archive.read("prov.json").decode()


def test_the_metadata_says_how_the_parts_belong_together(done, as_program):
    parts = described(crate(as_program, done))
    root, action = parts["./"], parts[f"#{done.public_id}"]
    assert root["mentions"] == {"@id": f"#{done.public_id}"}
    assert {"results/out.txt", "results/a%20b/%C3%B6.txt", "logs/stdout.txt"} <= ids(
        root["hasPart"]
    )
    assert ids(action["result"]) == {"results/out.txt", "results/a%20b/%C3%B6.txt"}
    assert "#parameter-0" in ids(action["object"])
    assert parts[action["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert parts[action["agent"]["@id"]]["@type"] == "Person"
    assert action["actionStatus"].endswith("CompletedActionStatus")
    result = parts["results/out.txt"]
    assert result["sha256"] == hashlib.sha256(b"hello").hexdigest()
    assert result["contentSize"] == "5"


def test_every_reference_leads_to_a_part_and_every_part_is_there(done, as_program):
    archive = crate(as_program, done)
    parts = described(archive)

    def references(value):
        if isinstance(value, dict):
            if set(value) == {"@id"}:
                yield value["@id"]
            for one in value.values():
                yield from references(one)
        elif isinstance(value, list):
            for one in value:
                yield from references(one)

    outside = {"https://w3id.org/ro/crate/1.1"}
    assert set(references(list(parts.values()))) - outside <= set(parts)


def test_of_a_failed_job_it_says_why(alice, as_program):
    row = factories.executing(alice)
    lifecycle.finish(row, Report(Phase.ERROR, message="It broke."))
    action = described(crate(as_program, row))[f"#{row.public_id}"]
    assert action["actionStatus"].endswith("FailedActionStatus")
    assert action["error"] == "It broke."


def test_a_destroyed_file_is_named_but_not_there(done, as_program):
    entity = factories.entity_of(done, "out.2")
    record.invalidate([entity], times.now())
    archive = crate(as_program, done)
    assert "results/out.txt" not in archive.namelist()
    action = described(archive)[f"#{done.public_id}"]
    named = f"http://testserver/provenance/entity/{entity.public_id}"
    assert named in ids(action["result"])


def test_a_link_is_not_followed(done, as_program):
    path = folder.absolute(factories.entity_of(done, "out.2").location)
    path.unlink()
    path.symlink_to("/etc/hostname")
    assert "results/out.txt" not in crate(as_program, done).namelist()


def test_what_is_not_mine_has_no_crate(done, as_program_of_bob):
    assert as_program_of_bob.get(rest.path(done, "rocrate")).status_code == 403


def test_as_long_as_nothing_is_recorded_there_is_none(alice, as_program):
    row = factories.executing(alice)
    answer = as_program.get(rest.path(row, "rocrate"))
    assert "recorded when the job is over" in rest.said(answer, 404)


@pytest.mark.parametrize("named", [False, True])
def test_the_validator_of_others_finds_nothing(
    done, as_program, tmp_path, settings, named
):
    """Neither at the required nor at the recommended level of Process Run Crate."""
    if not VALIDATOR:
        pytest.skip(
            "OPUS_TEST_ROC names no Python with roc-validator: "
            "make a virtual environment, pip install roc-validator==0.13.0"
        )
    if named:
        settings.OPUS_LICENSE_URL = "https://spdx.org/licenses/CC-BY-4.0"
        settings.OPUS_ORGANISATION = "Observatory"
        settings.OPUS_ORGANISATION_URL = "https://example.org/"
    crate(as_program, done).extractall(tmp_path)
    ran = subprocess.run(
        [VALIDATOR, VALIDATE, tmp_path], capture_output=True, check=True, text=True
    )
    assert json.loads(ran.stdout.splitlines()[-1]) == []
