"""One row of the table: all that must be zero, and how long it took."""

from dataclasses import dataclass, fields


@dataclass
class Verdict:
    """One row of the table; `settle` is in seconds."""

    place: str
    seed: int
    jobs: int
    faults: int
    lost: int
    duplicated: int
    wrong: int
    orphans: int
    unproven: int
    settle: float

    @property
    def is_good(self):
        return not (
            self.lost or self.duplicated or self.wrong or self.orphans or self.unproven
        )

    def row(self):
        return " ".join(f"{self._cell(field.name):>10}" for field in fields(self))

    def _cell(self, name):
        value = getattr(self, name)
        return f"{value:.1f}" if isinstance(value, float) else str(value)


HEAD = " ".join(f"{field.name:>10}" for field in fields(Verdict))
