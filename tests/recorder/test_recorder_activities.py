"""Activities: how they nest, end and are told, and what wrong use does."""

import copy
import json
import pickle

import pytest
from opus_provenance import Provenance


def test_an_activity_within_another_is_its_child(prov, events):
    with prov.activity("outer"), prov.activity("middle"), prov.activity("inner"):
        pass
    assert events().parents == {"outer": None, "middle": "outer", "inner": "middle"}


def test_activities_after_each_other_are_not_related(prov, events):
    for name in ("first", "second"):
        prov.start_activity(name)
        prov.finish_activity()
    assert events().parents == {"first": None, "second": None}


def test_files_and_configuration_go_to_the_innermost_activity(prov, events):
    with prov.activity("outer"):
        with prov.activity("inner"):
            prov.add_output_file("a.txt")
            prov.add_config({"a": 1})
        prov.add_output_file("b.txt")
        prov.add_config({"b": 2})
    record = events()
    assert {
        e["location"][-5:] for e in record.of("generated", id=record.id("inner"))
    } == {"a.txt"}
    assert record.one("config", id=record.id("outer"))["config"] == {"b": 2}


def test_the_root_belongs_to_the_activity_that_the_environment_names(
    recorders, monkeypatch, events
):
    monkeypatch.setenv("OPUS_PROVENANCE_PARENT", "the-job")
    prov = recorders()
    with prov.activity("root"), prov.activity("inner"):
        pass
    assert events().parents == {"root": "the-job", "inner": "root"}
    assert events().one("process")["parent"] == "the-job"


def test_an_activity_without_a_name_is_named_after_the_program(
    prov, monkeypatch, events
):
    monkeypatch.setattr("sys.argv", ["/opt/bin/reduce.py", "x"])
    prov.start_activity()
    monkeypatch.setattr("sys.argv", ["-c"])
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")
    prov.start_activity()
    assert prov.active_activity_names == ["reduce.py", "python3"]


def test_a_file_without_an_activity_starts_one(prov, events):
    prov.add_input_file("test.txt")
    record = events()
    assert record.one("used")["id"] == record.one("start")["id"]
    assert len(prov.active_activity_names) == 1


def test_finish_takes_status_and_exit_code(prov, events):
    prov.start_activity("step")
    prov.finish_activity("error", 3)
    assert events().ends == {"step": ("error", 3)}


@pytest.mark.parametrize(
    ("given", "recorded"), [(None, None), ("bad input", 1), (True, 1), (256, 256)]
)
def test_an_exit_code_is_a_number_or_nothing(prov, events, given, recorded):
    prov.start_activity("step")
    prov.finish_activity("error", given)
    assert events().one("finish")["exit_code"] is recorded


def test_finishing_without_an_activity_is_an_error(prov, events):
    with pytest.raises(RuntimeError, match="start_activity"):
        prov.finish_activity()
    assert events() == []


def test_finishing_by_the_wrong_name_is_an_error_and_changes_nothing(prov, events):
    prov.start_activity("outer")
    prov.start_activity("inner")
    with pytest.raises(ValueError, match="Cannot finish 'outer': 'inner' is current"):
        prov.finish_activity(activity_name="outer")
    assert prov.active_activity_names == ["outer", "inner"]
    assert events().of("finish") == []
    prov.finish_activity(activity_name="inner")
    prov.finish_activity(activity_name="outer")
    assert list(events().ends) == ["inner", "outer"]


def test_the_name_of_a_with_block_is_not_taken_for_its_status(prov, events):
    with prov.activity("step") as activity:
        assert activity.name == "step"
    assert events().ends == {"step": ("completed", 0)}


def test_an_interruption_while_outputs_are_hashed_leaves_no_activity_open(
    prov, work, events, monkeypatch
):
    def interrupt(path):
        raise KeyboardInterrupt

    (work / "a.txt").write_text("a")
    monkeypatch.setattr("opus_provenance._sha256", interrupt)
    prov.start_activity("step")
    prov.add_output_file("a.txt")
    with pytest.raises(KeyboardInterrupt):
        prov.finish_activity()
    assert events().ends == {"step": ("completed", 0)}
    assert prov.active_activity_names == []


class ToolError(Exception):
    exit_code = 7


@pytest.mark.parametrize(
    ("error", "end"),
    [
        (ValueError("no"), ("error", 1)),
        (ToolError("no"), ("error", 7)),
        (KeyboardInterrupt(), ("interrupted", 130)),
        (SystemExit(), ("completed", 0)),
        (SystemExit(0), ("completed", 0)),
        (SystemExit(4), ("error", 4)),
        (SystemExit("bad"), ("error", 1)),
    ],
)
def test_an_exception_ends_the_activity_and_goes_on(prov, events, error, end):
    with pytest.raises(type(error)) as caught, prov.activity("step"):
        raise error
    assert caught.value is error
    assert events().ends == {"step": end}
    assert prov.active_activity_names == []


def test_an_error_is_recorded_with_its_type_and_the_start_of_its_message(prov, events):
    with pytest.raises(ValueError, match="x"), prov.activity("step"):
        raise ValueError("x" * 5000)
    error = events().one("error")
    assert (error["type"], error["message"]) == ("ValueError", "x" * 2000)
    assert error["id"] == events().id("step")


