"""Everything that is looked at, in the order in which one mends it."""

from jobs.health import tools, work
from jobs.health.fact import Fact, State


def facts() -> list[Fact]:
    """Without a database only what needs none is looked at."""
    found = list(work.look())
    if found[0].state == State.BAD:
        return found
    return [*found, *tools.look()]


def worst(found: list[Fact]) -> State:
    for state in (State.BAD, State.WARNING):
        if any(fact.state == state for fact in found):
            return state
    return State.GOOD
