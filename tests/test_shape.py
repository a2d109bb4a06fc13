"""How the project is written: small modules, nothing undone, nothing from outside."""

import re

import pytest

from tests.opus.sources import HOME, PRODUCT, modules, templates

LONGEST = 270
ONE_FILE_BY_DESIGN = "provenance/recorder/opus_provenance.py"
LEFT_TO_DO = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
OUTSIDE = re.compile(r"\.\./" + "shared")


def test_no_module_is_long():
    long = {
        str(path): text.count("\n")
        for path, text in modules(*PRODUCT)
        if text.count("\n") > LONGEST and str(path) != ONE_FILE_BY_DESIGN
    }
    assert long == {}


def test_nothing_is_left_to_do():
    found = [
        str(path)
        for path, text in [*modules(*PRODUCT, "tests", "examples"), *templates()]
        if LEFT_TO_DO.search(text) and path.name != "test_shape.py"
    ]
    assert found == []


@pytest.mark.parametrize("folder", [*PRODUCT, "tests", "examples", "benchmarks"])
def test_no_file_leans_on_something_outside_the_project(folder):
    found = [str(path) for path, text in modules(folder) if OUTSIDE.search(text)]
    assert found == []


def test_every_package_of_tests_has_its_marker():
    """Without __init__.py two files of one name would hide each other."""
    folders = {path.parent for path in (HOME / "tests").rglob("test_*.py")}
    assert [str(f) for f in folders if not (f / "__init__.py").exists()] == []


def test_every_module_of_tests_says_what_it_is_about():
    silent = [
        str(path)
        for path, text in modules("tests")
        if path.name.startswith("test_") and not text.startswith('"""')
    ]
    assert silent == []


def test_every_test_that_the_documents_name_is_there():
    named = {
        path
        for file in [*(HOME / "docs").glob("*.md"), *HOME.glob("*.md")]
        for path in re.findall(r"`(tests/[\w/.]*)`", file.read_text())
    }
    assert named
    assert [path for path in sorted(named) if not (HOME / path).exists()] == []
