"""The file of the record: where it is, what survives, what it never disturbs."""

import json
import os
import re
import signal
import sys
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest

NAME = re.compile(r"opus-provenance-\d{8}T\d{6}-(\d+)-[0-9a-f]{4}\.jsonl")
KINDS = {
    "process",
    "start",
    "used",
    "generated",
    "config",
    "error",
    "finish",
    "packages",
}


def test_the_snippet_runs_inside_a_job(snippet, ran, files, events, work):
    ran(snippet, OPUS_JOB_ID="job-7", OPUS_PROVENANCE_PARENT="job-activity")
    record = events()
    [path] = files()
    assert NAME.fullmatch(path.name)
    assert record[0]["event"] == "process"
    assert (record[0]["job"], record[0]["parent"]) == ("job-7", "job-activity")
    assert record.parents == {
        "some_activity": "job-activity",
        "some_sub_activity": "some_activity",
    }
    assert record.ends == {
        "some_sub_activity": ("completed", 0),
        "some_activity": ("completed", 0),
    }
    assert record.one("used", id=record.id("some_activity"))["missing"]
    assert record.of("generated")[-1]["location"] == str(work / "out.txt")
    assert list(work.iterdir()) == []


def test_the_snippet_runs_outside_a_job_and_says_once_where_the_record_is(
    snippet, run, work, events
):
    done = run(snippet, OPUS_PROVENANCE_DIR=None)
    [path] = work.iterdir()
    assert NAME.fullmatch(path.name)
    assert done.returncode == 0
    assert done.stderr == f"opus_provenance: provenance is recorded in {path}\n"
    assert events(path).ends["some_activity"] == ("completed", 0)
    assert events(path)[0]["job"] is None


def test_nothing_is_written_before_the_first_event(ran, files):
    ran("from opus_provenance import Provenance; Provenance().clear()")
    assert files() == []


@pytest.fixture
def one_of_each(prov, work, events):
    """Give a record with events of every kind."""
    (work / "a.txt").write_text("a")

    def fail():
        prov.add_input_file("a.txt", reference_meta={"a": 1})
        prov.add_output_file("a.txt", role="copy")
        prov.add_config({"a": 1})
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"), prov.activity("step"):
        fail()
    return events()


def test_every_event_has_a_kind_and_a_time_in_utc(one_of_each):
    record = one_of_each
    assert {event["event"] for event in record} == KINDS
    times = [event["time"] for event in record]
    assert times == sorted(times)
    for time in times:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", time)
        assert datetime.fromisoformat(time).utcoffset() == timedelta(0)


def test_every_event_has_the_fields_of_its_kind(one_of_each):
    shape = {event["event"]: set(event) - {"event", "time"} for event in one_of_each}
    assert shape == {
        "process": {"format", "job", "parent", "system"},
        "start": {"id", "name", "parent"},
        "used": {"id", "location", "role", "size", "sha256", "meta"},
        "generated": {"id", "location", "role", "size", "sha256"},
        "config": {"id", "config"},
        "error": {"id", "type", "message"},
        "finish": {"id", "status", "exit_code"},
        "packages": {"packages"},
    }


def test_ids_are_random_uuids(prov, events):
    for _ in range(50):
        with prov.activity("step"):
            pass
    ids = [event["id"] for event in events().of("start")]
    assert len(set(ids)) == 50
    for text in ids:
        assert (str(uuid.UUID(text)), uuid.UUID(text).version) == (text, 4)
        assert uuid.UUID(text).variant == uuid.RFC_4122


def test_the_head_tells_the_machine_and_the_interpreter(prov, events, work):
    prov.start_activity("step")
    head = events()[0]
    system = head["system"]
    assert head["format"] == 1
    assert (system["pid"], system["folder"]) == (os.getpid(), str(work))
    assert system["platform"]["node"] == os.uname().nodename
    assert system["python"]["version"] == ".".join(map(str, sys.version_info[:3]))


