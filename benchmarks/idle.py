"""What a portal costs that has nothing to do."""

import time

from benchmarks.figures import Figure
from benchmarks.portal import Portal

SETTLE_SECONDS, LOOK_SECONDS = 5, 30
CPU_SHARE, MEMORY_MB = 0.02, 250


def idle(portal: Portal) -> list[Figure]:
    """The share of one core, and the proportional memory of all processes."""
    time.sleep(SETTLE_SECONDS)
    before, begin = portal.cpu_seconds(), time.monotonic()
    time.sleep(LOOK_SECONDS)
    share = (portal.cpu_seconds() - before) / (time.monotonic() - begin)
    memory = portal.proportional_bytes() / 1e6
    count = len(portal.processes())
    return [
        Figure("idle CPU of a core", f"{share:.1%}", "2 %", share <= CPU_SHARE),
        Figure(
            f"memory (PSS) of {count} processes",
            f"{memory:.0f} MB",
            f"{MEMORY_MB} MB",
            memory <= MEMORY_MB,
        ),
    ]
