"""Is everything there and healthy, and what to do where it is not."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from jobs.health import examination
from jobs.health.fact import State

MARKS = {
    State.GOOD: "✓",
    State.WARNING: "!",
    State.BAD: "✗",
    State.ABSENT: "–",
}


class Command(BaseCommand):
    help = (
        "Looks at database, queue, workers, clusters, disks, programs and mail. "
        "Exit status: 0 all is well, 1 something does not work."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found = examination.facts()
        width = max(len(fact.name) for fact in found)
        for fact in found:
            self.stdout.write(f"{MARKS[fact.state]} {fact.name:<{width}}  {fact.found}")
            if fact.remedy:
                self.stdout.write(f"  {'':<{width}}  → {fact.remedy}")
        if examination.worst(found) == State.BAD:
            sys.exit(1)
