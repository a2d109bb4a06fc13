"""Which variables a shell script takes that it did not make itself.

Not a shell: it knows quotes, here-documents, comments, substitutions and the usual
ways to give a variable a value. Where it loses its way it says nothing, because a false
alarm teaches people to overlook the right ones.
"""

import re
from bisect import bisect_left
from functools import lru_cache

from jobs.descriptions.lint.shell_scan import Scan, scan

UPPER = re.compile(r"[A-Z][A-Z0-9_]*")


@lru_cache(maxsize=16)
def _mentions(script: str) -> tuple[tuple[str, int], ...]:
    seen = scan(script)
    if not seen.is_whole:
        return ()
    ends = [place for place, letter in enumerate(script) if letter == "\n"]
    return tuple(
        (name, bisect_left(ends, place) + 1)
        for name, place in seen.taken.items()
        if name not in seen.made and not _may_come_from_outside(name, seen)
    )


def mentions(script: str) -> dict[str, int]:
    """The names that it takes from its environment, each with its first line."""
    return dict(_mentions(script))


def _may_come_from_outside(name: str, seen: Scan) -> bool:
    """What a sourced file or a module sets is, by custom, in capitals."""
    return seen.sources and UPPER.fullmatch(name) is not None
