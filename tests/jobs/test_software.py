"""The software that a script finds on this host, looked up without running it."""

import sys

import pytest

from jobs.execution import software


@pytest.fixture
def python(tmp_path):
    """An environment with an interpreter and two packages, and what is none."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "python3"
    program.write_text("#!/bin/sh\ntouch ran\n")
    program.chmod(0o755)
    home = tmp_path / "lib" / "python3.12" / "site-packages"
    for name in ("astropy-8.0.2.dist-info", "Some_Tool-1.0-py3.12.egg-info", "notes"):
        (home / name).mkdir(parents=True)
    return program


def test_the_packages_beside_the_interpreter_are_listed(python, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = software.describe([str(python)], "")
    assert found["packages"] == {"astropy": "8.0.2", "some-tool": "1.0"}
    assert found["python"] == "3.12"
    assert found["executable"] == str(python)
    assert not (tmp_path / "ran").exists()  # it is not ours to run


@pytest.mark.parametrize(
    "argv", [["/usr/bin/env", "python3"], ["env", "-S", "python3"]]
)
def test_env_leads_to_the_interpreter_on_the_path(python, argv):
    found = software.describe(argv, str(python.parent))
    assert found["executable"] == str(python)


def test_a_new_package_is_seen(python):
    software.describe([str(python)], "")
    home = python.parent.parent / "lib" / "python3.12" / "site-packages"
    (home / "numpy-2.4.0.dist-info").mkdir()
    assert "numpy" in software.describe([str(python)], "")["packages"]


def test_this_interpreter_has_the_packages_that_it_imports():
    packages = software.describe([sys.executable], "")["packages"]
    assert packages["pytest"] == pytest.__version__


@pytest.mark.parametrize("argv", [[], ["nothing"], ["/nowhere/bash"], ["env"]])
def test_what_is_not_there_is_not_told(argv):
    found = software.describe(argv, "/usr/bin:/bin")
    assert "packages" not in found
    assert found["host"]


def test_a_shell_has_no_packages():
    found = software.describe(["/bin/sh"], "")
    assert found["executable"] == "/bin/sh"
    assert "packages" not in found
