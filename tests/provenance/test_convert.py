"""`python -m provenance convert`: what a pipeline recorded, without a portal."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from prov.model import ProvDocument

from provenance import __main__, drawing, told
from provenance.ingest import everything
from provenance.recorded import FileRecord, Recorded, StepRecord, ValueRecord
from tests.provenance.ingest.test_everything import CTAPIPE, DOCUMENT

ROOT = Path(__file__).parents[2]
PIPELINE = """
from opus_provenance import Provenance
prov = Provenance()
open("test.txt", "w").write("test")
prov.start_activity("some_activity")
prov.add_input_file("test.txt")
open("out.txt", "w").write("out")
prov.add_output_file("out.txt")
prov.start_activity("some_sub_activity")
prov.add_output_value("mean", 3.5)
prov.finish_activity()
prov.finish_activity()
"""


@pytest.fixture
def recorded(tmp_path):
    """The folder in which a pipeline ran outside a job."""
    subprocess.run(
        [sys.executable, "-c", PIPELINE],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT / "provenance" / "recorder")},
        check=True,
        capture_output=True,
    )
    return tmp_path


def converted(capfdbinary, *words):
    assert __main__.main(["convert", *map(str, words)]) == 0
    return capfdbinary.readouterr().out


def test_a_record_becomes_prov_json(recorded, capfdbinary):
    (file,) = recorded.glob("*.jsonl")
    document = json.loads(converted(capfdbinary, file))
    labels = {a["prov:label"] for a in document["activity"].values()}
    assert labels == {"some_activity", "some_sub_activity"}
    names = {entity.get("prov:label") for entity in document["entity"].values()}
    assert {"test.txt", "out.txt", "mean"} <= names
    assert ProvDocument.deserialize(content=json.dumps(document), format="json")


def test_the_same_record_has_the_same_identifiers(recorded, capfdbinary):
    first = converted(capfdbinary, recorded)
    assert converted(capfdbinary, recorded) == first


@pytest.mark.parametrize("key", list(drawing.FORMATS))
def test_it_becomes_every_format(recorded, capfdbinary, tmp_path, key):
    target = tmp_path / "made"
    converted(capfdbinary, recorded, "--to", key, "--output", target)
    assert target.stat().st_size > 500


@pytest.mark.parametrize("name", ["prov-json", "PROV-JSON", "json", "provjson"])
def test_formats_have_several_names(recorded, capfdbinary, name):
    assert b"some_activity" in converted(capfdbinary, recorded, "--to", name)


def test_it_runs_as_a_program_without_a_portal(recorded):
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "convert", recorded, "--to", "svg"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=True,
    )
    assert b"some_sub_activity" in done.stdout
    assert done.stderr == b""


def test_a_log_of_ctapipe_and_a_prov_document_are_merged(tmp_path, capfdbinary):
    log, document = tmp_path / "a.provenance.log", tmp_path / "b.prov.json"
    log.write_text(json.dumps([CTAPIPE]))
    document.write_text(json.dumps(DOCUMENT))
    text = converted(capfdbinary, log, document, "--to", "prov-n").decode()
    for part in ("ctapipe-process", "calibrate", "gamma.simtel.zst", "wasDerivedFrom"):
        assert part in text


def test_identifiers_can_be_those_of_a_portal(recorded, capfdbinary):
    base = "https://opus.example.org/"
    text = converted(capfdbinary, recorded, "--base", base, "--to", "turtle").decode()
    assert "https://opus.example.org/provenance/activity/" in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere.jsonl"], "there is no file nowhere.jsonl"),
        (["README.md"], "the name of README.md does not tell what it is"),
        (["empty"], "there is no provenance in what was given"),
        (["broken.prov.json"], "it is not JSON"),
        (["empty", "--to", "docx"], "there is no format docx: give one of prov-json"),
    ],
)
def test_mistakes_are_told_in_one_line(tmp_path, monkeypatch, capsys, words, said):
    monkeypatch.chdir(tmp_path)
    Path("README.md").write_text("x")
    Path("empty").mkdir()
    Path("broken.prov.json").write_text("{")
    assert __main__.main(["convert", *words]) == 1
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_a_broken_file_in_a_folder_is_a_warning(recorded, capfdbinary):
    (recorded / "broken.prov.json").write_text("{")
    assert __main__.main(["convert", str(recorded)]) == 0
    out, err = capfdbinary.readouterr()
    assert b"some_activity" in out
    assert b"broken.prov.json" in err


# -- what is told ----------------------------------------------------------------------


def test_steps_in_a_circle_are_cut():
    steps = [StepRecord("a", "a", parent="b"), StepRecord("b", "b", parent="a")]
    document = told.document(Recorded(steps=steps))
    assert len(document.activities) == 2


def test_a_file_that_one_step_made_and_another_used_is_one():
    step = StepRecord
    steps = [
        step("1", "make", generated=[FileRecord("/a.fits", "made")]),
        step(
            "2", "look", used=[FileRecord("/a.fits", "seen"), ValueRecord("n", "n", 3)]
        ),
    ]
    document = told.document(Recorded(steps=steps))
    assert [node.name for node in document.entities] == ["a.fits", "n"]
    assert document.used[0].entity == document.generated[0].entity


def test_what_is_no_file_of_provenance_is_passed_over_in_a_folder(tmp_path):
    (tmp_path / "notes.txt").write_text("x")
    assert not everything.named(tmp_path).is_something
