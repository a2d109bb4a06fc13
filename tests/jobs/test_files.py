"""Small things about files: their names, their kind, their copies."""

import fcntl
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.execution import copying, filenames, media


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("m13.fits", "m13.fits"),
        ("m 13 é星.fits", "m 13 é星.fits"),
        ("../../etc/passwd", "passwd"),
        ("C:\\images\\m13.fits", "m13.fits"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("a<b>&c|d?.fits", "a_b_&c_d_.fits"),
        ("two\nlines\t\x00.txt", "two_lines__.txt"),
        ("..", "data"),
        ("", "data"),
        ("  .  ", "data"),
    ],
)
def test_a_name_from_outside_is_made_fit_for_a_folder(name, safe):
    assert filenames.safe(name) == safe


def test_a_long_name_keeps_its_extension():
    assert filenames.safe("星" * 200 + ".fits").endswith("星.fits")
    assert filenames.safe("x" * 300 + ".fits").endswith("x.fits")


def test_what_is_too_long_for_an_extension_is_none():
    assert filenames.safe("x." + "y" * 300).startswith("x.yyy")


@given(name=st.text() | st.text("星é./ab ", min_size=100, max_size=400))
def test_any_name_is_made_fit_for_a_folder(name):
    safe = filenames.safe(name)
    assert 0 < len(safe.encode()) <= filenames.LONGEST
    assert safe.isprintable()
    assert not set(safe) & set('/\\<>:"|?*')
    assert safe[0] not in ".-"
    assert filenames.safe(safe) == safe


def test_the_longest_name_can_be_copied(tmp_path):
    (tmp_path / "old").touch()
    copying.copy(tmp_path / "old", tmp_path / filenames.safe("星" * 300))


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("x", b"SIMPLE  =                    T", "image/fits"),
        ("x.dat", b"\x89PNG\r\n\x1a\n", "image/png"),
        ("x.txt", b"%PDF-1.7", "application/pdf"),
        ("x.xml", b"<?xml version='1.0'?>\n<VOTABLE>", "application/x-votable+xml"),
        ("x.ecsv", b"# %ECSV 1.0", "application/x-ecsv"),
        ("X.FITS", b"", "image/fits"),
        ("x.txt", b"text", "text/plain"),
        ("x.csv", b"a,b", "text/csv"),
        ("x", b"?", "text/plain"),
        ("x.unheard-of", b"\0", "application/octet-stream"),
        ("x.fits", b"<html>", "text/html"),
        ("x.fits", b"\1\2", "application/octet-stream"),
        ("x", b'{"a": 1}', "application/json"),
    ],
)
def test_the_kind_of_a_file_is_seen_by_its_first_bytes_else_by_its_name(
    tmp_path, name, content, kind
):
    (tmp_path / name).write_bytes(content)
    assert media.content_type(tmp_path / name) == kind


def test_the_kind_of_a_file_that_is_gone_goes_by_its_name(tmp_path):
    assert media.content_type(tmp_path / "x.png") == "image/png"


def test_a_copy_is_whole_read_only_and_its_own_file(tmp_path):
    content = os.urandom(100_000)
    (tmp_path / "old").write_bytes(content)
    copying.copy(tmp_path / "old", tmp_path / "a" / "new")
    new = tmp_path / "a" / "new"
    assert new.read_bytes() == content
    assert new.stat().st_mode & 0o777 == 0o400
    assert new.stat().st_ino != (tmp_path / "old").stat().st_ino
    assert [path.name for path in new.parent.iterdir()] == ["new"]


def test_a_file_system_that_cannot_share_blocks_copies_them(tmp_path, monkeypatch):
    def cannot(*_):
        raise OSError

    monkeypatch.setattr(fcntl, "ioctl", cannot)
    (tmp_path / "old").write_bytes(b"content")
    copying.copy(tmp_path / "old", tmp_path / "new")
    assert (tmp_path / "new").read_bytes() == b"content"


def test_a_copy_replaces_an_older_one(tmp_path):
    (tmp_path / "old").write_bytes(b"new")
    for _ in range(2):
        copying.copy(tmp_path / "old", tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"new"
