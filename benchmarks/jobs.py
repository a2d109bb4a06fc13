"""How long a job takes that does nothing, and how many of them a second."""

import sqlite3
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.figures import Figure, spread
from benchmarks.portal import Portal

SAMPLES, BURST, CLIENTS = 40, 200, 8
TURNAROUND_SECONDS, JOBS_PER_SECOND = 0.25, 20
PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.002


def turnaround(portal: Portal) -> Figure:
    """From POST PHASE=RUN to COMPLETED, with results and provenance in the database."""
    taken = []
    for _ in range(SAMPLES):
        job = portal.post("/rest/noop")
        path = "/" + job.split("/", 3)[3]
        begin = time.perf_counter()
        portal.post(f"{path}/phase", PHASE="RUN")
        _wait_for(portal, 1, path.rpartition("/")[2])
        taken.append(time.perf_counter() - begin)
    met = statistics.median(taken) <= TURNAROUND_SECONDS
    return Figure("turnaround of a no-op job", spread(taken), "250 ms", met)


def burst(portal: Portal, slots: int) -> list[Figure]:
    """All at once, each of them exactly once."""
    ledger = portal.folder / "ledger"
    begin = time.perf_counter()

    def submit(_: int) -> str:
        job = portal.post("/rest/noop", PHASE="RUN", ledger=str(ledger), RUNID="burst")
        return job.rpartition("/")[2]

    with ThreadPoolExecutor(CLIENTS) as clients:
        ids = list(clients.map(submit, range(BURST)))
    submitted = time.perf_counter() - begin
    _wait_for(portal, BURST, run_id="burst")
    rate = BURST / (time.perf_counter() - begin)
    ran = Counter(ledger.read_text().split())
    once = ran == Counter(ids)
    return [
        Figure(
            f"{BURST} no-op jobs at once, {slots} slots",
            f"{rate:.1f} jobs/s",
            f"{JOBS_PER_SECOND} jobs/s",
            rate >= JOBS_PER_SECOND,
        ),
        Figure("  … of which submitting took", f"{submitted:.1f} s", "none", met=True),
        Figure("  … each ran", "once" if once else f"{ran}", "once", once),
    ]


def _wait_for(
    portal: Portal, count: int, public_id: str = "", *, run_id: str = ""
) -> None:
    """Look into the database itself, so that looking costs the portal nothing."""
    column, value = ("public_id", public_id) if public_id else ("run_id", run_id)
    query = (
        f"SELECT count(*) FROM jobs_job WHERE {column} = ? "
        "AND phase = 'COMPLETED' AND settled_at IS NOT NULL"
    )
    database = _open(portal.folder / "opus.sqlite3")
    deadline = time.monotonic() + PATIENCE_SECONDS
    while database.execute(query, [value]).fetchone()[0] < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"not all of {value} completed")
        time.sleep(LOOK_SECONDS)
    database.close()


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)
