"""Settings: all of them documented, and an unsafe portal does not start."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

HOME = Path(__file__).parents[2]
READ = re.compile(r"env\.\w+\(\s*\"(OPUS_\w+)\"")
ROW = re.compile(r"^\| `(OPUS_\w+)` \|", re.MULTILINE)
SECRET = "s" * 32


def _read_by_the_code():
    files = [
        file
        for app in ("opus", "jobs", "provenance")
        for file in (HOME / app).rglob("*.py")
    ]
    return {name for file in files for name in READ.findall(file.read_text())}


def _explained():
    return ROW.findall((HOME / "docs" / "reference.md").read_text())


def test_the_table_of_settings_is_complete():
    assert _read_by_the_code() - set(_explained()) == set()


def test_the_table_has_nothing_that_does_not_exist():
    assert set(_explained()) - _read_by_the_code() == set()


def test_the_table_names_nothing_twice():
    assert len(_explained()) == len(set(_explained()))


def test_a_setting_is_read_by_no_other_door():
    other = re.compile(r"(?:environ(?:\.get\(|\[)|getenv\()\"(OPUS_\w+)\"")
    found = {
        name
        for file in (HOME / "opus").rglob("*.py")
        for name in other.findall(file.read_text())
    }
    assert found <= {"OPUS_SECRET_KEY"}  # whether it was given, not its value


@pytest.fixture
def start(tmp_path):
    """Load the settings in a process of its own; what it says if it refuses."""

    def run(**variables):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OPUS_")}
        process = subprocess.run(
            [sys.executable, "-c", "import opus.settings"],
            env={**kept, "OPUS_VAR": str(tmp_path), **variables},
            cwd=HOME,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        return process.stderr.strip().rpartition("\n")[2]

    return run


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {"OPUS_DEBUG": "True"},
        {"OPUS_HOSTS": "localhost 127.0.0.1"},
        {"OPUS_URL": "http://[::1]:8000", "OPUS_DEBUG": "True"},
        {"OPUS_URL": "https://opus.example.org", "OPUS_SECRET_KEY": SECRET},
        {"OPUS_HOSTS": "opus.example.org", "OPUS_SECRET_KEY": SECRET},
    ],
)
def test_a_safe_portal_starts(variables, start):
    assert start(**variables) == ""


PUBLIC = [{"OPUS_URL": "https://opus.example.org"}, {"OPUS_HOSTS": "opus.example.org"}]


@pytest.mark.parametrize("public", PUBLIC)
@pytest.mark.parametrize("secret", ["", "s" * 31])
def test_a_public_portal_needs_a_secret_of_its_own(public, secret, start):
    sentence = start(**public, OPUS_SECRET_KEY=secret)
    assert "opus.example.org is public: set OPUS_SECRET_KEY" in sentence


@pytest.mark.parametrize("public", PUBLIC)
def test_a_public_portal_shows_no_tracebacks(public, start):
    sentence = start(**public, OPUS_SECRET_KEY=SECRET, OPUS_DEBUG="True")
    assert "OPUS_DEBUG=True shows source code" in sentence


def test_a_misspelt_value_stops_the_start(start):
    assert "OPUS_SLOTS='many': say a whole number" in start(OPUS_SLOTS="many")


def test_every_middleware_works_in_the_event_loop(settings):
    for name in settings.MIDDLEWARE:
        middleware = import_string(name)
        assert middleware.async_capable, name


def test_cookies_are_sent_encrypted_once_the_portal_has_https(tmp_path):
    code = (
        "from opus.settings import *; print(SESSION_COOKIE_SECURE, CSRF_COOKIE_SECURE)"
    )
    for url, secure in (("https://x.example.org", "True True"), ("", "False False")):
        printed = subprocess.run(
            [sys.executable, "-c", code],
            env={
                **os.environ,
                "OPUS_VAR": str(tmp_path),
                "OPUS_URL": url,
                "OPUS_SECRET_KEY": SECRET,
            },
            cwd=HOME,
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        ).stdout
        assert printed.strip() == secure
