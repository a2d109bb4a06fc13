"""What the editor's controls hold: one text for each, by name, as a browser sends it.

A field of the description has its own name; the field `default` of the third parameter
is `parameters-2-default`. A box that is not ticked is not there.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jobs import amounts
from jobs.descriptions.value import Description, Example
from jobs.pages.editing.field import Field
from jobs.pages.editing.head import HEAD
from jobs.pages.editing.lists import LISTS, List

Typed = dict[str, str]
ROW = re.compile(rf"({'|'.join(LISTS)})-([0-9]{{1,9}})-(.+)", re.DOTALL)
TICKED = "on"
AMOUNTS: Mapping[str, Callable[[int], str]] = {
    "seconds": amounts.as_seconds,
    "size": amounts.as_size,
    "count": amounts.as_count,
    "many": amounts.as_many,
}
NEW_SCRIPT = "#!/bin/bash\nset -eu\n"


def of(description: Description) -> Typed:
    contact = description.contact
    typed = {"contact_name": contact.name, "contact_email": contact.email}
    for fields in HEAD.values():
        typed |= _fields(fields, description)
    for kind, own in LISTS.items():
        for number, part in enumerate(getattr(description, kind)):
            texts = {"order": str(number + 1), **of_part(own, part)}
            typed |= {f"{kind}-{number}-{name}": text for name, text in texts.items()}
    return typed


def of_part(own: List, part: Any) -> Typed:
    """By the names of the controls in a row."""
    texts = _fields(own.fields, part)
    if isinstance(part, Example):
        texts |= dict(_example(part))
    return texts


def new() -> Typed:
    """What an empty editor begins with."""
    return {"script": NEW_SCRIPT}


def _fields(fields: Iterable[Field], part: Any) -> Typed:
    typed: Typed = {}
    for field in fields:
        if not hasattr(part, field.name):
            continue
        if field.control == "ticks":
            words = getattr(part, field.name)
            typed |= {f"{field.name}-{word}": TICKED for word in words}
            continue
        text = _text(field, getattr(part, field.name))
        if text is not None:
            typed[field.name] = text
    return typed


def ticked(field: Field, typed: Typed) -> list[str]:
    """The words of a field whose boxes are ticked, also those that it does not know."""
    start = f"{field.name}-"
    return [name.removeprefix(start) for name in typed if name.startswith(start)]


def _text(field: Field, value: Any) -> str | None:
    if field.control == "check":
        return TICKED if value else None
    if field.control == "list":
        return "\n".join(value)
    return AMOUNTS.get(field.control, str)(value)


def _example(example: Example) -> Iterator[tuple[str, str]]:
    for name, texts in example.values:
        if "".join(texts):
            yield f"values-{name}", "\n".join(texts)
        else:
            yield f"empty-{name}", TICKED
    for name in example.results:
        yield f"results-{name}", TICKED
