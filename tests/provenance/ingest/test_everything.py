"""Whatever a script or a tool left in the folders of a job becomes one record."""

import json
import os

import pytest
from prov.model import ProvDocument

from provenance.ingest import everything, reading
from provenance.ingest.everything import Sources
from provenance.recorded import THE_JOB, FileRecord, ValueRecord

CTAPIPE = {
    "activity_name": "ctapipe-process",
    "activity_uuid": "0c6f2a1e-0000-4000-8000-000000000001",
    "status": "completed",
    "start": {"time_utc": "2026-03-04T05:06:07.123"},
    "stop": {"time_utc": "2026-03-04T05:08:07.456"},
    "duration_min": 2.0,
    "exit_code": 0,
    "input": [{"url": "/data/gamma.simtel.zst", "role": "DL0/Event"}],
    "output": [{"url": "/data/dl1.h5", "role": "DL1/Event"}],
    "config": {"ProcessorTool": {"write_images": True}},
    "system": {
        "ctapipe_version": "0.28.0",
        "executable": "/opt/bin/python",
        "platform": {"node": "pc1", "system": "Linux", "machine": "x86_64"},
        "python": {
            "version_string": "3.12.4 | packaged\n[GCC]",
            "packages": [{"name": "numpy", "version": "2.4.0"}],
        },
        "arguments": ["--token=secret"],
    },
}
DOCUMENT = {
    "prefix": {"ex": "https://example.org/", "default": "https://example.org/d/"},
    "activity": {
        "ex:a1": {"prov:label": "calibrate", "prov:endTime": "2026-03-04T05:06:50Z"},
        "ex:a2": {},
    },
    "entity": {
        "ex:raw": {"prov:location": "/data/raw.fits", "prov:label": "raw"},
        "ex:cal": {"prov:location": "cal.fits"},
        "ex:mean": {"prov:value": {"$": "3.5", "type": "xsd:double"}},
        "ex:set": {"prov:type": {"$": "prov:Collection", "type": "xsd:QName"}},
        "ex:p": {
            "prov:type": {"$": "ex:Parameter", "type": "xsd:QName"},
            "prov:label": "box",
            "prov:value": 64,
        },
    },
    "agent": {
        "ex:tool": {"prov:type": {"$": "prov:SoftwareAgent", "type": "xsd:QName"}}
    },
    "used": {
        "_:u1": {"prov:activity": "ex:a1", "prov:entity": "ex:raw", "prov:role": "in"},
        "_:u2": {"prov:activity": "ex:a2", "prov:entity": "ex:mean"},
    },
    "wasGeneratedBy": {
        "_:g1": [
            {"prov:activity": "ex:a1", "prov:entity": "ex:cal"},
            {"prov:activity": "ex:a1", "prov:entity": "ex:mean"},
        ]
    },
    "wasStartedBy": {"_:s": {"prov:activity": "ex:a2", "prov:starter": "ex:a1"}},
    "wasInfluencedBy": {"_:i": {"prov:influencee": "ex:a1", "prov:influencer": "ex:p"}},
    "wasAssociatedWith": {
        "_:w": {"prov:activity": "ex:a1", "prov:agent": "ex:tool", "prov:role": "Tool"}
    },
    "wasDerivedFrom": {
        "_:d": {"prov:generatedEntity": "ex:cal", "prov:usedEntity": "ex:raw"}
    },
    "wasInformedBy": {"_:f": {"prov:informed": "ex:a2", "prov:informant": "ex:a1"}},
    "hadMember": {"_:m": {"prov:collection": "ex:set", "prov:entity": "ex:cal"}},
}


@pytest.fixture
def sources(tmp_path):
    found = Sources(tmp_path / "recorded", tmp_path / "work", tmp_path / "out")
    for folder in (found.recorded, found.work, found.out):
        folder.mkdir()
    return found


def put(folder, name, content):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_text(text)
    return path


def test_nothing_recorded_is_nothing(sources):
    found = everything.read(sources)
    assert not found.is_something
    assert found.warnings == []


