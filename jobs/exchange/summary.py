"""What differs between two descriptions, on one line."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from jobs.descriptions.json_format import PARTS
from jobs.descriptions.texts import shorten
from jobs.descriptions.value import Description

LONGEST = 200


def of(old: Description, new: Description) -> str:
    """Like `script, parameters: +size, -old, width (default)`."""
    names = [field.name for field in dataclasses.fields(new)]
    pieces = [
        name
        for name in names
        if name not in PARTS and getattr(old, name) != getattr(new, name)
    ]
    told = {kind: _parts(getattr(old, kind), getattr(new, kind)) for kind in PARTS}
    pieces += [f"{kind}: {text}" for kind, text in told.items() if text]
    return shorten(", ".join(pieces), LONGEST)


def _parts(old: Sequence[Any], new: Sequence[Any]) -> str:
    then, now = _by_key(old), _by_key(new)
    pieces = [f"+{key}" for key in now if key not in then]
    pieces += [f"-{key}" for key in then if key not in now]
    for key in now:
        if key in then and then[key] != now[key]:
            fields = ", ".join(_fields(then[key], now[key]))
            pieces.append(f"{key} ({fields})")
    return ", ".join(pieces) or ("another order" if old != new else "")


def _by_key(rows: Sequence[Any]) -> dict[str, Any]:
    return {
        getattr(row, "name", "") or getattr(row, "pattern", ""): row for row in rows
    }


def _fields(old: Any, new: Any) -> list[str]:
    names = [field.name for field in dataclasses.fields(new)]
    return [name for name in names if getattr(old, name) != getattr(new, name)]
