"""Sample files, and what a script calls."""

import os
import subprocess
from pathlib import Path

import pytest

from jobs.descriptions import formats, lint, publishable
from jobs.errors import DescriptionError

DATA = Path("tests/data/descriptions")
STUB = '#!/bin/bash\nprintf "%s\\0" "$0" "$@" > called\n'


def sample(name):
    return formats.read((DATA / name).read_bytes(), name)


def text(content, name=""):
    return formats.read(content.encode(), name)


def refusal(content, name=""):
    """The sentences by field."""
    with pytest.raises(DescriptionError) as caught:
        formats.read(content if isinstance(content, bytes) else content.encode(), name)
    return caught.value.problems


def notes(imported, path):
    """All that is noted at places that begin like the path."""
    found = [note for note in imported.notes if note.startswith(path)]
    assert found, imported.notes
    return "\n".join(found)


def parameter(one, name):
    return next(row for row in one.parameters if row.name == name)


def call(description, tool, folder, **values):
    """The arguments that the script gives the tool; names of results are set, too."""
    stub = folder / tool
    stub.write_text(STUB)
    stub.chmod(0o755)
    script = folder / "script"
    script.write_text(description.script)
    results = {row.name: row.pattern for row in description.generated}
    path = f"{folder}:{os.environ['PATH']}"
    subprocess.run(
        ["bash", script],
        env={"PATH": path, **results, **values},
        cwd=folder,
        check=True,
        timeout=20,
    )
    words = (folder / "called").read_bytes().decode().split("\0")[:-1]
    assert words[0] == str(stub)
    return words[1:]


def assert_sound(imported):
    """A draft of it needs no more than a contact."""
    left = publishable.problems(imported.description)
    assert left.keys() <= {"contact_name", "contact_email"}
    assert lint.errors(imported.description, "/bin:/usr/bin") == {}