def test_a_block_of_ctapipe_that_ended_well_is_completed(sources):
    """`with Provenance().activity("inner")` writes that name as the status."""
    block = {**CTAPIPE, "activity_name": "inner", "status": "inner"}
    put(sources.out, "a.provenance.log", [block])
    (step,) = everything.read(sources).steps
    assert (step.name, step.status) == ("inner", "completed")


def test_a_log_of_ctapipe_is_steps_with_files_software_and_configuration(sources):
    put(sources.out, "logs/ctapipe-process.provenance.log", [CTAPIPE])
    [step] = everything.read(sources).steps
    assert (step.name, step.status, step.exit_code) == (
        "ctapipe-process",
        "completed",
        0,
    )
    assert step.start_time.isoformat() == "2026-03-04T05:06:07.123000+00:00"
    assert step.used == [FileRecord("/data/gamma.simtel.zst", "DL0/Event")]
    assert step.generated == [FileRecord("/data/dl1.h5", "DL1/Event")]
    assert step.config == {"ProcessorTool": {"write_images": True}}
    [(agent, role)] = step.agents
    assert (agent.name, agent.type, role) == (
        "ctapipe 0.28.0",
        "SoftwareAgent",
        "Software",
    )
    assert step.environment["packages"] == {"numpy": "2.4.0"}
    assert step.environment["python"] == "3.12.4 | packaged"
    assert "secret" not in str(step)


def test_a_log_to_which_a_second_run_was_appended_is_read_whole(sources):
    other = {**CTAPIPE, "activity_uuid": "other", "activity_name": "ctapipe-merge"}
    text = json.dumps([CTAPIPE]) + json.dumps([CTAPIPE, other])
    put(sources.work, "tool.provenance.log", text)
    names = [step.name for step in everything.read(sources).steps]
    assert names == ["ctapipe-process", "ctapipe-merge"]


def test_what_a_torn_log_had_before_is_kept(sources):
    put(sources.work, "t.provenance.log", json.dumps([CTAPIPE]) + '[{"activity_na')
    found = everything.read(sources)
    assert [step.name for step in found.steps] == ["ctapipe-process"]


def test_a_prov_document_becomes_steps_and_a_bundle(sources):
    put(sources.work, "run.prov.json", DOCUMENT)
    found = everything.read(sources)
    one, two = found.steps
    assert (one.name, one.status, one.parent) == ("calibrate", "completed", "")
    assert (two.name, two.parent) == ("a2", one.id)
    cal = str(sources.work / "cal.fits")
    assert one.used == [FileRecord("/data/raw.fits", "in")]
    assert one.used[0].name == "raw"
    assert one.generated == [
        FileRecord(cal),
        ValueRecord("https://example.org/mean", "mean", "3.5"),
    ]
    assert one.config == {"box": "64"}
    assert [(agent.name, agent.type) for agent, _ in one.agents] == [
        ("tool", "SoftwareAgent")
    ]
    assert found.derived == [(cal, "/data/raw.fits")]
    assert found.informed == [(two.id, one.id)]
    assert found.members == [("https://example.org/set", cal)]
    [bundle] = found.bundles
    assert (bundle.name, bundle.content) == ("run.prov.json", DOCUMENT)


@pytest.mark.parametrize(
    ("form", "name"),
    [("xml", "a.prov.xml"), ("provn", "a.provn"), ("jsonld", "a.prov.jsonld")],
)
def test_the_other_formats_say_the_same(sources, form, name):
    document = ProvDocument.deserialize(content=json.dumps(DOCUMENT), format="json")
    document.serialize(str(sources.work / name), format=form)
    found = everything.read(sources)
    assert found.warnings == []
    assert {step.name for step in found.steps} == {"calibrate", "a2"}
    [step] = [step for step in found.steps if step.name == "calibrate"]
    assert step.used == [FileRecord("/data/raw.fits", "in")]
    assert len(found.bundles) == 1


