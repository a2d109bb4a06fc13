"""The folders of a job, and where nothing may lead out of them."""

import os

import pytest

from jobs.execution import folder as folder_
from jobs.execution.folder import JobFolder


@pytest.fixture
def folder():
    folder = JobFolder("j-1")
    folder.make()
    return folder


def test_only_the_portal_can_enter_a_jobs_folders(folder):
    paths = [folder.root, *folder.root.rglob("*")]
    assert len(paths) == 7
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o700}


def test_control_files_are_out_of_the_scripts_way(folder, settings):
    assert folder.control.is_relative_to(settings.OPUS_RUN)
    assert not folder.control.is_relative_to(folder.root)


def test_making_it_twice_is_making_it_once(folder):
    (folder.work / "x").touch()
    folder.make()
    assert (folder.work / "x").exists()


def test_an_input_lies_in_the_folder_of_its_role(folder):
    path = folder.input("image", "../../m13.fits")
    assert path == folder.inputs / "image" / "m13.fits"
    assert folder.input("image", "..").name == "image"


def test_everything_of_a_job_can_be_removed(folder, tmp_path):
    kept = tmp_path / "kept"
    kept.mkdir(mode=0o755)
    (kept / "x").touch()
    closed = folder.work / "closed" / "inner"
    closed.mkdir(parents=True)
    (closed / "x").touch(0o400)
    (folder.work / "link").symlink_to(kept)
    closed.chmod(0)
    closed.parent.chmod(0)
    (folder.control / "run").mkdir(parents=True)
    folder.remove()
    assert not folder.root.exists()
    assert not folder.control.exists()
    assert (kept / "x").exists()
    assert kept.stat().st_mode & 0o777 == 0o755


def test_folders_can_be_removed_however_deep_they_are(folder):
    _nest(folder.work, 3000)
    folder.remove()
    assert not folder.root.exists()


def test_what_a_link_in_place_of_the_folder_points_to_is_kept(folder, tmp_path):
    (tmp_path / "kept").mkdir(mode=0o500)
    folder.remove()
    folder.root.symlink_to(tmp_path / "kept")
    folder.remove()
    assert not folder.root.is_symlink()
    assert (tmp_path / "kept").stat().st_mode & 0o777 == 0o500


def test_a_folder_that_cannot_be_removed_is_an_error(folder, monkeypatch):
    monkeypatch.setattr(folder_, "_run", lambda *_: "rm: it resists")
    with pytest.raises(OSError, match="it resists"):
        folder.remove()


def _nest(top, levels):
    """Folders in each other: no path leads to the last of them."""
    here = os.open(top, os.O_RDONLY)
    for _ in range(levels):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


def test_removing_what_is_not_there_is_harmless():
    JobFolder("j-gone").remove()


def test_a_location_leads_back_to_its_file(folder):
    path = folder.out / "a b.txt"
    assert folder_.relative(path) == "j-1/out/a b.txt"
    assert folder_.absolute("j-1/out/a b.txt") == path


@pytest.mark.parametrize("location", ["", "/etc/passwd", "../x", "j-1/../../x", ".."])
def test_a_location_cannot_lead_out_of_the_folder_of_jobs(location):
    with pytest.raises(ValueError, match="is not below"):
        folder_.absolute(location)
