"""A measured figure beside its target."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    value: str
    target: str
    met: bool

    def __str__(self) -> str:
        verdict = "met" if self.met else "MISSED"
        return f"{self.what:<52} {self.value:>24}   target {self.target:<12} {verdict}"


@dataclass(frozen=True)
class Cost:
    """A number with its target, less being better, or more if it is a rate."""

    what: str
    value: float
    unit: str
    target: float
    is_rate: bool = False

    @property
    def figure(self) -> Figure:
        met = self.value >= self.target if self.is_rate else self.value <= self.target
        shown = f"{self.value:.{0 if self.is_rate else 1}f} {self.unit}"
        return Figure(self.what, shown, f"{self.target:g} {self.unit}", met)

    def growth(self, later: "Cost") -> float:
        """How many times as much it costs later."""
        return self.value / later.value if self.is_rate else later.value / self.value


def spread(seconds: Sequence[float]) -> str:
    """Median, and the two ends, in milliseconds."""
    low, middle, high = min(seconds), statistics.median(seconds), max(seconds)
    return f"{middle * 1e3:.0f} ms ({low * 1e3:.0f}-{high * 1e3:.0f})"
