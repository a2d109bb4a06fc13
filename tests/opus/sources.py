"""The files of the project, for tests about how they are written."""

from pathlib import Path

HOME = Path(__file__).parents[2]
PRODUCT = ("opus", "jobs", "provenance")


def templates():
    """The path of each template and its text."""
    return _read(HOME / "templates", "*")


def modules(*folders):
    """The path of each Python module and its text, without migrations."""
    for folder in folders:
        for path, text in _read(HOME / folder, "*.py"):
            if "migrations" not in path.parts:
                yield path, text


def _read(top, pattern):
    for path in sorted(top.rglob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(HOME), path.read_text()
