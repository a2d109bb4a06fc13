"""The software that scripts run in: named by the operator, chosen by descriptions.

The portal's own packages are never what a script must rely on: science packages break
each other. The file OPUS_ENVIRONMENTS (TOML) has one table for each name; see
docs/execution.md.
"""

import hashlib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

KINDS = {"venv": "path", "conda": "path", "module": "lines", "apptainer": "image"}
SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin"
BLOCK = 1 << 20
# The operator's own lines, and then the command, which is never part of any text.
THEN_RUN = '\nexec "$@"'
ACTIVATE = (
    'for f in "$CONDA_PREFIX"/etc/conda/activate.d/*.sh; do\n'
    '  [ -r "$f" ] && . "$f"\n'
    "done"
)


class NoEnvironmentError(Exception):
    """There is none of that name, or it cannot be read; a sentence says which."""


@dataclass(frozen=True, slots=True)
class Environment:
    """`path` is the folder of a venv or conda environment, `lines` are shell lines.

    `image` is the file of an Apptainer image, `program` what runs it. `binds` are
    further folders that it sees.
    """

    name: str
    kind: str
    title: str = ""
    path: str = ""
    lines: tuple[str, ...] = ()
    image: str = ""
    program: str = "apptainer"
    binds: tuple[str, ...] = ()

    @property
    def search_path(self) -> str:
        """PATH of its scripts."""
        if self.kind == "usual":
            return str(settings.OPUS_SCRIPT_PATH)
        return f"{self.path}/bin:{SYSTEM_PATH}" if self.path else SYSTEM_PATH

    def variables(self) -> dict[str, str]:
        name = {"venv": "VIRTUAL_ENV", "conda": "CONDA_PREFIX"}.get(self.kind)
        return {"PATH": self.search_path, **({name: self.path} if name else {})}

    def command(
        self, argv: Sequence[str], sees: Sequence[Path], work: Path, *, network: bool
    ) -> list[str]:
        """What runs `argv` in it; `sees` are the folders that the script needs."""
        match self.kind:
            case "conda":
                return _shell(ACTIVATE, argv)
            case "module":
                return _shell("\n".join(self.lines), argv, login=True)
            case "apptainer":
                binds = [f"--bind={path}" for path in (*sees, *self.binds)]
                apart = [] if network else ["--net", "--network=none"]
                head = [self.program, "exec", "--containall", *apart, *binds]
                return [*head, f"--pwd={work}", self.image, *argv]
            case _:
                return list(argv)

    def facts(self) -> dict[str, str]:
        """What provenance says of it besides its packages."""
        if self.kind == "usual":
            return {}
        found = {"software": self.name, "softwareKind": self.kind}
        if self.lines:
            found["modules"] = "\n".join(self.lines)
        if self.image:
            found["image"] = self.image
            found["imageSha256"] = _digest(self.image)
        return found

    def homes(self) -> list[Path]:
        """Folders without which its programs do not start."""
        if not self.path:
            return []
        own = Path(self.path)
        return [own, *_base_of(own)]


USUAL = Environment("", "usual")
PLAIN = Environment("plain", "plain", title="The system’s own programs")


def find(name: str) -> Environment:
    """The environment of that name. Raises NoEnvironmentError."""
    if not name:
        return USUAL
    found = all_of()
    if name not in found:
        known = ", ".join(sorted(found))
        raise NoEnvironmentError(
            f"There is no environment “{name}” on this portal; there is: {known}."
        )
    return found[name]


def names() -> frozenset[str]:
    """What a description may choose; only what is always there if the file is bad."""
    try:
        return frozenset(all_of())
    except NoEnvironmentError:
        return frozenset({PLAIN.name})


def all_of() -> Mapping[str, Environment]:
    """By name. Raises NoEnvironmentError if the operator's file cannot be read."""
    path = Path(settings.OPUS_ENVIRONMENTS)
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return {PLAIN.name: PLAIN}
    except OSError as error:
        raise NoEnvironmentError(f"{path}: {error.strerror}.") from error
    return _read(path, changed)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Mapping[str, Environment]:
    try:
        with path.open("rb") as file:
            tables = tomllib.load(file)
    except (OSError, ValueError) as error:
        raise NoEnvironmentError(f"{path} is not TOML: {error}.") from error
    found = {name: _environment(path, name, table) for name, table in tables.items()}
    return {PLAIN.name: PLAIN, **found}


def _environment(path: Path, name: str, table: Any) -> Environment:
    if not isinstance(table, dict) or table.get("kind") not in KINDS:
        kinds = ", ".join(KINDS)
        raise NoEnvironmentError(f"{path}: [{name}] needs a kind, one of {kinds}.")
    known = {field.name for field in fields(Environment)} - {"name"}
    if strange := sorted(set(table) - known):
        raise NoEnvironmentError(f"{path}: [{name}] knows no “{strange[0]}”.")
    if not table.get(need := KINDS[table["kind"]]):
        raise NoEnvironmentError(f"{path}: [{name}] needs “{need}”.")
    values = {key: _frozen(path, name, key, value) for key, value in table.items()}
    return Environment(name, **values)


def _frozen(path: Path, name: str, key: str, value: Any) -> Any:
    is_list = key in ("lines", "binds")
    items = value if is_list else [value]
    if not isinstance(items, list) or not all(isinstance(x, str) for x in items):
        kind = "a list of texts" if is_list else "a text"
        raise NoEnvironmentError(f"{path}: “{key}” of [{name}] must be {kind}.")
    return tuple(items) if is_list else value


def _shell(lines: str, argv: Sequence[str], *, login: bool = False) -> list[str]:
    options = "-lc" if login else "-c"
    return ["/bin/bash", options, lines + THEN_RUN, "opus", *argv]


def _base_of(venv: Path) -> list[Path]:
    """Where the Python lies from which a venv was made."""
    try:
        lines = (venv / "pyvenv.cfg").read_text().splitlines()
    except (OSError, ValueError):
        return []
    homes = [line.partition("=")[2].strip() for line in lines if "home" in line]
    return [Path(home).parent for home in homes if home]


def _digest(image: str) -> str:
    """SHA-256 of the image; empty if it cannot be read, or is a folder."""
    try:
        status = os.stat(image)  # noqa: PTH116 - as one text with the next call
        return _sha256(image, status.st_mtime_ns, status.st_size)
    except OSError:
        return ""


@lru_cache(maxsize=32)
def _sha256(image: str, _changed: int, _size: int) -> str:
    digest = hashlib.sha256()
    with Path(image).open("rb") as file:
        for block in iter(lambda: file.read(BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()
