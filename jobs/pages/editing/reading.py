"""What was typed as a description, and what does not fit into one."""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from jobs import amounts
from jobs.descriptions import texts
from jobs.descriptions.value import (
    Contact,
    Description,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from jobs.pages.editing import rows
from jobs.pages.editing.field import Field
from jobs.pages.editing.head import HEAD
from jobs.pages.editing.lists import LISTS, MOST_ROWS, List
from jobs.pages.editing.rows import Rows
from jobs.pages.editing.typed import Typed, ticked

CLASSES: dict[str, type[Any]] = {
    "parameters": Parameter,
    "used": UsedEntity,
    "generated": GeneratedEntity,
    "examples": Example,
    "known_errors": KnownError,
}
AMOUNTS: Mapping[str, Callable[[str], int]] = {
    "seconds": amounts.seconds,
    "size": amounts.size,
    "count": amounts.count,
    "many": amounts.many,
}
AS_IT_IS = ("exact", "script")


@dataclass(frozen=True, slots=True)
class Reading:
    """`misfits` are sentences by the path of a field.

    `numbers` are those of the rows that make the parts of the description, in its
    order, for each list.
    """

    description: Description
    misfits: Mapping[str, str]
    rows: Rows
    numbers: Mapping[str, tuple[int, ...]]


def read(typed: Typed) -> Reading:
    """Also of what does not fit there is a description, without that."""
    misfits: dict[str, str] = {}
    head: dict[str, Any] = {}
    for fields in HEAD.values():
        head |= _values(fields, typed, misfits, "")
    if not head["name"]:
        misfits.setdefault("name", "is required: jobs are submitted under it")
    contact = Contact(head.pop("contact_name"), head.pop("contact_email"))
    found = rows.of(typed)
    numbers = rows.counting(found)
    lists = {kind: _parts(kind, found, numbers[kind], misfits) for kind in LISTS}
    description = Description(**{**head, **lists, "contact": contact})
    return Reading(_with_values_split(description), misfits, found, numbers)


def _parts(
    kind: str, found: Rows, numbers: tuple[int, ...], misfits: dict[str, str]
) -> tuple[Any, ...]:
    if len(numbers) > MOST_ROWS:
        misfits[kind] = f"has {len(numbers):,} rows: {MOST_ROWS:,} are the most"
    return tuple(
        _part(kind, found[kind][number], f"{kind}.{index}", misfits)
        for index, number in enumerate(numbers[:MOST_ROWS])
    )


def _part(kind: str, row: Typed, path: str, misfits: dict[str, str]) -> Any:
    own = LISTS[kind]
    fields = _values(own.fields, row, misfits, f"{path}.")
    if not fields[own.key]:
        misfits.setdefault(f"{path}.{own.key}", _missing(own))
    if kind == "examples":
        fields |= _example(row, misfits, f"{path}.values")
    return CLASSES[kind](**fields)


def _missing(own: List) -> str:
    return f"is required: {own.article} {own.one} needs it. Or tick Remove"


def _values(
    fields: Iterable[Field], typed: Typed, misfits: dict[str, str], path: str
) -> dict[str, Any]:
    """One for each field: what does not fit is as if nothing was typed."""
    found = {}
    for field in fields:
        try:
            found[field.name] = _value(field, typed)
        except ValueError as error:
            misfits.setdefault(f"{path}{field.name}", str(error))
            found[field.name] = _value(field, {})
    return found


def _value(field: Field, typed: Typed) -> Any:
    """Raises ValueError with a sentence."""
    if field.control == "check":
        return field.name in typed
    if field.control == "ticks":
        return tuple(ticked(field, typed))
    text = typed.get(field.name, field.default)
    if problem := texts.problem(text):
        raise ValueError(problem)
    if field.control == "list":
        return tuple(line.strip() for line in text.split("\n") if line.strip())
    if field.control == "choice":
        return _choice(field, text)
    if field.control in AMOUNTS:
        return AMOUNTS[field.control](text or field.default)
    return text if field.control in AS_IT_IS else text.strip()


def _choice(field: Field, text: str) -> str:
    words = [word for word, _ in field.choices]
    if text not in words:
        known = ", ".join(word for word in words if word)
        raise ValueError(f"“{text}” is none of {known}")
    return text


def _example(row: Typed, misfits: dict[str, str], path: str) -> dict[str, Any]:
    """Its values and results, by the names that the keys have."""
    given: dict[str, tuple[str, ...]] = {}
    results = []
    for key, text in row.items():
        sort, _, name = key.partition("-")
        if problem := texts.problem(name + text):
            misfits.setdefault(f"{path}.{name}", problem)
        elif sort == "values" and text:
            given[name] = (text,)
        elif sort == "empty":
            given.setdefault(name, ("",))
        elif sort == "results":
            results.append(name)
    return {"values": tuple(given.items()), "results": tuple(results)}


def _with_values_split(description: Description) -> Description:
    """Of what there may be several of, each line of an example's value is one."""
    single = {one.name for one in description.parameters if one.most == 1}
    single |= {one.name for one in description.used if one.most == 1}

    def split(example: Example) -> Example:
        values = [
            (name, texts if name in single else tuple(texts[0].split("\n")))
            for name, texts in example.values
        ]
        return dataclasses.replace(example, values=tuple(values))

    examples = tuple(split(example) for example in description.examples)
    return dataclasses.replace(description, examples=examples)
