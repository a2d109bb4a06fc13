"""Names of files that came from outside, made fit for a folder."""

import re

LONGEST = 200  # bytes; a file system allows 255, a copy in the making adds some
LONGEST_EXTENSION = 12


def safe(name: str, otherwise: str = "data") -> str:
    """The last part of the name without what a shell, a page or a path would mind.

    The extension survives shortening, since programs go by it.
    """
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(c if c.isprintable() and c not in '<>:"|?*' else "_" for c in last)
    kept = kept.lstrip(" .-").rstrip(" .") or otherwise
    if len(kept.encode()) <= LONGEST:
        return kept
    stem, dot, extension = kept.rpartition(".")
    if not dot or len(extension) > LONGEST_EXTENSION:
        return _cut(kept, LONGEST).rstrip(" .")
    return f"{_cut(stem, LONGEST - len(extension.encode()) - 1)}.{extension}"


def _cut(text: str, longest: int) -> str:
    """The beginning that fits into so many bytes, in whole characters."""
    return text.encode()[:longest].decode(errors="ignore")