KILLED = """
import os, signal
from opus_provenance import Provenance
prov = Provenance()
prov.start_activity("outer")
prov.add_input_file("raw.txt")
prov.start_activity("inner")
prov.add_output_file("clean.txt")
os.kill(os.getpid(), signal.{})
"""


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_a_killed_process_leaves_what_it_did(run, events, name):
    done = run(KILLED.format(name))
    assert done.returncode == -getattr(signal, name)
    record = events()
    assert record.parents == {"outer": None, "inner": "outer"}
    assert record.one("used")["location"].endswith("raw.txt")
    assert record.one("generated")["location"].endswith("clean.txt")
    assert record.of("finish") == []


BUSY = """
from opus_provenance import Provenance
prov = Provenance()
prov.start_activity("step")
print("started", flush=True)
for _ in range(2000):
    prov.add_config({"long": "x" * 20_000})
"""


def test_a_process_killed_at_any_moment_tears_its_last_line_at_most(start, files):
    for _ in range(5):
        with start(BUSY) as process:
            process.stdout.readline()
            process.kill()
    assert len(files()) == 5
    for path in files():
        *whole, _ = path.read_text().split("\n")
        assert [json.loads(line)["event"] for line in whole][:2] == ["process", "start"]


def test_each_event_is_one_write(prov, monkeypatch):
    prov.start_activity("before")
    written = []
    really = os.write

    def write(descriptor, line):
        written.append(line)
        return really(descriptor, line)

    monkeypatch.setattr("os.write", write)
    with prov.activity("step"):
        prov.add_config({"text": "two\nlines"})
    assert len(written) == 4
    assert all(line.count(b"\n") == 1 and line.endswith(b"\n") for line in written)


def test_the_file_is_appended_to_and_not_given_to_children(prov):
    prov.start_activity("step")
    fcntl = pytest.importorskip("fcntl")
    descriptor = prov._journal._descriptor
    assert fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND
    assert not os.get_inheritable(descriptor)


class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return cls(2026, 1, 2, 3, 4, 5, tzinfo=tz)


def test_a_new_file_closes_the_old_one(prov):
    prov.start_activity("step")
    descriptor = prov._journal._descriptor
    prov._journal.restart(None)
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_empty_variables_are_as_good_as_none(recorders, work, monkeypatch, events):
    for name in ("PROVENANCE_PARENT", "PROVENANCE_HASH_MAX", "JOB_ID"):
        monkeypatch.setenv(f"OPUS_{name}", "")
    recorders().start_activity("step")
    assert (events()[0]["job"], events()[0]["parent"]) == (None, None)
    assert events().parents == {"step": None}


def test_a_file_of_another_process_is_left_alone(recorders, monkeypatch, files, events):
    # Two machines, with the same process id, in the same second, and the same chance.
    chances = iter([b"aa", b"aa", b"bb"])
    really = os.urandom
    with monkeypatch.context() as patch:
        patch.setattr("os.urandom", lambda n: next(chances) if n == 2 else really(n))
        patch.setattr("opus_provenance.datetime", Clock)
        for name in ("first", "second"):
            recorders().start_activity(name)
            monkeypatch.delenv("OPUS_PROVENANCE_PARENT")
    assert [path.name[-10:] for path in files()] == ["6161.jsonl", "6262.jsonl"]
    assert [len(events(path).of("process")) for path in files()] == [1, 1]


def test_a_folder_that_does_not_exist_is_made(recorders, work, monkeypatch, events):
    monkeypatch.setenv("OPUS_PROVENANCE_DIR", str(work / "a" / "b"))
    recorders().start_activity("step")
    assert events(*(work / "a" / "b").iterdir()).one("start")["name"] == "step"


@pytest.fixture
def no_folder(work, monkeypatch):
    """Make the record impossible: where its folder should be is a file."""
    (work / "file").write_text("")
    monkeypatch.setenv("OPUS_PROVENANCE_DIR", str(work / "file" / "folder"))


