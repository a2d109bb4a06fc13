"""The first rows of a table in a file, for somebody who wants to see what it is."""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from jobs.execution.logs import UNPRINTABLE

ROWS, COLUMNS, WIDTH = 8, 12, 40
CHARACTERS = 64 * 1024
VOTABLE_BYTES = 1 << 20
DELIMITERS = {"text/tab-separated-values": "\t", "text/csv": ","}


@dataclass(frozen=True, slots=True)
class Table:
    """`more` says that there are columns that are not shown."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    more: bool = False


def read(path: Path, kind: str) -> Table | None:
    """None for what is no table, or none that is read here. Raises OSError."""
    if kind == "application/x-votable+xml":
        return _votable(path)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        text = file.read(CHARACTERS)
    if len(text) == CHARACTERS:  # the last line is cut
        text = text.rpartition("\n")[0]
    if kind == "application/x-ecsv":
        return _separated(_body(text), _delimiter_of_ecsv(text))
    return _separated(text, DELIMITERS.get(kind, ","))


def _body(text: str) -> str:
    """ECSV: what follows the header of comments."""
    lines = text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#"))


def _delimiter_of_ecsv(text: str) -> str:
    return "," if "\n# delimiter: ','" in text else " "


def _separated(text: str, delimiter: str) -> Table | None:
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        rows = list(itertools.islice((row for row in reader if row), ROWS + 1))
    except csv.Error:
        return None
    return _table(rows[0], rows[1:]) if rows else None


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    return Table(
        names=_cut(names),
        rows=tuple(_cut(row) for row in rows),
        more=len(names) > COLUMNS,
    )


def _cut(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(UNPRINTABLE.sub("\ufffd", cell[:WIDTH]) for cell in cells[:COLUMNS])


def _votable(path: Path) -> Table | None:
    """The first table, if its data are written as elements."""
    with path.open("rb") as file:
        head = file.read(VOTABLE_BYTES)
    if b"<!DOCTYPE" in head:
        return None
    names: list[str] = []
    rows: list[list[str]] = []
    for tag, element in _elements(head):
        match tag:
            case "FIELD":
                names.append(element.get("name", ""))
            case "TR":
                cells = [cell for cell in element if _local(cell) == "TD"]
                rows.append([cell.text or "" for cell in cells])
            case "TABLE":
                break
            case _:
                pass
        if len(rows) == ROWS:
            break
    return _table(names, rows) if names and rows else None


def _elements(head: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Each element when it ends; what was cut off, or is no XML, just ends."""
    parser = etree.XMLPullParser(
        events=("end",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        parser.feed(head)
        for _, element in parser.read_events():
            if isinstance(element, etree._Element):  # noqa: SLF001 - the only name of it
                yield _local(element), element
    except etree.XMLSyntaxError:
        return


def _local(element: etree._Element) -> str:
    """Its name; a comment has none."""
    return str(element.tag).rpartition("}")[2]
