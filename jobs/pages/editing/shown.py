"""What the page shows: fields with their texts, rows, and the list of problems."""

import dataclasses
import re
from dataclasses import dataclass

from jobs.descriptions.lint import Finding
from jobs.pages.editing.field import Field
from jobs.pages.editing.lists import List

LARGE = 4000  # controls in rows
ODD = re.compile(r"[^A-Za-z0-9_-]")


@dataclass(slots=True)
class Cell:
    """A control. `key` is its name, `text` what it holds, None for an empty box.

    `is_left_empty` is of a value of an example, where that can be said at all.
    """

    field: Field
    key: str
    text: str | None
    told: list[Finding] = dataclasses.field(default_factory=list)
    is_left_empty: bool | None = None

    @property
    def id(self) -> str:
        return f"f-{ODD.sub('_', self.key)}"

    @property
    def is_wrong(self) -> bool:
        return any(finding.is_error for finding in self.told)

    @property
    def ticked(self) -> list[str]:
        return (self.text or "").split("\n") if self.text else []

    @property
    def boxes(self) -> list[tuple[str, str]]:
        """The words to tick, also one that is ticked and not known."""
        known = [word for word, _ in self.field.choices]
        strange = [(word, word) for word in self.ticked if word not in known]
        return [*self.field.choices, *strange]

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Also a word that is none of them, so that it is not lost."""
        known = [word for word, _ in self.field.choices]
        text = self.text or ""
        strange = () if text in known else ((text, text),)
        return (*self.field.choices, *strange)


@dataclass(frozen=True, slots=True)
class Row:
    """`values` and `results` are those of an example, `given` how many it has."""

    own: List
    number: int | str
    cells: dict[str, Cell]
    order: str = ""
    is_removed: bool = False
    values: tuple[Cell, ...] = ()
    results: tuple[Cell, ...] = ()

    @property
    def prefix(self) -> str:
        return f"{self.own.kind}-{self.number}"

    @property
    def is_wrong(self) -> bool:
        cells = (*self.cells.values(), *self.values)
        return any(cell.is_wrong for cell in cells)

    @property
    def typed(self) -> dict[str, str]:
        """What its controls hold, by their names in the row."""
        cells = (*self.cells.values(), *self.values, *self.results)
        start = len(self.prefix) + 1
        texts = {cell.key[start:]: cell.text for cell in cells if cell.text is not None}
        empty = [cell.field.name for cell in self.values if cell.is_left_empty]
        return {**texts, **{f"empty-{name}": "on" for name in empty}}

    @property
    def usual(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if not cell.field.is_rare]

    @property
    def rare(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.field.is_rare]

    @property
    def has_rare(self) -> bool:
        return any(
            cell.is_wrong or (cell.text or "") != cell.field.default
            for cell in self.rare
        )


@dataclass(frozen=True, slots=True)
class Problem:
    """A line of the list of problems; `cell` is the id of the field it is about."""

    section: str
    label: str
    finding: Finding
    cell: str


@dataclass(slots=True)
class Sheet:
    """If it is large, rows bring their texts, and their controls when opened."""

    head: dict[str, list[Cell]]
    rows: dict[str, list[Row]]
    problems: list[Problem] = dataclasses.field(default_factory=list)

    @property
    def is_large(self) -> bool:
        controls = (len(row.cells) for rows in self.rows.values() for row in rows)
        return sum(controls) > LARGE

    def count(self, section: str) -> int:
        return sum(1 for one in self._of(section) if one.finding.is_error)

    def hints(self, section: str) -> int:
        return sum(1 for one in self._of(section) if not one.finding.is_error)

    def _of(self, section: str) -> list[Problem]:
        return [one for one in self.problems if one.section == section]

    def cell(self, name: str) -> Cell:
        """A field of the description itself."""
        found = (cell for cells in self.head.values() for cell in cells)
        return next(cell for cell in found if cell.key == name)