def test_without_a_place_for_the_record_the_work_goes_on_with_one_warning(
    snippet, run, no_folder
):
    done = run(snippet + "print(prov.finished_activity_names)")
    assert done.returncode == 0
    assert done.stdout == "['some_sub_activity', 'some_activity']\n"
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("opus_provenance: provenance is not recorded: ")
    assert "NotADirectoryError" in done.stderr


def test_without_a_place_for_the_record_the_pipeline_keeps_its_own_errors(
    prov, no_folder, capsys
):
    with pytest.raises(ValueError, match="mine"), prov.activity("step"):
        raise ValueError("mine")
    assert prov.finished_activities[0].status == "error"


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder of Linux")
def test_an_unwritable_folder_costs_one_warning(snippet, run):
    # Not even root can make a file there.
    done = run("import os; os.chdir('/proc')\n" + snippet, OPUS_PROVENANCE_DIR=None)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert "provenance is not recorded" in done.stderr


def test_nobody_to_warn_is_no_trouble(snippet, ran, no_folder):
    ran("import sys; sys.stderr = None\n" + snippet)
    ran("import sys; sys.stderr.close()\n" + snippet)


FULL_DISK = """
import resource
from opus_provenance import Provenance
prov = Provenance()
limits = resource.getrlimit(resource.RLIMIT_FSIZE)
with prov.activity("step"):
    used = {size}
    resource.setrlimit(resource.RLIMIT_FSIZE, (used, limits[1]))
    for number in range(3):
        prov.add_config({{"lost": "x" * 1000}})
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    prov.add_config({{"found": 1}})
"""


@pytest.mark.parametrize(
    ("size", "torn"),
    [("os.stat(path).st_size + 100", True), ("os.stat(path).st_size", False)],
)
def test_a_disk_that_was_full_for_a_while_costs_only_the_events_of_then(
    run, files, size, torn
):
    find = (
        "import os, glob; path, = glob.glob(os.environ['OPUS_PROVENANCE_DIR'] + '/*')"
    )
    code = FULL_DISK.format(size=size).replace("    used", f"    {find}\n    used")
    done = run(code)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    whole, broken = [], []
    for line in files()[0].read_text().splitlines():
        try:
            whole.append(json.loads(line))
        except ValueError:
            broken.append(line)
    assert len(broken) == torn
    assert [event["config"] for event in whole if event["event"] == "config"] == [
        {"found": 1}
    ]
    assert [event["event"] for event in whole][-2:] == ["finish", "packages"]


def test_the_head_is_the_first_line_even_if_the_disk_was_full(
    prov, events, monkeypatch
):
    def full(*args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.write", full)
        prov.start_activity("lost")
    prov.start_activity("found")
    assert [event["event"] for event in events()] == ["process", "start"]


def test_a_descriptor_that_now_is_a_data_file_is_not_written_to(
    prov, work, folder, events
):
    prov.start_activity("before")
    descriptor = prov._journal._descriptor
    os.close(descriptor)
    data = os.open("data.fits", os.O_CREAT | os.O_WRONLY)
    assert data == descriptor
    prov.start_activity("after")
    os.close(data)
    assert (work / "data.fits").read_bytes() == b""
    assert len(events().of("process")) == 2
    assert events().parents == {"before": None, "after": "before"}


def test_a_current_folder_that_is_gone_is_no_trouble(run, events, work):
    (work / "gone").mkdir()
    done = run(
        "import os\n"
        "from opus_provenance import Provenance\n"
        "os.chdir('gone'); os.rmdir(os.getcwd())\n"
        "prov = Provenance()\n"
        "with prov.activity('step'):\n"
        "    prov.add_input_file('a.txt')\n"
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert events().one("used")["location"] == "a.txt"
    assert events().ends == {"step": ("completed", 0)}
