"""What a poll and a job list cost: requests of clients that are there all the time."""

import http.client
import statistics
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Cost
from benchmarks.portal import BASIC, Portal

CONNECTIONS, POLLS = 8, 250  # that many on each connection
ALONE, LISTS, SHORT_LISTS, WARM_UP = 100, 5, 30, 3
CPU_MS, PER_SECOND = 5, 260
ALL_MS, LAST_MS = 500, 30


def polls(portal: Portal, path: str, token: str) -> list[Cost]:
    """GET phase, on connections that stay open."""
    bearer, rate = _load(portal, path, {"Authorization": f"Bearer {token}"})
    basic, _ = _load(portal, path, BASIC)
    return [
        Cost("CPU of the web server for a poll, Bearer", bearer * 1e3, "ms", CPU_MS),
        Cost("CPU of the web server for a poll, Basic", basic * 1e3, "ms", CPU_MS),
        Cost("polls, 8 connections", rate, "/s", PER_SECOND, is_rate=True),
    ]


def _load(portal: Portal, path: str, headers: Mapping[str, str]) -> tuple[float, float]:
    """CPU seconds of the web server for one of them, and how many a second."""
    _repeat(portal, path, headers, WARM_UP)
    count, before, began = CONNECTIONS * POLLS, portal.web_cpu_seconds(), time.time()
    with ThreadPoolExecutor(CONNECTIONS) as clients:
        done = [
            clients.submit(_repeat, portal, path, headers, POLLS)
            for _ in range(CONNECTIONS)
        ]
    taken, used = time.time() - began, portal.web_cpu_seconds() - before
    for client in done:
        client.result()
    return used / count, count / taken


def median(portal: Portal, path: str) -> float:
    """Seconds that a poll takes when it is the only one."""
    return statistics.median(_repeat(portal, path, BASIC, ALONE))


def lists(portal: Portal, path: str, count: int) -> list[Cost]:
    """The owner's jobs, all of them and the last hundred."""
    whole = _repeat(portal, path, BASIC, LISTS)
    last = _repeat(portal, f"{path}?LAST=100", BASIC, WARM_UP + SHORT_LISTS)[WARM_UP:]
    return [
        Cost(f"list of {count} jobs", statistics.median(whole) * 1e3, "ms", ALL_MS),
        Cost("list with LAST=100", statistics.median(last) * 1e3, "ms", LAST_MS),
    ]


def _repeat(
    portal: Portal, path: str, headers: Mapping[str, str], count: int
) -> list[float]:
    """Seconds of each answer, one after the other on one connection."""
    connection = http.client.HTTPConnection(portal.address, timeout=60)
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path}: {answer.status}")
    connection.close()
    return taken
