"""A script says how far it is, and whoever watches sees it."""

import sys

import pytest

from jobs.execution import progress
from jobs.execution.folder import JobFolder
from jobs.links import Links
from jobs.uws import summary
from tests.jobs import waiting


@pytest.mark.parametrize(
    ("line", "fraction", "text"),
    [
        ("0.42 fitting", 0.42, "fitting"),
        ("42 % fitting", 0.42, "fitting"),
        ("42% fitting", 0.42, "fitting"),
        ("1", 1.0, ""),
        ("1.0 done", 1.0, "done"),
        ("1 file is read", None, "1 file is read"),
        (".5: half", 0.5, "half"),
        ("0", 0.0, ""),
        ("reading 3 files", None, "reading 3 files"),
        ("3 files are read", None, "3 files are read"),
        ("2MASS is read", None, "2MASS is read"),
        ("120 %", None, "120 %"),
        (".", None, "."),
        ("-1 back", None, "-1 back"),
    ],
)
def test_a_line_is_a_fraction_and_a_text_or_only_a_text(line, fraction, text):
    assert progress.parse(line) == progress.Progress(fraction, text)


def test_a_page_and_the_job_info_show_the_last_line(alice, as_alice):
    script = """printf '0.1 reading\\n0.37 <b>fitting\\n' > "$OPUS_PROGRESS"
        touch ready; sleep 60"""
    job = waiting.running(alice, script)
    page = as_alice.get(f"/jobs/{job.public_id}").content.decode()
    assert "&lt;b&gt;fitting" in page
    assert 'value="37"' in page
    info = summary.of(job, Links("")).job_info
    assert info["progress"] == "37 % <b>fitting"


def test_the_recorder_writes_it_too(alice):
    script = f"""#!{sys.executable}
import time
from opus_provenance import Provenance
Provenance().progress(0.5, "half\\nway")
open("ready", "w").close()
time.sleep(60)
"""
    job = waiting.running(alice, script)
    found = progress.read(JobFolder(job.public_id).progress)
    assert str(found) == "50 % half way"


def test_a_link_in_the_place_of_the_file_is_not_followed(alice):
    script = 'ln -s /etc/hostname "$OPUS_PROGRESS"; touch ready; sleep 60'
    job = waiting.running(alice, script)
    assert progress.read(JobFolder(job.public_id).progress) is None
