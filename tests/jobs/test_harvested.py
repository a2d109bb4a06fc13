"""What a runner says it kept is looked at before anybody relies on it."""

import dataclasses

import pytest

from jobs.execution import harvested
from jobs.execution.base import Made, Report
from jobs.execution.folder import JobFolder
from jobs.phases import Phase

MADE = Made("out", "a/out.txt", 5, "0" * 64)


@pytest.fixture
def folder():
    """A job's folder with the one result that `MADE` speaks of."""
    folder = JobFolder("j-1")
    folder.make()
    (folder.out / "a").mkdir()
    (folder.out / "a" / "out.txt").write_bytes(b"hello")
    return folder


def verified(folder, *made, phase=Phase.COMPLETED, message=""):
    return harvested.verified(Report(phase, message, made=list(made)), folder)


def test_what_is_as_reported_stays(folder):
    report = Report(Phase.COMPLETED, made=[MADE])
    assert harvested.verified(report, folder) is report


@pytest.mark.parametrize(
    "other",
    [dataclasses.replace(MADE, size=6), dataclasses.replace(MADE, path="a/gone")],
    ids=["size", "path"],
)
def test_what_is_not_as_reported_is_left_out_and_makes_an_error(folder, other):
    report = verified(folder, other)
    assert (report.phase, list(report.made)) == ("ERROR", [])
    assert report.message == f"A result was changed after the run: {other.path}."


def test_the_others_are_kept(folder):
    gone = dataclasses.replace(MADE, path="gone")
    assert verified(folder, gone, MADE).made == [MADE]


def test_an_abort_stays_one_and_a_message_too(folder):
    gone = dataclasses.replace(MADE, path="gone")
    report = verified(folder, gone, phase=Phase.ABORTED, message="Not needed.")
    assert (report.phase, report.message) == ("ABORTED", "Not needed.")


def replace_file(folder, elsewhere):
    path = folder.out / "a" / "out.txt"
    path.rename(elsewhere / "out.txt")
    path.symlink_to(elsewhere / "out.txt")


def replace_folder(folder, elsewhere):
    (folder.out / "a").rename(elsewhere / "a")
    (folder.out / "a").symlink_to(elsewhere / "a")


def replace_all(folder, elsewhere):
    folder.out.rename(elsewhere / "out")
    folder.out.symlink_to(elsewhere / "out")


@pytest.mark.parametrize("replace", [replace_file, replace_folder, replace_all])
def test_nothing_is_served_through_a_link(folder, tmp_path, replace):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    replace(folder, elsewhere)
    assert (folder.out / MADE.path).read_bytes() == b"hello"
    assert verified(folder, MADE).made == []


def test_a_folder_of_jobs_that_is_a_link_itself_is_fine(folder, tmp_path, settings):
    (tmp_path / "disk").symlink_to(settings.OPUS_JOBS)
    settings.OPUS_JOBS = tmp_path / "disk"
    assert verified(folder, MADE).made == [MADE]


def test_a_folder_is_not_a_result(folder):
    size = (folder.out / "a").stat().st_size
    made = Made("out", "a", size, "0" * 64)
    assert verified(folder, made).made == []
