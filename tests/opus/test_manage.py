"""manage.py: what goes wrong before a command begins, and whom its files are for."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.opus.portals import HOME, Portal, until


@pytest.fixture
def portal(tmp_path):
    return Portal(tmp_path / "var")


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("OPUS_SLOTS", "many", "OPUS: OPUS_SLOTS='many': say a whole number"),
        ("OPUS_DEBUG", "maybe", "OPUS: OPUS_DEBUG='maybe': say True or False"),
        ("OPUS_URL", "https://opus.example.org", "OPUS: opus.example.org is public:"),
        ("OPUS_URL", "opus.example.org", "OPUS: OPUS_URL='opus.example.org': say a"),
        ("OPUS_VAR", "/proc/nothing", "OPUS: [Errno 2] No such file or directory:"),
    ],
)
def test_a_setting_that_cannot_be_is_one_sentence(portal, variable, value, said):
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=HOME,
        env=portal.environment | {variable: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1


def test_a_demo_is_refused_where_others_could_use_its_password(portal):
    public = {"OPUS_URL": "https://opus.example.org", "OPUS_SECRET_KEY": "s" * 40}
    done = subprocess.run(
        [sys.executable, "manage.py", "demo"],
        cwd=HOME,
        env=portal.environment | public,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "do not run it for opus.example.org" in done.stderr


def test_nobody_else_on_the_host_reads_what_the_portal_writes(portal):
    assert portal.manage("demo").returncode == 0
    for path in (portal.folder, *portal.folder.rglob("*")):
        assert path.lstat().st_mode & 0o077 == 0, path


def test_workers_end_when_their_whole_group_is_told_to(portal):
    assert portal.manage("migrate").returncode == 0
    process = subprocess.Popen(
        [sys.executable, "manage.py", "cluster"],
        cwd=HOME,
        env=portal.environment,
        start_new_session=True,
    )
    until(lambda: len(_group(process.pid)) >= 5)  # with guard, pusher, monitor, pool
    os.killpg(process.pid, signal.SIGTERM)
    assert process.wait(15) == 0


def _group(leader):
    """The processes of a process group."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has just ended
            group = path.read_text().rpartition(")")[2].split()[2]
            found += [path.parent.name] if group == str(leader) else []
    return found
