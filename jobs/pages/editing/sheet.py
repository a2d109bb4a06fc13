"""The page's fields and rows, made from what was typed and what is wrong with it."""

from collections.abc import Iterable, Iterator

from jobs.descriptions.lint import Finding
from jobs.descriptions.value import Description
from jobs.pages.editing import rows
from jobs.pages.editing.field import Field
from jobs.pages.editing.head import HEAD
from jobs.pages.editing.lists import LISTS
from jobs.pages.editing.places import Places
from jobs.pages.editing.reading import Reading
from jobs.pages.editing.shown import Cell, Row, Sheet
from jobs.pages.editing.typed import TICKED, Typed, ticked


def of(
    typed: Typed,
    reading: Reading,
    findings: Iterable[Finding],
    *,
    is_new: bool = False,
) -> Sheet:
    head = {name: _cells(fields, typed, "") for name, fields in HEAD.items()}
    shown = {
        kind: [
            _row(kind, number, row, reading.description)
            for number, row in _in_order(kind, reading)
        ]
        for kind in LISTS
    }
    sheet = Sheet(head, shown)
    places = Places(sheet, reading, is_new=is_new)
    for finding in findings:
        sheet.problems.append(places.problem(finding))
    return sheet


def empty(kind: str, number: int | str, reading: Reading) -> Row:
    """A row that nobody has typed into yet."""
    return _row(kind, number, {"required": TICKED}, reading.description)


def _in_order(kind: str, reading: Reading) -> Iterator[tuple[int, Typed]]:
    """All rows that hold something; those that are to be removed, too."""
    own = reading.rows[kind]
    numbers = [n for n in own if rows.says_something(kind, own[n])]
    for number in sorted(numbers, key=lambda n: rows.order(own[n])):
        yield number, own[number]


def _row(kind: str, number: int | str, row: Typed, parts: Description) -> Row:
    own, prefix = LISTS[kind], f"{kind}-{number}-"
    cells = {cell.field.name: cell for cell in _cells(own.fields, row, prefix)}
    is_example = kind == "examples"
    return Row(
        own=own,
        number=number,
        cells=cells,
        order=row.get("order", ""),
        is_removed="remove" in row,
        values=_values(row, prefix, parts) if is_example else (),
        results=_results(row, prefix, parts) if is_example else (),
    )


def _cells(fields: Iterable[Field], typed: Typed, prefix: str) -> list[Cell]:
    return [Cell(one, f"{prefix}{one.name}", _text(one, typed)) for one in fields]


def _text(one: Field, typed: Typed) -> str | None:
    if one.control == "ticks":
        return "\n".join(ticked(one, typed))
    text = typed.get(one.name)
    return text if one.control == "check" or text is not None else one.default


def _values(row: Typed, prefix: str, parts: Description) -> tuple[Cell, ...]:
    """Those that are given come first, in their order, also of parts that are gone."""
    names = [one.name for one in parts.parameters] + [one.name for one in parts.used]
    optional = {
        one.name for one in parts.parameters if one.default and not one.required
    }
    empty = {key.partition("-")[2] for key in row if key.startswith("empty-")}
    all_names = dict.fromkeys([*_given(row), *(name for name in names if name)])
    return tuple(
        Cell(
            Field(name, name, "area", is_code=True),
            f"{prefix}values-{name}",
            row.get(f"values-{name}", ""),
            is_left_empty=name in empty if name in optional | empty else None,
        )
        for name in all_names
    )


def _given(row: Typed) -> Iterator[str]:
    for key, text in row.items():
        sort, _, name = key.partition("-")
        if (sort == "values" and text) or sort == "empty":
            yield name


def _results(row: Typed, prefix: str, parts: Description) -> tuple[Cell, ...]:
    ticked = [key.partition("-")[2] for key in row if key.startswith("results-")]
    names = [one.name for one in parts.generated if one.name]
    return tuple(
        Cell(
            Field(name, name, "check"),
            f"{prefix}results-{name}",
            TICKED if name in ticked else None,
        )
        for name in dict.fromkeys([*ticked, *names])
    )
