"""A script that writes more than its folder may hold is stopped and told so."""

import sys

import pytest

from jobs.execution.folder import JobFolder
from jobs.execution.runner import tree
from tests import factories

MIB = 1024**2
ERROR = "The job wrote more than its limit of 2 MiB."

NEST = f"""#!{sys.executable}
import os
open("out.txt", "w").close()
for _ in range(2500):
    os.mkdir("d")
    os.chdir("d")
"""


@pytest.fixture(autouse=True)
def small(settings):
    settings.OPUS_JOB_BYTES = 2 * MIB


def size(job):
    return tree.size_of(str(JobFolder(job.public_id).root))


@pytest.mark.parametrize(
    "command",
    [
        "head -c 64M /dev/zero > out.txt",
        "head -c 64M /dev/zero > $TMPDIR/x",
        "for i in {1..64}; do head -c 1M /dev/zero > $i; done; sleep 60",
        "head -c 64M /dev/zero | tr '\\0' x",
        "for i in {1..64}; do head -c 1M /dev/zero > ../out/$i; done; sleep 60",
        "mkdir -p a/b; cd a/b; for i in {1..64}; do head -c 1M /dev/zero > .$i; done",
    ],
    ids=[
        "one file",
        "scratch space",
        "many files",
        "log",
        "among the results",
        "hidden in folders",
    ],
)
def test_a_script_that_writes_too_much_is_an_error(alice, command):
    job = factories.run_new(alice, script=f"touch out.txt; {command}")
    assert (job.phase, job.error) == ("ERROR", ERROR)
    assert size(job) < 70 * MIB


def test_no_single_file_becomes_much_larger_than_the_limit(alice):
    factories.run_new(alice, script="head -c 64M /dev/zero > out.txt; ls -s out.txt")
    job = alice.jobs.get()
    assert size(job) < 4 * MIB


def test_a_script_within_its_limit_completes(alice):
    job = factories.run_new(alice, script="head -c 1M /dev/zero > out.txt")
    assert (job.phase, factories.entity_of(job).size) == ("COMPLETED", MIB)


def test_what_was_given_does_not_count(alice):
    text = "x" * 90_000
    script = "head -c 1900K /dev/zero > out.txt"
    assert factories.run_new(alice, values={"text": text}, script=script).phase == (
        "COMPLETED"
    )


def test_the_size_of_a_folder_counts_blocks_and_follows_no_links(tmp_path):
    (tmp_path / "sparse").touch()
    with (tmp_path / "sparse").open("wb") as file:
        file.truncate(64 * MIB)
    (tmp_path / "link").symlink_to("/usr")
    (tmp_path / "data").write_bytes(b"x" * 10_000)
    assert 10_000 <= tree.size_of(str(tmp_path)) < MIB


def test_what_no_path_leads_to_is_beyond_every_limit(alice):
    job = factories.run_new(alice, script=NEST)
    assert (job.phase, job.error) == ("ERROR", ERROR)
    JobFolder(job.public_id).remove()


def test_a_link_in_place_of_a_folder_has_no_size(tmp_path):
    (tmp_path / "link").symlink_to("/usr")
    assert tree.size_of(str(tmp_path / "link")) == 0


def test_a_folder_that_is_not_there_has_no_size(tmp_path):
    assert tree.size_of(str(tmp_path / "gone")) == 0
