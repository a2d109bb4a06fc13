"""The examples of docs/howto.md, word for word, against the example activity.

Clients: bash with curl, Python with pyvo. Only the portal's address is another one.
"""

import json
import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.opus.portals import HOME

pytestmark = pytest.mark.xdist_group("clients")
ADDRESS = "http://127.0.0.1:8000"


def documented(language, word):
    """The one example in that language with that word, from the page."""
    page = (HOME / "docs" / "howto.md").read_text()
    blocks = re.findall(rf"```{language}\n(.*?)```", page, re.DOTALL)
    (found,) = [block for block in blocks if ADDRESS in block and word in block]
    return found


@pytest.fixture
def run(service, tokens, tmp_path):
    """Runs a program beside `my.fits`, as somebody who has a token."""
    samples = service.folder / "jobs" / "samples"
    (image,) = samples.rglob("m13.fits")
    shutil.copy(image, tmp_path / "my.fits")

    def program(*command):
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**os.environ, "OPUS_TOKEN": tokens["run"]},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return program


@pytest.mark.skipif(
    not shutil.which("curl"), reason="curl is not installed: apt-get install curl"
)
def test_the_example_with_curl_works(service, run, tmp_path):
    script = documented("sh", "PHASE=RUN").replace(ADDRESS, service.url)
    assert run("bash", "-euo", "pipefail", "-c", script).strip() == "COMPLETED"
    assert (tmp_path / "subtracted.fits").read_bytes().startswith(b"SIMPLE")
    assert "prefix" in json.loads((tmp_path / "provenance.json").read_text())


@pytest.mark.skipif(
    not shutil.which("curl"), reason="curl is not installed: apt-get install curl"
)
def test_the_example_that_asks_where_a_file_comes_from_works(service, run):
    script = documented("sh", "sha256sum").replace(ADDRESS, service.url)
    (found,) = json.loads(run("bash", "-euo", "pipefail", "-c", script))["entities"]
    assert found["name"] == "m13.fits"


def test_the_example_with_pyvo_works(service, run):
    program = documented("python", "pyvo").replace(ADDRESS, service.url)
    said = run(sys.executable, "-c", program)
    results = dict(line.split(" ", 1) for line in said.splitlines())
    assert service.url in results["subtracted"]
