"""Which field of the page a problem is about."""

from jobs.descriptions.lint import Finding
from jobs.pages.editing.lists import LISTS
from jobs.pages.editing.reading import Reading
from jobs.pages.editing.shown import Cell, Problem, Row, Sheet


class Places:
    """Finds the field that a path names, and tells it there."""

    def __init__(self, sheet: Sheet, reading: Reading, *, is_new: bool) -> None:
        self.is_new = is_new
        self.head = {
            cell.key: (section, cell)
            for section, cells in sheet.head.items()
            for cell in cells
        }
        by_number = {
            kind: {row.number: row for row in found}
            for kind, found in sheet.rows.items()
        }
        self.rows = {
            kind: [by_number[kind][number] for number in numbers]
            for kind, numbers in reading.numbers.items()
        }

    def problem(self, finding: Finding) -> Problem:
        kind, _, rest = finding.path.partition(".")
        index, _, name = rest.partition(".")
        if finding.path in self.head:
            section, cell = self.head[finding.path]
            self._tell(cell, finding)
            return Problem(section, cell.field.label, finding, cell.id)
        if kind in self.rows and index.isdigit() and int(index) < len(self.rows[kind]):
            row = self.rows[kind][int(index)]
            cell = _cell(row, name, finding.sentence)
            self._tell(cell, finding)
            return Problem(kind, _label(row, cell), finding, cell.id)
        if kind in self.rows:
            return Problem(kind, LISTS[kind].title, finding, f"s-{kind}")
        return Problem("publish", "", finding, f"f-{finding.path}")

    def _tell(self, cell: Cell, finding: Finding) -> None:
        """Who has only begun has not forgotten what is empty."""
        if cell.text or not self.is_new:
            cell.told.append(finding)


def _cell(row: Row, name: str, sentence: str) -> Cell:
    """The field, or the one by which the part is known.

    What an example gives is checked like a form: its sentence begins with a name.
    """
    sort, _, rest = name.partition(".")
    if sort == "values":
        wanted = rest or sentence.partition(":")[0]
        for cell in row.values:
            if cell.field.name == wanted:
                return cell
    return row.cells.get(sort, row.cells[row.own.key])


def _label(row: Row, cell: Cell) -> str:
    name = row.cells[row.own.key].text or f"{row.own.one} without a name"
    is_value = cell in row.values
    return f"{name}: {'values' if is_value else cell.field.label}"
