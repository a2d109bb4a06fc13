"""`make bench`: every figure that has a budget, with its target."""

import os
import platform
import sys

from benchmarks import (
    descriptions,
    execution,
    idle,
    jobs,
    lineage,
    pages,
    portal,
    provenance,
    recorder,
    service,
)

SLOTS = max(4, os.cpu_count() or 2)


def main() -> int:
    print(f"{platform.python_version()}, {os.cpu_count()} cores, SQLite, {SLOTS} slots")
    figures = []
    for figure in _measure():
        figures.append(figure)
        print(figure, flush=True)
    return 0 if all(figure.met for figure in figures) else 1


def _measure():
    yield pages.table()
    yield from descriptions.descriptions()
    yield from recorder.recorder()
    yield from provenance.provenance()
    yield from lineage.lineage()
    with portal.running(SLOTS) as running:
        yield jobs.turnaround(running)
        yield from jobs.burst(running, SLOTS)
        yield from idle.idle(running)
    with portal.running(SLOTS) as running:
        yield from service.service(running)
    yield from execution.execution()


if __name__ == "__main__":
    sys.exit(main())
