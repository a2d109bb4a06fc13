"""The software that a script finds on this host: system, interpreter, packages.

It is looked up beside the interpreter, without running it: a script may name any
program there.
"""

import os
import platform
import re
import shutil
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

DISTRIBUTION = re.compile(r"(?P<name>.+?)-(?P<version>[^-]+)(-.*)?\.(dist|egg)-info")
HOME_OF_PYTHON = "lib/python3*"
PACKAGES = ("site-packages", "dist-packages")


def describe(argv: Sequence[str], path: str) -> dict[str, Any]:
    """What runs `argv` with this PATH: JSON values, equal for equal environments."""
    system = platform.uname()
    found: dict[str, Any] = {
        "host": system.node,
        "system": system.system,
        "release": system.release,
        "machine": system.machine,
    }
    program = interpreter(argv, path)
    if program:
        found["executable"] = str(program)
    if program and program.name.startswith("python"):
        home = _home(program)
        found["implementation"] = "cpython"
        if home and (version := home.name.removeprefix("python")):
            found["python"] = version
        found["packages"] = packages_of(home) if home else {}
    return found


def interpreter(argv: Sequence[str], path: str) -> Path | None:
    """The program of a script's first line, through `env`; None if there is none."""
    words = list(argv)
    if words and Path(words[0]).name == "env":
        words = [word for word in words[1:] if not word.startswith("-")]
    name = shutil.which(words[0], path=path) if words else None
    return Path(name) if name else None


def _home(program: Path) -> Path | None:
    """The folder of the libraries of a Python, as it lies beside its `bin`.

    A virtual environment has one of its own: its link must not be followed.
    """
    for place in (program, program.resolve()):
        homes = [
            home
            for home in sorted(place.parent.parent.glob(HOME_OF_PYTHON))
            if any((home / name).is_dir() for name in PACKAGES)
        ]
        if homes:
            return homes[-1]
    return None


def packages_of(home: Path) -> dict[str, str]:
    """The versions of the installed distributions, by name, as their folders say."""
    found: dict[str, str] = {}
    for name in PACKAGES:
        folder = home / name
        try:
            found = dict(_packages(str(folder), folder.stat().st_mtime_ns)) | found
        except OSError:
            continue
    return found


@lru_cache(maxsize=32)
def _packages(folder: str, _changed: int) -> tuple[tuple[str, str], ...]:
    found = {}
    for entry in sorted(os.listdir(folder)):  # noqa: PTH208 - names are all we need
        if told := DISTRIBUTION.fullmatch(entry):
            found[re.sub(r"[-_.]+", "-", told["name"]).lower()] = told["version"]
    return tuple(found.items())
