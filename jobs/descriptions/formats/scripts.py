"""Scripts that are written, or changed, because a description came from elsewhere."""

import re
import shlex
from collections.abc import Mapping

from jobs.descriptions.formats.shape import Notes

EXPANSION = re.compile(r"\$(\{?)([\w.-]{1,200})")
PART = re.compile(r"[A-Za-z0-9_]", re.ASCII)
PLAIN = re.compile(r"[A-Za-z0-9_./:=@%+,-]+", re.ASCII)


def renamed(script: str, changed: Mapping[str, str], notes: Notes) -> str:
    """With the new names wherever it expands the old ones as `$name` or `${name`."""
    if not changed:
        return script
    count = 0

    def replace(found: re.Match[str]) -> str:
        nonlocal count
        old = _longest(found[2], changed)
        count += bool(old)
        new = changed.get(old, old)
        return f"${found[1]}{new}{found[2][len(old) :]}"

    renamed = EXPANSION.sub(replace, script)
    if count:
        notes.add("script", f"uses the new names in {count} places")
    return renamed


def _longest(text: str, known: Mapping[str, str]) -> str:
    """The longest of the known names that the text begins with; empty for none."""
    ends = (end for end in range(len(text), 0, -1) if not PART.match(text, end))
    return next((text[:end] for end in ends if text[:end] in known), "")


def word(text: str) -> str:
    """A constant as one word of bash."""
    return text if PLAIN.fullmatch(text) else shlex.quote(text)


def comment(text: str) -> str:
    """On one line, so that nothing of it is run."""
    return "# " + " ".join(text.split())
