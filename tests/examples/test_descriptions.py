"""The descriptions of the examples, and the scripts as texts."""

import ast
import os
import re
import sys

import pytest
from astropy import units
from astropy.io.votable.ucd import check_ucd

from tests.examples import running

TYPES = (
    "Observation",
    "Simulation",
    "Reduction",
    "Calibration",
    "Reconstruction",
    "Selection",
    "Analysis",
)
KINDS = ("integer", "real", "text", "boolean", "choice")
COMMON = {"name", "title", "description"}
KEYS = {
    "parameters": COMMON
    | {"kind", "required", "default", "minimum", "maximum", "options"}
    | {"unit", "ucd", "utype"},
    "used": COMMON | {"content_types", "required", "default"},
    "generated": COMMON | {"pattern", "content_type", "optional"},
}
ALLOWED = {"numpy", "astropy", "opus_provenance", *sys.stdlib_module_names}

every_example = pytest.mark.parametrize("name", running.NAMES)


def script(name):
    return (running.EXAMPLES / name / "script.py").read_text()


def entries(name):
    told = running.description(name)
    return [each for kind in KEYS for each in told[kind]]


def test_no_example_is_without_a_test():
    folders = {file.parent.name for file in running.EXAMPLES.glob("*/activity.json")}
    assert folders == set(running.NAMES)


@every_example
def test_a_description_has_the_name_of_its_folder_and_the_keys_of_its_format(name):
    told = running.description(name)
    assert told["format"] == "opus-activity-description/1"
    assert told["name"] == name
    assert told["type"] in TYPES
    assert told["execution_duration"] > 0
    for kind, keys in KEYS.items():
        assert all(set(each) == keys for each in told[kind])


@every_example
def test_everything_has_a_title_a_description_and_a_name_that_can_be_a_variable(name):
    assert running.description(name)["description"].count("\n\n") >= 2
    names = [each["name"] for each in entries(name)]
    assert len(names) == len(set(names))
    for each in entries(name):
        assert re.fullmatch(r"[a-z][a-z_]*", each["name"])
        assert each["title"]
        assert each["description"].endswith(".")


@every_example
def test_a_default_lies_between_its_limits(name):
    for each in running.description(name)["parameters"]:
        assert each["kind"] in KINDS
        assert bool(each["default"]) == each["required"]
        low, high = float(each["minimum"] or "-inf"), float(each["maximum"] or "inf")
        assert not each["default"] or low <= running.typed(each) <= high


@every_example
def test_units_and_ucds_of_parameters_are_words_of_the_standards(name):
    for each in running.description(name)["parameters"]:
        units.Unit(each["unit"])
        ucd = each["ucd"] or "meta.note"
        assert check_ucd(ucd, check_controlled_vocabulary=True)


@every_example
def test_the_script_takes_the_parameters_of_its_description(name):
    (settings,) = [
        node
        for node in ast.parse(script(name)).body
        if isinstance(node, ast.ClassDef) and node.name == "Settings"
    ]
    taken = [
        node.target.id for node in settings.body if isinstance(node, ast.AnnAssign)
    ]
    assert taken == [each["name"] for each in running.description(name)["parameters"]]


@every_example
def test_a_script_needs_only_the_standard_library_numpy_and_astropy(name):
    imported = set()
    for node in ast.walk(ast.parse(script(name))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module.split(".")[0])
    assert imported <= ALLOWED


@every_example
def test_a_script_can_be_started_by_itself(name):
    assert script(name).startswith("#!/usr/bin/env python3\n")
    assert os.access(running.EXAMPLES / name / "script.py", os.X_OK)


def test_what_two_scripts_share_is_the_same_in_both():
    shared = {
        re.search(r"# --- drawing:.*?(?=# --- )", script(name), re.DOTALL)[0]
        for name in ("find_sources", "luminosity_function")
    }
    assert len(shared) == 1
    assert "class Canvas" in shared.pop()
