"""What not even a draft can have is left out of what was read, and noted."""

import dataclasses
from dataclasses import MISSING, replace
from typing import Any

from jobs.descriptions import publishable
from jobs.descriptions.formats import Imported
from jobs.descriptions.value import Description

CONTACT = "contact_"


def storable(found: Imported) -> Imported:
    """What cannot be left out, such as a name, is told when it is saved."""
    one, notes = found.description, list(found.notes)
    for path, sentence in publishable.unstorable(one).items():
        made = _without(one, path)
        if made != one:
            one = made
            notes.append(f"{path}: {sentence}: left out")
    return Imported(one, tuple(notes))


def _without(one: Description, path: str) -> Description:
    """With the default in place of the field; as it was, if it has none."""
    kind, _, rest = path.partition(".")
    if not rest:
        if kind.startswith(CONTACT):
            contact = _plain(one.contact, kind.removeprefix(CONTACT))
            return replace(one, contact=contact)
        return _plain(one, kind)  # type: ignore[no-any-return]
    index, _, field = rest.partition(".")
    rows: list[Any] = list(getattr(one, kind, ()))
    if not index.isdigit() or int(index) >= len(rows):
        return one
    rows[int(index)] = _plain(rows[int(index)], field.partition(".")[0])
    changes: dict[str, Any] = {kind: tuple(rows)}
    return replace(one, **changes)


def _plain(part: Any, name: str) -> Any:
    defaults = {field.name: field.default for field in dataclasses.fields(part)}
    if defaults.get(name, MISSING) is MISSING:
        return part
    return replace(part, **{name: defaults[name]})
