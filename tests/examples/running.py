"""Runs the examples as a job does: an empty folder, an environment, a process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import astropy.io.fits

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
RECORDER = ROOT / "provenance" / "recorder"
NAMES = ("subtract_background", "find_sources", "luminosity_function")
M13 = next(Path(astropy.io.fits.__file__).parent.rglob("m13.fits"))


@dataclass(frozen=True)
class Run:
    """How a script ended, and the folder it worked in."""

    status: int
    stdout: str
    stderr: str
    folder: Path

    def __getitem__(self, entity: str) -> Path:
        """The file of a generated entity."""
        values = json.loads((self.folder.parent / "values.json").read_text())
        return self.folder / values["generated"][entity]

    @property
    def events(self) -> list[dict]:
        """What the recorder wrote, in order."""
        files = sorted((self.folder.parent / "record").glob("*.jsonl"))
        lines = [line for file in files for line in file.read_text().splitlines()]
        return [json.loads(line) for line in lines]

    def chosen(self, kind: str) -> list[dict]:
        return [event for event in self.events if event["event"] == kind]


def description(name: str) -> dict:
    return json.loads((EXAMPLES / name / "activity.json").read_text())


def run(name: str, folder: Path, used: dict, **parameters) -> Run:
    """Run an example with its default parameters, but for those given."""
    work = folder / "work"
    work.mkdir(parents=True)
    values = values_of(name, used, parameters)
    (folder / "values.json").write_text(json.dumps(values))
    done = subprocess.run(
        [sys.executable, "-W", "error", EXAMPLES / name / "script.py"],
        cwd=work,
        env=environment(values, folder),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Run(done.returncode, done.stdout, done.stderr, work)


def together(jobs: dict[str, Callable[[], Run]]) -> dict[str, Run]:
    """Run several jobs side by side, to save time."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        ends = {name: pool.submit(job) for name, job in jobs.items()}
    return {name: end.result() for name, end in ends.items()}


def values_of(name: str, used: dict, parameters: dict) -> dict:
    told = description(name)
    defaults = {each["name"]: typed(each) for each in told["parameters"]}
    assert set(parameters) <= set(defaults)
    return {
        "job": "a-job",
        "parameters": defaults | parameters,
        "used": {role: str(path) for role, path in used.items()},
        "generated": {each["name"]: each["pattern"] for each in told["generated"]},
    }


def typed(parameter: dict) -> float | int | None:
    kinds = {"integer": int, "real": float}
    text = parameter["default"]
    return kinds[parameter["kind"]](text) if text else None


def environment(values: dict, folder: Path) -> dict[str, str]:
    given = {k: str(v) for k, v in values["parameters"].items() if v is not None}
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "PYTHONPATH": str(RECORDER),
        "PYTHONDONTWRITEBYTECODE": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "OPUS_VALUES": str(folder / "values.json"),
        "OPUS_PROVENANCE_DIR": str(folder / "record"),
        **given,
        **values["used"],
        **values["generated"],
    }
