"""docs/uwscheck.md says all, and the doctor stands alone."""

import re
import subprocess
import sys

from opus.uwscheck import checks
from opus.uwscheck.verdicts import Result
from tests.opus.portals import HOME


def test_it_needs_neither_the_portal_nor_its_database():
    code = (
        "import sys\n"
        "import opus.uwscheck.checks, opus.uwscheck.doctor, opus.uwscheck.options\n"
        "import opus.uwscheck.report\n"
        "print([m for m in sys.modules"
        " if m.split('.')[0] in ('jobs', 'provenance', 'django')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_every_check_has_its_row_in_the_handbook():
    page = (HOME / "docs" / "uwscheck.md").read_text()
    rows = re.findall(r"^\| `([\w-]+)` \| (.*?) \|$", page, re.MULTILINE)
    known = [(check.id, check.title) for check in checks.ALL]
    assert [row for row in rows if row[0] in dict(known)] == known


def test_every_option_and_every_result_is_in_the_handbook():
    page = (HOME / "docs" / "uwscheck.md").read_text()
    done = subprocess.run(
        [sys.executable, "manage.py", "uwscheck", "--help"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    ours = done.stdout.partition("--version")[0]
    named = set(re.findall(r"--[a-z-]+", ours)) - {"--help"}
    assert {option for option in named if f"`{option}" not in page} == set()
    assert [result for result in Result if f"`{result}`" not in page] == []