def test_what_is_no_error_has_no_error_event(prov, events):
    for harmless in (KeyboardInterrupt(), SystemExit(0)):
        with pytest.raises(type(harmless)), prov.activity("step"):
            raise harmless
    assert events().of("error") == []


def test_an_exception_is_an_error_of_every_activity_that_it_leaves(prov, events):
    with (
        prov.activity("outer"),
        pytest.raises(OSError, match="disk"),
        prov.activity("middle"),
        prov.activity("inner"),
    ):
        raise OSError("disk")
    assert events().ends == {
        "inner": ("error", 1),
        "middle": ("error", 1),
        "outer": ("completed", 0),
    }
    assert len(events().of("error")) == 2


def test_an_exception_closes_what_was_started_in_the_block(prov, events):
    def fail():
        prov.start_activity("inner")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), prov.activity("outer"):
        fail()
    assert list(events().ends.items()) == [
        ("inner", ("error", 1)),
        ("outer", ("error", 1)),
    ]


def test_an_error_that_cannot_be_printed_is_still_the_one_that_goes_on(prov, events):
    class MuteError(Exception):
        def __str__(self):
            raise RuntimeError("no text")

        @property
        def exit_code(self):
            raise RuntimeError("no code")

    with pytest.raises(MuteError), prov.activity("step"):
        raise MuteError
    assert events().one("error")["type"] == "MuteError"
    assert events().ends == {"step": ("error", 1)}


def test_an_activity_finished_within_its_block_is_finished_once(prov, events):
    def fail_late():
        prov.finish_activity()
        raise ValueError("late")

    with prov.activity("step"):
        prov.finish_activity()
    with pytest.raises(ValueError, match="late"), prov.activity("other"):
        fail_late()
    assert events().ends == {"step": ("completed", 0), "other": ("completed", 0)}
    assert events().of("error") == []


def test_a_generator_that_is_not_read_to_its_end_has_completed(prov, events):
    def values():
        with prov.activity("reading"):
            yield 1
            yield 2

    generator = values()
    assert next(generator) == 1
    prov.start_activity("meanwhile")
    generator.close()
    prov.finish_activity(activity_name="meanwhile")
    assert events().ends["reading"] == ("completed", 0)


def test_there_is_one_recorder(prov):
    assert Provenance() is Provenance()
    assert type(prov)() is prov


def test_a_subclass_has_a_recorder_of_its_own(recorders):
    class Special(Provenance):
        made = 0

        def __init__(self):
            Special.made += 1
            super().__init__()

    assert Special() is Special()
    assert isinstance(Special(), Special)
    assert Special() is not Provenance()
    assert Special.made == 1


def test_a_copied_or_pickled_recorder_is_the_recorder():
    prov = Provenance()
    assert copy.deepcopy({"prov": prov})["prov"] is prov
    assert pickle.loads(pickle.dumps(prov)) is prov


def test_names_of_open_and_finished_activities_are_told(prov):
    prov.start_activity("outer")
    prov.start_activity("inner")
    assert prov.active_activity_names == ["outer", "inner"]
    assert prov.current_activity.name == "inner"
    prov.finish_activity()
    assert prov.finished_activity_names == ["inner"]
    assert [activity.status for activity in prov.finished_activities] == ["completed"]


def test_without_an_open_activity_there_is_no_current_one(prov):
    assert prov.current_activity is None


def test_the_record_is_told_in_the_words_of_ctapipe(prov, work):
    (work / "raw.txt").write_text("raw")
    with prov.activity("outer") as outer, prov.activity("inner"):
        prov.add_input_file("raw.txt", role="raw", reference_meta={"level": "DL0"})
        prov.add_output_file("https://example.org/clean")
        prov.add_config({"cut": 3})
    told = prov.provenance[0]
    assert told["activity_name"] == "inner"
    assert told["parent_uuid"] == outer.id
    assert (told["status"], told["exit_code"]) == ("completed", 0)
    assert told["input"][0]["url"] == str(work / "raw.txt")
    assert told["input"][0]["role"] == "raw"
    assert told["input"][0]["reference_meta"] == {"level": "DL0"}
    assert told["output"] == [
        {"reference_meta": None, "url": "https://example.org/clean", "role": None}
    ]
    assert told["config"] == {"cut": 3}
    assert told["start"]["time_utc"] < told["stop"]["time_utc"]
    assert 0 < told["duration_min"] < 1
    assert json.loads(prov.as_json(indent=1)) == prov.provenance


def test_an_open_activity_can_be_told(prov):
    told = prov.start_activity("step").provenance
    assert (told["status"], told["duration_min"]) == ("running", None)


def test_configuration_adds_up(prov):
    with prov.activity("step") as activity:
        prov.add_config({"a": 1, "b": 1})
        prov.add_config({"b": 2})
    assert activity.config == {"a": 1, "b": 2}


def test_clear_forgets_everything_but_the_file(prov, events):
    with prov.activity("before"):
        pass
    prov.start_activity("open")
    prov.clear()
    assert prov.active_activity_names == prov.finished_activity_names == []
    with pytest.raises(RuntimeError):
        prov.finish_activity()
    with prov.activity("after"):
        pass
    assert events().parents == {"before": None, "open": None, "after": None}
    assert list(events().ends) == ["before", "after"]


def test_clear_within_a_block_does_not_disturb_it(prov, events):
    with prov.activity("step"):
        prov.clear()
    assert events().of("finish") == []
