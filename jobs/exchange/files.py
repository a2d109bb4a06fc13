"""Descriptions on disk: a file in any format, or a folder with activity.json."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from jobs.descriptions import formats, json_format
from jobs.descriptions.formats import Imported, naming, opened

MAIN = "activity.json"
SUFFIXES = (".json", ".xml", ".vot", ".cwl", ".par")


def read(path: Path) -> Imported:
    """Raises DescriptionError, or OSError if it cannot be read."""
    if path.is_dir() or path.name == MAIN:
        return _folder(path if path.is_dir() else path.parent)
    return formats.read(_bytes(path), path.name)


def find(top: Path) -> Iterator[Path]:
    """All descriptions below a folder, but none that is hidden or linked to."""
    for folder, folders, names in os.walk(top):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if MAIN in names:
            folders.clear()
            yield here
            continue
        for name in sorted(names):
            path = here / name
            is_one = name.lower().endswith(SUFFIXES) and not name.startswith(".")
            if is_one and path.is_file() and not path.is_symlink():
                yield path


def _bytes(path: Path) -> bytes:
    """One more than is allowed, at most."""
    with path.open("rb") as file:
        return file.read(opened.BYTES + 1)


def _folder(folder: Path) -> Imported:
    """The script may be a file beside the description."""
    text = opened.text(_bytes(folder / MAIN)).text
    found = json_format.convert(opened.from_json(text), _Beside(folder))
    naming.refuse_path(found.name, "name")
    return Imported(found)


class _Beside(Mapping[str, str]):
    """The texts of the files in a folder, read when they are asked for."""

    def __init__(self, folder: Path) -> None:
        self._paths = {
            path.name: path
            for path in folder.iterdir()
            if path.is_file() and not path.is_symlink()
        }

    def __getitem__(self, name: str) -> str:
        return opened.text(_bytes(self._paths[name])).text

    def __iter__(self) -> Iterator[str]:
        return iter(self._paths)

    def __len__(self) -> int:
        return len(self._paths)

    def __contains__(self, name: object) -> bool:
        return name in self._paths
