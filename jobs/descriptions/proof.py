"""What can change a run: the part of a description that an example proves."""

import dataclasses
import hashlib
import json
from typing import Any

from jobs.descriptions.value import Description, Example

# What people read, and what other examples do, changes no run.
HEAD = frozenset(
    """
    title description type subtype version documentation contact citation quote
    known_errors examples most_running
    """.split()
)
PART = frozenset("title description group ucd utype type preview stamp".split())
EXAMPLE = frozenset({"name", "title", "description"})


def digest(description: Description, example: Example) -> str:
    """SHA-256 over all that can change how the example runs, and what it promises.

    To correct a text leaves it as it is; a field that is not named above counts.
    """
    in_order = dataclasses.replace(example, values=tuple(sorted(example.values)))
    content = {
        "description": _rest(description, HEAD),
        "example": _rest(in_order, EXAMPLE),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _rest(part: Any, left_out: frozenset[str]) -> dict[str, Any]:
    """The fields that count and differ from their default.

    So a field that is added one day leaves every digest as it is.
    """
    return {
        field.name: _plain(value)
        for field in dataclasses.fields(part)
        if field.name not in left_out
        and (value := getattr(part, field.name)) != field.default
    }


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return _rest(value, PART) if dataclasses.is_dataclass(value) else value
