"""What the class Provenance wrote, read as steps."""

import json
import math

import pytest

from provenance.ingest import recorder
from provenance.recorded import FileRecord

START = {"event": "start", "time": "2026-03-04T05:06:07.123456+00:00"}


def start(public_id, name="step", parent=None, **facts):
    return {**START, "id": public_id, "name": name, "parent": parent, **facts}


def event(kind, public_id="s1", **facts):
    time = "2026-03-04T05:06:08.000000+00:00"
    return {"event": kind, "time": time, "id": public_id, **facts}


def used(location, role="raw"):
    return event("used", location=location, role=role)


@pytest.fixture
def write(tmp_path):
    """Append events, or bytes as they are, to a file of the record."""

    def write(*events, name="a.jsonl"):
        with (tmp_path / name).open("ab") as file:
            for each in events:
                line = each if isinstance(each, bytes) else json.dumps(each).encode()
                file.write(line + b"\n")

    return write


@pytest.fixture
def steps(write, tmp_path):
    def steps(*events):
        write(*events)
        return recorder.read(tmp_path)

    return steps


def test_a_job_that_recorded_nothing_has_no_steps(tmp_path):
    assert recorder.read(tmp_path) == []
    assert recorder.read(tmp_path / "nowhere") == []


def test_a_step_has_its_name_times_status_and_files(steps):
    [step] = steps(
        start("s1", "calibrate"),
        used("/in/raw.fits"),
        event("generated", location="/data/clean.fits", role=None),
        event("finish", status="completed", exit_code=0),
    )
    assert (step.name, step.status, step.comment) == ("calibrate", "completed", "")
    assert step.start_time.isoformat() == "2026-03-04T05:06:07.123000+00:00"
    assert step.end_time.isoformat() == "2026-03-04T05:06:08+00:00"
    assert step.used == (FileRecord("/in/raw.fits", "raw"),)
    assert step.generated == (FileRecord("/data/clean.fits"),)


def test_configuration_is_gathered(steps):
    [step] = steps(
        start("s1"),
        event("config", config={"a": 1, "b": [2.5, None]}),
        event("config", config={"a": "again"}),
    )
    assert step.config == {"a": "again", "b": [2.5, None]}


def test_an_error_becomes_the_comment(steps):
    [step] = steps(
        start("s1"),
        event("error", type="ValueError", message="no stars"),
        event("finish", status="error", exit_code=1),
    )
    assert (step.status, step.comment) == ("error", "ValueError: no stars")


def test_steps_are_in_the_order_in_which_they_began(steps):
    late = start("s1", "late", time="2026-03-04T06:00:00+00:00")
    early = start("s2", "early", time="2026-03-04T07:30:00+02:00")
    assert [step.name for step in steps(late, early)] == ["early", "late"]


def test_a_file_named_twice_in_a_role_is_one_file(steps):
    [step] = steps(start("s1"), used("/x"), used("/x"), used("/x", "other"))
    assert len(step.used) == 2


def test_a_child_process_goes_on_with_a_step_of_its_parent(write, steps):
    write(start("s1", "outer"), name="b.jsonl")
    outer, inner = steps(used("/x"), start("s2", "inner", "s1"))
    assert (outer.name, outer.used) == ("outer", (FileRecord("/x", "raw"),))
    assert inner.parent == "s1"


def test_a_step_that_never_started_is_left_out(steps):
    assert steps(used("/x"), event("finish", status="completed")) == []


def test_a_torn_line_costs_only_itself(steps):
    torn = json.dumps(start("s2")).encode()[:-9]
    [step] = steps(start("s1"), torn, used("/x"))
    assert step.used


def test_lone_surrogates_and_nul_become_replacement_characters(steps):
    line = json.dumps(start("s1", "a\udcffb\0c", comment="\ud800")).encode()
    [step] = steps(line, event("config", config={"k\0": ["\udcff"]}))
    assert step.name == "a\ufffdb\ufffdc"
    assert step.config == {"k\ufffd": ["\ufffd"]}


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999"])
def test_numbers_that_json_does_not_have_become_texts(steps, number):
    line = json.dumps(event("config", config={"x": 0})).encode()
    [step] = steps(start("s1"), line.replace(b'"x": 0', b'"x": ' + number))
    assert step.config["x"] == str(float(number))
    assert not math.isfinite(float(step.config["x"]))


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"start"',
        b"{}",
        b"[" * 100_000,
        b'{"event": "config", "config": ' + b"[" * 900 + b"]" * 900 + b"}",
        b'{"event": "start", "id": ' + b"9" * 5000 + b"}",
        json.dumps({"event": "start"}).encode(),
        json.dumps(event("dance")).encode(),
        json.dumps(event("config", config="text")).encode(),
        json.dumps(event("config", config=3)).encode(),
        json.dumps(event("used", role="no location")).encode(),
        json.dumps(start("s2", time="yesterday")).encode(),
        json.dumps(start("s2", time=12)).encode(),
        json.dumps(start("s2", time="0001-01-01T00:00:00+14:00")).encode(),
        json.dumps(start("s2", time="9999-12-31T23:59:59-14:00")).encode(),
        json.dumps({**START, "id": "s2"}).encode(),
    ],
    ids=lambda line: line[:40].decode(errors="replace"),
)
def test_what_is_not_an_event_is_passed_over(steps, line):
    found = steps(start("s1", "before"), line, used("/x"))
    assert [(step.name, len(step.used)) for step in found] == [("before", 1)]


def test_names_fit_where_they_are_stored(steps):
    [step] = steps(
        start("s1", "n" * 1000),
        used("/x", "r" * 1000),
        event("finish", status="s" * 1000),
    )
    assert (len(step.name), len(step.used[0].role), len(step.status)) == (255, 255, 32)
