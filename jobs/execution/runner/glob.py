"""File patterns: `*` and `?` stay in a folder, `**` stands for any folders.

As in a shell, a wildcard does not match a dot at the beginning of a name.
"""

from __future__ import annotations

import os
import re
from typing import Callable


def is_glob(pattern: str) -> bool:
    return any(character in pattern for character in "*?[")


def matcher(pattern: str) -> Callable[[str], bool]:
    """Says of a relative path whether it matches."""
    if not is_glob(pattern):
        name = os.path.normpath(pattern)
        return lambda path: path == name
    try:
        expression = re.compile(translate(pattern), re.DOTALL)
    except re.error:  # a range that runs backwards, like [z-a], has no members
        return lambda _: False
    return lambda path: expression.fullmatch(path) is not None


def translate(pattern: str) -> str:
    """The pattern as a regular expression."""
    names = [name for name in pattern.split("/") if name not in ("", ".")]
    parts = []
    for index, name in enumerate(names):
        last = index == len(names) - 1
        if name == "**":
            parts.append(r"(?:(?!\.)[^/]+/)*" + (r"(?!\.)[^/]+" if last else ""))
        else:
            parts.append(_name(name) + ("" if last else "/"))
    return "".join(parts)


def _name(name: str) -> str:
    result = r"(?!\.)" if name[0] in "*?[" else ""
    position = 0
    while position < len(name):
        character = name[position]
        # The first member of a set may be a bracket, also after an exclamation mark.
        first = position + (2 if name[position + 1 : position + 2] == "!" else 1)
        end = name.find("]", first + 1) if character == "[" else -1
        if end > 0:
            result += _one_of(name[position + 1 : end])
            position = end
        else:
            result += {"*": "[^/]*", "?": "[^/]"}.get(character, re.escape(character))
        position += 1
    return result


def _one_of(characters: str) -> str:
    is_negated = characters[0] == "!"
    members = characters[1:] if is_negated else characters
    escaped = re.sub(r"([\\\[\]&~|^]|-(?=-))", r"\\\1", members)
    return f"[{'^/' if is_negated else ''}{escaped}]"
