"""Addresses on the web."""

from urllib.parse import urlsplit

from jobs.descriptions.texts import shorten

LONGEST = 2048


def parse(text: str) -> str:
    """The text itself. Raises ValueError with what would be right."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"“{shorten(text)}” is not a URL: {error}") from error
    is_plain = text.isprintable() and " " not in text
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_plain:
        right = "write it like https://example.org/file"
        raise ValueError(f"“{shorten(text)}” is not a URL of the web: {right}")
    if parts.username or parts.password:
        raise ValueError("a password in a URL is for everybody to read: leave it out")
    if len(text) > LONGEST:
        raise ValueError(f"has {len(text):,} characters: {LONGEST:,} at most")
    return text
