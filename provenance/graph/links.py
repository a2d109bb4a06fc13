"""Addresses that a picture may lead to."""

from urllib.parse import urlsplit


def safe(url: str) -> str:
    """The address, if it is a path of this site or begins with http(s); else ""."""
    if not url.isprintable() or any(letter in url for letter in ' \\<>"`'):
        return ""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme in {"http", "https"} and parts.netloc:
        return url
    is_path = url.startswith("/") and not url.startswith("//")
    return url if is_path and not parts.scheme else ""
