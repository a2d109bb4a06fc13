"""What a script printed, as text for people."""

import os

import pytest

from jobs.execution import logs
from jobs.execution.runner import harvest


@pytest.fixture
def log(tmp_path):
    def log(content):
        path = tmp_path / "log"
        path.write_bytes(content)
        return path

    return log


def test_a_short_log_is_shown_whole(log):
    tail = logs.look(log(b"one\ntwo\n"))
    assert (tail.text, tail.size, tail.is_whole) == ("one\ntwo", 8, True)


def test_a_long_log_is_shown_from_its_end(log):
    content = b"".join(b"line %d\n" % number for number in range(100))
    tail = logs.look(log(content), lines=2)
    assert (tail.text, tail.is_whole) == ("line 98\nline 99", False)
    assert tail.size == len(content)


def test_the_line_in_which_the_tail_begins_is_left_out(log):
    tail = logs.look(log(b"first line\nsecond\nthird\n"), most=16)
    assert (tail.text, tail.is_whole) == ("second\nthird", False)


def test_of_one_endless_line_the_end_is_shown(log):
    tail = logs.look(log(b"x" * 100), most=10)
    assert (tail.text, tail.is_whole) == ("x" * 10, False)


@pytest.mark.parametrize("content", [b"", None])
def test_a_log_that_is_empty_or_missing_is_empty(log, tmp_path, content):
    path = tmp_path / "gone" if content is None else log(content)
    tail = logs.look(path)
    assert (tail.text, tail.size, tail.is_whole) == ("", 0, True)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"\x1b[31mred\x1b[0m", "red"),
        (b"a\x00b\x07c", "a\ufffdb\ufffdc"),
        (b"\xe9t\xe9", "\ufffdt\ufffd"),
        ("é 星\ttab".encode(), "é 星\ttab"),
        (b"windows\r\nlines", "windows\nlines"),
        ("\u0085\ufffe".encode(), "\ufffd\ufffd"),
    ],
)
def test_what_is_not_text_is_replaced(log, content, text):
    assert logs.tail(log(content)) == text


def test_a_log_of_a_folder_is_no_log(tmp_path):
    assert logs.tail(tmp_path) == ""


def test_a_log_that_is_no_regular_file_is_no_log(log, tmp_path):
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "link").symlink_to(log(b"secret"))
    for name in ("fifo", "link", "gone"):
        assert logs.tail(tmp_path / name) == ""
        assert harvest.first_nul(str(tmp_path / name)) is None


@pytest.mark.parametrize(
    ("content", "offset"),
    [
        (b"", None),
        (b"text", None),
        (b"te\0xt\0", 2),
        (b"x" * harvest.BLOCK + b"y\0", harvest.BLOCK + 1),
    ],
    ids=["empty", "text", "near", "far"],
)
def test_the_first_nul_of_a_log_is_found(log, content, offset):
    assert harvest.first_nul(str(log(content))) == offset
