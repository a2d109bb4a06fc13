"""The rows of the editor's lists: which texts make a row, and which rows count."""

from collections.abc import Mapping

from jobs.pages.editing.lists import LISTS
from jobs.pages.editing.typed import ROW, Typed

Rows = Mapping[str, Mapping[int, Typed]]  # list -> number -> name -> text
FIELDS = {kind: {one.name: one for one in own.fields} for kind, own in LISTS.items()}
LAST = 10**9  # a place behind all others


def of(typed: Typed) -> Rows:
    """All rows, in the order of the page, also those that are empty or removed."""
    found: dict[str, dict[int, Typed]] = {kind: {} for kind in LISTS}
    for key, text in typed.items():
        if row := ROW.fullmatch(key):
            found[row[1]].setdefault(int(row[2]), {})[row[3]] = text
    return found


def counting(rows: Rows) -> dict[str, tuple[int, ...]]:
    """The numbers of the rows that make parts, in the order of their boxes."""
    return {kind: tuple(_counting(kind, own)) for kind, own in rows.items()}


def _counting(kind: str, rows: Mapping[int, Typed]) -> list[int]:
    kept = [
        number
        for number, row in rows.items()
        if "remove" not in row and says_something(kind, row)
    ]
    return sorted(kept, key=lambda number: order(rows[number]))


def order(row: Typed) -> int:
    """One without a number goes to the end."""
    text = row.get("order", "")
    is_number = text.isascii() and text.isdigit() and len(text) < len(str(LAST))
    return int(text) if is_number else LAST


def says_something(kind: str, row: Typed) -> bool:
    """Whether somebody typed into it; boxes and choices are set from the beginning."""
    return any(_is_typed(kind, name, text) for name, text in row.items())


def _is_typed(kind: str, name: str, text: str) -> bool:
    field = FIELDS[kind].get(name)
    if field is None:
        return name.startswith("values-") and bool(text)
    is_text = field.control not in ("check", "choice")
    return is_text and text.strip() not in ("", field.default)
