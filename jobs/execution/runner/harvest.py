"""What a script left: its files, held against what was promised, and its logs."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import shutil
from typing import BinaryIO, Iterator

from . import glob, regular
from .control import Json

BLOCK = 1 << 20


def collect(order: Json) -> Json:
    """Move the files that match the order's outputs from `work` to `out`.

    Returns them with size and SHA-256, the names of those that are missing, and how
    many there are of those that are too many. Each
    file belongs to one output: exact names choose before patterns, in their order.
    Links are never followed, and only regular files count.
    """
    wanted = order["outputs"]
    files = sorted(regular_files(order["work"]))
    found: dict[str, list[str]] = {}
    for output in sorted(wanted, key=lambda output: glob.is_glob(output["pattern"])):
        matches = glob.matcher(output["pattern"])
        found[output["name"]] = [path for path in files if matches(path)]
        files = [path for path in files if not matches(path)]
    make_afresh(order["out"])
    return {
        "outputs": [
            keep(order["work"], order["out"], output["name"], path)
            for output in wanted
            for path in found[output["name"]]
        ],
        "missing": [
            output["name"]
            for output in wanted
            if not (found[output["name"]] or output["optional"])
        ],
        "excess": {
            output["name"]: len(found[output["name"]])
            for output in wanted
            if 0 < output.get("most", 0) < len(found[output["name"]])
        },
    }


def regular_files(top: str) -> Iterator[str]:
    """Paths relative to `top` of all regular files below it.

    A script can put a link in the place of its folder; that has none. What lies too
    deep for a path is left out.
    """
    waiting = [] if os.path.islink(top) else [""]
    while waiting:
        folder = waiting.pop()
        here = os.path.join(top, folder)
        with contextlib.suppress(OSError), os.scandir(here) as entries:
            for entry in entries:
                path = os.path.join(folder, entry.name)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(path)
                elif entry.is_file(follow_symlinks=False) and is_text(path):
                    yield path


def is_text(path: str) -> bool:
    """Whether documents can hold the name: it is UTF-8, without control characters."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return path.isprintable()


def make_afresh(out: str) -> None:
    """An empty folder for the results.

    What a script put there is put aside: by a link in it the results would go astray.
    """
    with contextlib.suppress(FileNotFoundError):
        try:
            os.rmdir(out)
        except OSError:  # a link, a file, or not empty
            os.rename(out, f"{out}.{secrets.token_hex(4)}")
    os.mkdir(out, 0o700)


def keep(work: str, out: str, name: str, path: str) -> Json:
    """Move one file out of the script's folder, make it read-only, and hash it."""
    source, target = os.path.join(work, path), os.path.join(out, path)
    os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
    if os.lstat(source).st_nlink > 1:  # by its other name it could still be changed
        shutil.copyfile(source, target, follow_symlinks=False)
        os.unlink(source)
    else:
        os.rename(source, target)
    with os.fdopen(os.open(target, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
        os.fchmod(file.fileno(), 0o400)
        size = os.fstat(file.fileno()).st_size
        return {"name": name, "path": path, "size": size, "sha256": sha256(file)}


def sha256(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    for block in iter(lambda: file.read(BLOCK), b""):
        digest.update(block)
    return digest.hexdigest()


def first_nul(path: str) -> int | None:
    """The offset of the first NUL byte, which no text has; None if there is none.

    There is none either if the script took its log away.
    """
    offset = 0
    with contextlib.suppress(OSError), regular.open_binary(path) as log:
        for block in iter(lambda: log.read(BLOCK), b""):
            if b"\0" in block:
                return offset + block.index(b"\0")
            offset += len(block)
    return None
