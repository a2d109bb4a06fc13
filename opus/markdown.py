"""Markdown of authors as HTML that is safe to show: no HTML of theirs, no pictures."""

from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from opus import words

LONGEST = 100_000  # characters; a longer text is shown as it is
DEEPEST = 6  # of headings
LEVELS = 2  # that the page has above the headings of a text
LINK = {"rel": "noopener nofollow"}

_reader = (
    MarkdownIt("commonmark", {"html": False, "breaks": True})
    .enable("table")
    .disable(["image", "html_block", "html_inline"])
)


@lru_cache(maxsize=256)
def render(text: str) -> Markup:
    """Headings stand below those of the page; addresses that run scripts are text."""
    if len(text) > LONGEST:
        return words.paragraphs(text)
    tokens = _reader.parse(text)
    for token in tokens:
        _fit(token)
    return Markup(_reader.renderer.render(tokens, _reader.options, {}))  # noqa: S704


def _fit(token: Token) -> None:
    if token.type in ("heading_open", "heading_close"):
        token.tag = f"h{min(DEEPEST, int(token.tag[1]) + LEVELS)}"
    if token.type == "link_open":
        token.attrs |= LINK
    for child in token.children or ():
        _fit(child)
