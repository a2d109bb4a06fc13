"""Two hundred clients that wait for their jobs, and what others notice of them."""

import http.client
import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit

from benchmarks import polls
from benchmarks.figures import Cost
from benchmarks.portal import BASIC, Portal

WAITERS, WAKES = 200, 20
SETTLE_SECONDS, LOOK_SECONDS = 15, 5
CPU_PERCENT, WAKE_MS, FACTOR = 3, 200, 2
PATIENCE_SECONDS = 60


def waits(portal: Portal, other: str) -> list[Cost]:
    """WAIT=-1 on jobs that are PENDING; `other` is polled meanwhile."""
    jobs = [urlsplit(portal.post("/rest/noop")).path for _ in range(WAITERS)]
    before = polls.median(portal, other)
    with ThreadPoolExecutor(WAITERS) as clients:
        waiting = [clients.submit(_wait, portal, job) for job in jobs]
        _settle(portal)
        share = _share(portal, LOOK_SECONDS)
        meanwhile = polls.median(portal, other)
        wake = max(
            _wake(portal, job, client)
            for job, client in zip(jobs[:WAKES], waiting, strict=False)
        )
        _end(portal, jobs[WAKES:])
    for client in waiting:
        client.result()
    return [
        Cost(f"CPU while {WAITERS} clients WAIT", share * 100, "%", CPU_PERCENT),
        Cost(f"longest of {WAKES} wakes", wake * 1e3, "ms", WAKE_MS),
        Cost("polls of others, times as long", meanwhile / before, "x", FACTOR),
    ]


def _wait(portal: Portal, job: str) -> float:
    """When the answer came."""
    connection = http.client.HTTPConnection(portal.address, timeout=PATIENCE_SECONDS)
    connection.request("GET", f"{job}?WAIT=-1", headers=BASIC)
    answer = connection.getresponse()
    came = time.perf_counter()
    text = answer.read()
    connection.close()
    if b">ABORTED<" not in text:
        raise RuntimeError(f"{job}: {answer.status} came before the change")
    return came


def _settle(portal: Portal) -> None:
    """Until all are held: taking their requests costs more than holding them."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while _share(portal, 1) > CPU_PERCENT / 100 and time.monotonic() < deadline:
        pass


def _share(portal: Portal, seconds: float) -> float:
    """Of one core, by the web server, while nothing happens."""
    before, began = portal.web_cpu_seconds(), time.monotonic()
    time.sleep(seconds)
    return (portal.web_cpu_seconds() - before) / (time.monotonic() - began)


def _wake(portal: Portal, job: str, client: "Future[float]") -> float:
    """Seconds from the request that changes the phase to the answer of who waits."""
    began = time.perf_counter()
    portal.post(f"{job}/phase", PHASE="ABORT")
    return client.result(PATIENCE_SECONDS) - began


def _end(portal: Portal, jobs: Sequence[str]) -> None:
    for job in jobs:
        portal.post(f"{job}/phase", PHASE="ABORT")
