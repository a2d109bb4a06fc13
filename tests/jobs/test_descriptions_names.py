"""Names of parameters, entities and activities; a value arrives under each of them."""

import subprocess

import pytest

from jobs import documents
from jobs.descriptions import names

VALUE = "as typed"
SET_LATER = ["BASHPID", "HISTCMD", "FUNCNAME", "SRANDOM", "EPOCHSECONDS", "DIRSTACK"]


def shell_variables(*options):
    """Every variable that bash has by itself in an empty environment."""
    done = subprocess.run(
        ["/bin/bash", *options, "-c", "compgen -v"],
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize("name", ["ra", "RA", "_x", "box_size", "a1", "x" * 64, "path"])
def test_letters_digits_and_underscores_make_a_name(name):
    assert names.problem(name) == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        "1a",
        "a-b",
        "a b",
        "a.b",
        "é",
        "a\n",
        "a=b",
        "x" * 65,
        "\uff41",
        "a;id",
        "../a",
    ],
)
def test_anything_else_does_not(name):
    assert "is not a name" in names.problem(name)


@pytest.mark.parametrize("name", ["phase", "Phase", "RUNID", "executionDuration"])
def test_a_word_of_uws_is_refused_in_any_case(name):
    assert "word of the UWS protocol" in names.problem(name)


@pytest.mark.parametrize("name", ["provjson", "stdout", "Results", "provpng"])
def test_what_every_job_has_is_refused(name):
    assert "every job has" in names.problem(name)


@pytest.mark.parametrize(
    "name",
    "PATH HOME IFS ENV BASH_ENV LD_PRELOAD PYTHONPATH OPUS_JOB_ID SLURM_JOB_ID UID "
    "TMPDIR LC_ALL FUNCNEST http_proxy HTTPS_PROXY All_Proxy _".split(),
)
def test_what_controls_the_shell_or_the_interpreter_is_refused(name):
    assert "controls the shell" in names.problem(name)


@pytest.mark.parametrize("options", [(), ("--posix",)])
def test_a_value_arrives_under_each_name_of_bash_that_is_not_refused(options):
    for name in [*shell_variables(*options), *SET_LATER]:
        if names.problem(name):
            continue
        done = subprocess.run(
            ["/bin/bash", *options, "-c", f'printf %s "${name}"'],
            env={name: VALUE},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout == VALUE, name


def test_no_name_that_the_launcher_gives_itself_can_be_taken():
    for name in ("PATH", "HOME", "TMPDIR", "LANG", "PYTHONPATH", "PYTHONUNBUFFERED"):
        assert names.problem(name)
    for name in ("OPUS_JOB_ID", "OPUS_VALUES", "OPUS_PROVENANCE_DIR"):
        assert names.problem(name)


@pytest.mark.parametrize("name", ["echo", "find-sources", "M13", "_x", "x" * 64])
def test_an_activity_may_have_hyphens(name):
    assert names.activity_problem(name) == ""


@pytest.mark.parametrize("name", ["", "-x", "1x", "a/b", "a b", "é", "x" * 65, "a\n"])
def test_an_activity_is_called_by_what_an_address_can_hold(name):
    assert "is not a name for an activity" in names.activity_problem(name)


@pytest.mark.parametrize("name", ["new", "New"])
def test_an_activity_cannot_hide_a_page(name):
    assert "address of the portal" in names.activity_problem(name)


def test_no_result_is_called_like_a_document_of_the_portal():
    for form in documents.FORMATS:
        assert "every job has" in names.problem(form)
