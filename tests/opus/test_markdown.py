"""Markdown of authors: headings, lists and links, and nothing that runs."""

import time

import pytest

from opus import markdown


def test_headings_stand_below_those_of_the_page():
    assert markdown.render("# One\n\n##### Five") == "<h3>One</h3>\n<h6>Five</h6>\n"


def test_paragraphs_lists_tables_and_links_are_drawn():
    text = "One\ntwo\n\n- a\n\n|x|\n|-|\n|1|\n\n[here](https://example.org)"
    drawn = markdown.render(text)
    for part in ("<p>One<br", "<li>a</li>", "<td>1</td>"):
        assert part in drawn
    assert '<a href="https://example.org" rel="noopener nofollow">here</a>' in drawn


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/track.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<javascript:alert(1)>",
        "`</code><script>`",
    ],
)
def test_nothing_runs_and_nothing_is_loaded(text):
    drawn = markdown.render(text)
    for part in ("<script", "<img", 'javascript:alert(1)"', 'href="data:'):
        assert part not in drawn


@pytest.mark.parametrize("text", ["[" * 99_999, "*a_" * 33_000, "> " * 49_000])
def test_a_hostile_text_takes_no_time(text):
    began = time.monotonic()
    markdown.render(text)
    assert time.monotonic() - began < 10


def test_what_is_very_long_is_shown_as_it_is():
    assert "# x" in markdown.render("# x" + "a" * markdown.LONGEST)
