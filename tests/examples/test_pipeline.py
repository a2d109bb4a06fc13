"""The three examples one after the other, and what they leave in the record."""

import pytest

from tests.examples import running

STEPS = {
    "subtract_background": ("estimate background mesh", "image", "background"),
    "find_sources": ("detect and deblend", "image", "catalogue"),
    "luminosity_function": ("bin magnitudes", "catalogue", "table"),
}


@pytest.fixture(params=running.NAMES)
def name(request):
    return request.param


@pytest.fixture
def run(chain, name):
    return getattr(chain, name)


def test_a_script_ends_well_and_says_nothing_on_stderr(run):
    assert (run.status, run.stderr) == (0, "")


def test_a_script_writes_what_its_description_promises_and_nothing_else(run, name):
    promised = {each["pattern"] for each in running.description(name)["generated"]}
    assert {file.name for file in run.folder.iterdir()} == promised


def test_a_script_says_what_it_read_and_what_it_wrote(run):
    lines = run.stdout.splitlines()
    assert lines[0].startswith("read ")
    written = [
        line.split()[1].strip(":") for line in lines if line.startswith("wrote ")
    ]
    assert sorted(written) == sorted(file.name for file in run.folder.iterdir())


def test_a_script_records_one_inner_step(run, name):
    assert [event["name"] for event in run.chosen("start")] == [STEPS[name][0]]
    assert [event["status"] for event in run.chosen("finish")] == ["completed"]


def test_the_inner_step_has_its_files_with_their_hashes(run, name):
    _, role_in, role_out = STEPS[name]
    (used,), made = run.chosen("used"), run.chosen("generated")[-1]
    assert (used["role"], made["role"]) == (role_in, role_out)
    assert made["location"] == str(run[role_out])
    assert len(used["sha256"]) == len(made["sha256"]) == 64


def test_the_inner_step_has_its_settings(run, name):
    (event,) = run.chosen("config")
    parameters = running.description(name)["parameters"]
    assert event["config"] == {p["name"]: running.typed(p) for p in parameters}


def test_the_catalogue_used_is_the_catalogue_made(chain):
    made = chain.find_sources.chosen("generated")[-1]
    (used,) = chain.luminosity_function.chosen("used")
    assert used["location"] == made["location"]
    assert used["sha256"] == made["sha256"]
