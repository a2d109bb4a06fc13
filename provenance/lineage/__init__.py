"""Which activities belong to the history, and the future, of something."""

from provenance.lineage.walk import (
    BUDGET,
    Lineage,
    of_agent,
    of_entity,
    upstream,
    users_of,
    walk,
)

__all__ = ["BUDGET", "Lineage", "of_agent", "of_entity", "upstream", "users_of", "walk"]
