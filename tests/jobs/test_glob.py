"""Which files a pattern means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.execution.runner import glob


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("out.txt", "out.txt"),
        ("./a//out.txt", "a/out.txt"),
        ("*.fits", "m 13.fits"),
        ("*.fits", "é星.fits"),
        ("a?c", "abc"),
        ("[ab]x", "ax"),
        ("[a-c]x", "bx"),
        ("[!a]x", "bx"),
        ("[]]x", "]x"),
        ("[!!]x", "ax"),
        ("[!]]x", "ax"),
        ("*[!]", "a[!]"),
        ("[ab", "[ab"),
        ("*[ab", "x[ab"),
        ("a/*", "a/b"),
        ("**", "b"),
        ("**", "a/b/c"),
        ("**/x", "x"),
        ("**/x", "a/b/x"),
        ("a/**/x", "a/x"),
        ("a/**/*.fits", "a/b/c/d.fits"),
        (".*", ".hidden"),
        ("a/.*/x", "a/.b/x"),
        ("a.b+(c)", "a.b+(c)"),
        ("*.b+(c)$^|", "a.b+(c)$^|"),
        ("[&&~|^]", "^"),
        ("*\\x", "a\\x"),
    ],
)
def test_a_pattern_means_a_path(pattern, path):
    assert glob.matcher(pattern)(path)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("out.txt", "a/out.txt"),
        ("*.fits", "a/b.fits"),
        ("*.fits", ".b.fits"),
        ("?a", ".a"),
        ("[.a]b", ".b"),
        ("a?c", "a/c"),
        ("a[!x]c", "a/c"),
        ("[!a]x", "ax"),
        ("[!!]x", "!x"),
        ("[!]]x", "]x"),
        ("[!]x", "ax"),
        ("a/*", "a/b/c"),
        ("**", ".hidden"),
        ("**/x", ".hidden/x"),
        ("**", "a/.hidden"),
        ("**/x", "yx"),
        ("a/**/x", "ab/x"),
        ("*.fits", "a.fits\n"),
        ("*.FITS", "a.fits"),
        ("[z-a]", "m"),
    ],
)
def test_a_pattern_does_not_mean_a_path(pattern, path):
    assert not glob.matcher(pattern)(path)


@given(pattern=st.text("ab*?[]!-^\\/.", min_size=1), path=st.text("ab-/.[]"))
def test_any_pattern_gives_an_answer(pattern, path):
    assert glob.matcher(pattern)(path) in {True, False}


@given(name=st.text(min_size=1).filter(lambda name: not set(name) & set("/\0*?[")))
def test_a_name_without_wildcards_means_itself(name):
    assert glob.matcher(name)(name)
