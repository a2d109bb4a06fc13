"""What of a Document a format writes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`descriptions`: 0 bare plans, 1 whole plans, 2 also those of their parts."""

    descriptions: int = 2
    configuration: bool = True
    agents: bool = True


FULL = Options()
