"""How long a job takes that does nothing, and how many of them a second."""

import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from benchmarks import database
from benchmarks.figures import Figure, spread
from benchmarks.portal import Portal

SAMPLES, BURST, CLIENTS = 40, 200, 8
TURNAROUND_SECONDS, JOBS_PER_SECOND = 0.25, 20
PATIENCE_SECONDS = 120
LOOK_SECONDS = 0.002


def turnaround(portal: Portal, where: str = "") -> Figure:
    """From POST PHASE=RUN to COMPLETED, with results and provenance in the database."""
    taken = []
    for _ in range(SAMPLES):
        job = portal.post("/rest/noop")
        path = "/" + job.split("/", 3)[3]
        begin = time.perf_counter()
        portal.post(f"{path}/phase", PHASE="RUN")
        wait_for(portal, 1, path.rpartition("/")[2])
        taken.append(time.perf_counter() - begin)
    met = statistics.median(taken) <= TURNAROUND_SECONDS
    return Figure(f"turnaround of a no-op job{where}", spread(taken), "250 ms", met)


def burst(portal: Portal, slots: int, where: str = "") -> list[Figure]:
    """All at once, each of them exactly once."""
    ledger = portal.folder / "ledger"
    begin = time.perf_counter()

    def submit(_: int) -> str:
        job = portal.post("/rest/noop", PHASE="RUN", ledger=str(ledger), RUNID="burst")
        return job.rpartition("/")[2]

    with ThreadPoolExecutor(CLIENTS) as clients:
        ids = list(clients.map(submit, range(BURST)))
    submitted = time.perf_counter() - begin
    wait_for(portal, BURST, run_id="burst")
    rate = BURST / (time.perf_counter() - begin)
    ran = Counter(ledger.read_text().split())
    once = ran == Counter(ids)
    return [
        Figure(
            f"{BURST} no-op jobs at once, {slots} slots{where}",
            f"{rate:.1f} jobs/s",
            f"{JOBS_PER_SECOND} jobs/s",
            rate >= JOBS_PER_SECOND,
        ),
        Figure("  … of which submitting took", f"{submitted:.1f} s", "none", met=True),
        Figure("  … each ran", "once" if once else f"{ran}", "once", once),
    ]


def wait_for(
    portal: Portal, count: int, public_id: str = "", *, run_id: str = ""
) -> None:
    column, value = ("public_id", public_id) if public_id else ("run_id", run_id)
    look = database.counting(portal)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while look(column, value) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"not all of {value} completed")
        time.sleep(LOOK_SECONDS)