def test_the_current_job_of_the_older_opus_is_the_job_itself(sources):
    content = {
        "prefix": {"ex": "https://example.org/"},
        "activity": {"ex:current_job": {}, "ex:inner": {}},
        "entity": {"ex:flat": {"voprov:location": "/data/flat.fits"}},
        "used": {"_:1": {"prov:activity": "ex:current_job", "prov:entity": "ex:flat"}},
        "parameter": {"ex:p": {"prov:name": "n", "prov:value": "5"}},
        "wasConfiguredBy": {
            "_:2": {"voprov:configured": "ex:inner", "voprov:configurator": "ex:p"}
        },
    }
    put(sources.work, "internal_provenance.json", content)
    found = everything.read(sources)
    steps = {step.id: step for step in found.steps}
    assert steps[THE_JOB].used == [FileRecord("/data/flat.fits")]
    assert steps["https://example.org/inner"].config == {"n": "5"}
    assert found.bundles == []  # no library of the W3C reads this dialect


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("a.prov.json", "{", "it is not JSON"),
        ("a.prov.json", "[1]", "it is not a PROV document"),
        ("a.prov.json", "{}", "neither an activity nor an entity"),
        ("a.prov.json", "", "it is empty"),
        ("a.prov.json", "[" * 100_000, "it is not JSON"),
        ("a.provenance.log", '{"a": 1}', "it is not a list of activities"),
        ("a.provenance.log", "[{}]", "one of its activities has no name"),
        ("a.prov.xml", "<a>", "it is not XML"),
        ("a.prov.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"),
        ("a.provn", "document\nnonsense(\n", "it cannot be read as provn"),
    ],
)
def test_a_broken_file_is_a_warning_and_costs_nothing_else(
    sources, name, content, complaint
):
    put(sources.work, "good.provenance.log", [CTAPIPE])
    put(sources.work, name, content)
    found = everything.read(sources)
    assert [step.name for step in found.steps] == ["ctapipe-process"]
    [warning] = found.warnings
    assert name in warning
    assert complaint in warning


def test_a_document_type_is_refused_in_every_encoding(sources):
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "x"><a/>'
    (sources.work / "a.prov.xml").write_bytes(text.encode("utf-16"))
    assert "document type" in everything.read(sources).warnings[0]


def test_too_large_a_file_is_a_warning(sources):
    path = put(sources.work, "a.prov.json", "{}")
    os.truncate(path, reading.MOST_BYTES + 1)
    assert "larger than" in everything.read(sources).warnings[0]


def test_links_and_pipes_are_not_read(sources, tmp_path):
    secret = put(tmp_path, "secret.prov.json", DOCUMENT)
    (sources.work / "a.prov.json").symlink_to(secret)
    (sources.work / "folder").symlink_to(tmp_path)
    os.mkfifo(sources.work / "b.prov.json")
    found = everything.read(sources)
    assert (found.steps, found.warnings) == ([], [])


def test_more_files_than_are_read_are_a_warning(sources, monkeypatch):
    monkeypatch.setattr(everything, "MOST_FILES", 2)
    for number in range(3):
        log = [{**CTAPIPE, "activity_uuid": str(number)}]
        put(sources.work, f"{number}.provenance.log", log)
    found = everything.read(sources)
    assert len(found.steps) == 2
    assert "first 2" in found.warnings[0]


def test_what_is_too_deep_is_not_looked_for(sources):
    put(sources.work, "a/b/c/d/e.provenance.log", [CTAPIPE])
    assert everything.read(sources).steps == []


def test_two_documents_that_contradict_each_other_lose_nothing(sources):
    """One activity with two start times: the first counts, the files are of both."""
    put(sources.work, "a.prov.json", DOCUMENT)
    other = json.loads(json.dumps(DOCUMENT))
    other["activity"]["ex:a1"]["prov:startTime"] = "2020-01-01T00:00:00Z"
    other["entity"]["ex:new"] = {"prov:location": "/data/new.fits"}
    put(sources.work, "b.prov.json", other)
    found = everything.read(sources)
    assert len(found.steps) == 2
    assert FileRecord("/data/new.fits") in found.things
    assert len(found.bundles) == 2
