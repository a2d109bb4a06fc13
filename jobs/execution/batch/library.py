"""The runner and the recorder, put where the nodes of a cluster see them.

They need only the standard library. A portal that is upgraded puts them into another
folder, so what runs or waits keeps its own.
"""

import hashlib
import secrets
import shlex
import shutil
from functools import lru_cache
from pathlib import Path

from jobs.execution import runner
from provenance import recorder_folder

HERE = Path(runner.__file__).parent
RECORDER = recorder_folder.PATH / "opus_provenance.py"


def library(jobs: Path) -> Path:
    """The folder in which `runner` and the recorder lie. Raises OSError."""
    place = jobs / ".lib" / digest()
    if not place.exists():
        new = place.with_name(f".{secrets.token_hex(4)}")
        shutil.copytree(HERE, new / "runner", ignore=shutil.ignore_patterns("__py*"))
        shutil.copy(RECORDER, new)
        try:
            new.rename(place)
        except OSError:  # somebody else was quicker
            shutil.rmtree(new)
    return place


def script(place: Path, python: str, control: Path) -> str:
    """For the shell of a node: become the runner of that control folder."""
    run = [python, "-E", "-s", "-S", "-m", "runner.node", str(control)]
    return (
        f"#!/bin/bash\ncd {shlex.quote(str(place))} || exit 1\nexec {shlex.join(run)}\n"
    )


@lru_cache(maxsize=1)
def digest() -> str:
    """It names their content."""
    found = hashlib.sha256()
    for path in [*sorted(HERE.glob("*.py")), RECORDER]:
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]
