"""The folders of a job.

Below OPUS_JOBS/<id>, for the script and the user: `in` what it is given, `work` where
it runs, `out` its results, `logs` what it printed, `tmp` its scratch space.
Below OPUS_RUN/jobs/<id>, out of the script's way: one control folder for each stage.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from jobs.execution import filenames

LONGEST_PROBLEM = 500


@dataclass(frozen=True, slots=True)
class JobFolder:
    """Paths only; nothing is made before `make`."""

    public_id: str

    @property
    def root(self) -> Path:
        return Path(settings.OPUS_JOBS) / self.public_id

    @property
    def inputs(self) -> Path:
        return self.root / "in"

    @property
    def work(self) -> Path:
        return self.root / "work"

    @property
    def out(self) -> Path:
        return self.root / "out"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def tmp(self) -> Path:
        return self.root / "tmp"

    @property
    def stdout(self) -> Path:
        return self.logs / "stdout"

    @property
    def stderr(self) -> Path:
        return self.logs / "stderr"

    def input(self, role: str, name: str, number: int = 0) -> Path:
        """Where the script finds the file it is given in this role.

        `number` counts, from 0, the files in one role, whose names may be the same.
        """
        place = self.inputs / place_of(role, number)
        return place / filenames.safe(name, otherwise=role)

    @property
    def recorded(self) -> Path:
        """Where the recorder of the script writes."""
        return self.logs / "provenance"

    @property
    def progress(self) -> Path:
        """Where the script says how far it is."""
        return self.logs / "progress"

    @property
    def control(self) -> Path:
        return Path(settings.OPUS_RUN) / "jobs" / self.public_id

    @property
    def shared_control(self) -> Path:
        """The same for a cluster, whose nodes see nothing else of this host."""
        return Path(settings.OPUS_JOBS) / ".control" / self.public_id

    def make(self) -> None:
        """Parents first: the mode is that of the last folder of a path only."""
        inner = (self.inputs, self.work, self.out, self.logs, self.recorded, self.tmp)
        for folder in (self.root, *inner):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def remove(self) -> None:
        """Everything of the job is gone; raises OSError if something resists."""
        for folder in (self.root, self.control, self.shared_control):
            if os.path.lexists(folder):
                _remove(folder)

    def remove_control(self) -> None:
        for folder in (self.control, self.shared_control):
            shutil.rmtree(folder, ignore_errors=True)


def place_of(role: str, number: int) -> str:
    """The folder of one file; no role has a dot in its name."""
    return f"{role}.{number}" if number else role


def _remove(folder: Path) -> None:
    """However deep the folders are in each other: Python's own way would recurse.

    Results are read-only, and a script may have closed its folders.
    """
    if not folder.is_symlink():  # what a link points to is not the job's
        _run("chmod", "-R", "u+rwx", "--", str(folder))
    if problem := _run("rm", "-rf", "--", str(folder)):
        raise OSError(problem)


def _run(*command: str) -> str:
    """Why it failed; empty if it did not."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stderr[:LONGEST_PROBLEM] if done.returncode else ""


def relative(path: Path) -> str:
    """As stored in the database: relative to OPUS_JOBS."""
    return str(path.relative_to(settings.OPUS_JOBS))


def absolute(location: str) -> Path:
    """The path of a stored location. Raises ValueError if it leaves OPUS_JOBS."""
    root = Path(settings.OPUS_JOBS)
    path = root / location
    if not location or ".." in path.parts or not path.is_relative_to(root):
        raise ValueError(f"{location!r} is not below {root}")
    return path
