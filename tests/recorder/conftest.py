"""A fresh recorder for each test, programs that use one, and what they wrote."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

RECORDER = Path(__file__).resolve().parents[2] / "provenance" / "recorder"
sys.path.insert(0, str(RECORDER))

from opus_provenance import Provenance  # noqa: E402 - found by the line above

SNIPPET = """\
from opus_provenance import Provenance
prov = Provenance()
prov.start_activity("some_activity")
prov.add_input_file("test.txt")
prov.add_output_file("out.txt")
prov.start_activity("some_sub_activity")
prov.add_output_file("out2.txt")
prov.finish_activity()
prov.finish_activity()
"""


class Events(list):
    """Events in the order written, with the questions that tests ask of them."""

    def of(self, kind, **facts):
        return Events(
            event
            for event in self
            if event["event"] == kind
            and all(event.get(name) == value for name, value in facts.items())
        )

    def one(self, kind, **facts):
        [event] = self.of(kind, **facts)
        return event

    def id(self, name):
        return self.one("start", name=name)["id"]

    @property
    def parents(self):
        """The name of each activity's parent; what is not an activity here stays."""
        names = {event["id"]: event["name"] for event in self.of("start")}
        return {
            event["name"]: names.get(event["parent"], event["parent"])
            for event in self.of("start")
        }

    @property
    def ends(self):
        names = {event["id"]: event["name"] for event in self.of("start")}
        return {
            names[event["id"]]: (event["status"], event["exit_code"])
            for event in self.of("finish")
        }


@pytest.fixture
def snippet():
    return SNIPPET


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The folder of records of a job, which is also told to the programs of `run`."""
    for name in ("OPUS_PROVENANCE_PARENT", "OPUS_PROVENANCE_HASH_MAX", "OPUS_JOB_ID"):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "provenance"
    monkeypatch.setenv("OPUS_PROVENANCE_DIR", str(folder))
    return folder


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The current folder of the test and of its programs."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    return work


@pytest.fixture
def recorders(folder):
    """Make recorders that nobody has used; each is of a class of its own."""
    made = []

    def make():
        made.append(type("Fresh", (Provenance,), {})())
        return made[-1]

    yield make
    for recorder in made:
        recorder.clear()
        recorder._journal.restart(None)


@pytest.fixture
def prov(recorders, work):
    return recorders()


@pytest.fixture
def files(folder):
    """List the files of the record, by age."""
    return lambda: sorted(folder.glob("*.jsonl"), key=lambda path: path.stat().st_ctime)


@pytest.fixture
def events(folder):
    """Read the whole record, or that of one file; every line has to be whole."""

    def read(*paths):
        paths = paths or sorted(folder.glob("*.jsonl"))
        text = "".join(path.read_text(encoding="ascii") for path in paths)
        assert text == "" or text.endswith("\n")
        return Events(
            json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()
        )

    return read


@pytest.fixture
def start(work, folder):
    """Start code or a .py file of the folder `work`; None takes a variable away."""

    def start(code, *arguments, **variables):
        program = [code] if code.endswith(".py") else ["-c", code]
        environment = {**os.environ, "PYTHONPATH": str(RECORDER), **variables}
        return subprocess.Popen(
            [sys.executable, *program, *arguments],
            env={name: value for name, value in environment.items() if value},
            cwd=work,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return start


@pytest.fixture
def run(start):
    """Run a program to its end, and tell how that was."""

    def run(code, *arguments, **variables):
        with start(code, *arguments, **variables) as program:
            try:
                out, err = program.communicate(timeout=60)
            finally:
                program.kill()
        return SimpleNamespace(returncode=program.returncode, stdout=out, stderr=err)

    return run


@pytest.fixture
def ran(run):
    """Run a program that has to end well and say nothing on stderr."""

    def ran(code, *arguments, **variables):
        done = run(code, *arguments, **variables)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    return ran
