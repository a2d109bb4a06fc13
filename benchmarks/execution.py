"""Many waiting jobs, many running ones, aborts; PostgreSQL with Redis, and Slurm."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import jobs, portal
from benchmarks.figures import Figure, spread
from benchmarks.portal import TICKS, Portal
from tests import services
from tests.slurm import cluster as slurm

RUNNING, ABORTS, BATCH, NAP = 50, 20, 100, 5
CPU_SHARE, MEMORY_MB, ABORT_SECONDS, RATIO, FLAT = 0.10, 10, 0.1, 1.3, 2.0
LOOK_SECONDS = 10
DISPATCH = """
import time, statistics
from django.contrib.auth.models import User
from django.db import transaction
from benchmarks import noop
from jobs import claims, creation, lifecycle
from jobs.models import Job
owner, version = User.objects.get(username="astronomer"), noop.publish()
claims.drain()
def more(count):
    for _ in range(count):
        with transaction.atomic():
            lifecycle.start(creation.create(version, owner, []), owner)
def cost():
    taken = []
    for _ in range(20):
        begin = time.perf_counter()
        job = claims.take("bench", 10000)
        taken.append(time.perf_counter() - begin)
        Job.objects.filter(pk=job.pk).update(token="", host="", claimed_at=None)
    return statistics.median(taken)
import os, pathlib
more(10)
claims.draining = lambda: False
few = cost()
more(990)
print(few, cost())
Job.objects.filter(phase="QUEUED").delete()
claims.accept()
"""


def execution() -> Iterator[Figure]:
    with portal.running(4, OPUS_USER_JOBS="5000") as small:
        yield _dispatch(small)
        yield _abort(small)
    with portal.running(RUNNING) as wide:
        yield from _many(wide)
    if why := services.missing():
        print(f"PostgreSQL and Redis: {why}")
    else:
        yield from _servers()
    if why := slurm.missing():
        print(f"Slurm: {why}")
    else:
        yield _slurm()


def _dispatch(running: Portal) -> Figure:
    few, many = map(float, running.shell(DISPATCH).split()[-2:])
    value = f"{few * 1e3:.1f} and {many * 1e3:.1f} ms"
    what = "a claim with 10 and with 1,000 waiting"
    return Figure(what, value, f"x{FLAT:g}", many / few <= FLAT)


def _start(running: Portal, count: int) -> list[int]:
    """The pids of runners of that many jobs that sleep."""
    code = "from benchmarks import noop; noop.publish_sleeper()"
    running.shell(code)
    for _ in range(count):
        running.post("/rest/sleeper", PHASE="RUN", RUNID="sleeper")
    deadline = time.monotonic() + 60
    while len(found := _runners(running)) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"only {len(found)} run")
        time.sleep(0.05)
    return found


def _runners(running: Portal) -> list[int]:
    notes = (running.folder / "run" / "jobs").glob("*/run/started.json")
    return [json.loads(note.read_text())["pid"] for note in notes if _whole(note)]


def _whole(note: Path) -> bool:
    return note.stat().st_size > 0


def _many(running: Portal) -> list[Figure]:
    pids = _start(running, RUNNING)
    time.sleep(3)
    before, begin = sum(map(_cpu, pids)), time.monotonic()
    time.sleep(LOOK_SECONDS)
    share = (sum(map(_cpu, pids)) - before) / (time.monotonic() - begin)
    memory = sum(map(portal._pss, pids)) / len(pids) / 1e6  # noqa: SLF001 - of this package
    return [
        Figure(
            f"{RUNNING} running jobs, CPU of their runners",
            f"{share:.1%} of a core",
            "10 %",
            share <= CPU_SHARE,
        ),
        Figure(
            "  … memory (PSS) of each runner",
            f"{memory:.1f} MB",
            f"{MEMORY_MB} MB",
            memory <= MEMORY_MB,
        ),
    ]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _abort(running: Portal) -> Figure:
    """From the request to the end of the runner, which waits for all processes."""
    taken = []
    for _ in range(ABORTS):
        [pid] = _start(running, 1)
        [folder] = (running.folder / "run" / "jobs").iterdir()
        begin = time.perf_counter()
        running.post(f"/rest/sleeper/{folder.name}/phase", PHASE="ABORT")
        while _lives(pid):
            time.sleep(0.001)
        taken.append(time.perf_counter() - begin)
        while folder.exists():
            time.sleep(0.01)
    met = statistics.median(taken) <= ABORT_SECONDS
    return Figure("abort until all processes are gone", spread(taken), "100 ms", met)


def _lives(pid: int) -> bool:
    """One that has ended may stay for a while, until init has looked at it."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def _servers() -> Iterator[Figure]:
    database, redis = services.PostgreSQL(), services.Redis()
    more = {"OPUS_DATABASE_URL": database.url, "OPUS_REDIS_URL": redis.url}
    try:
        with portal.running(4, **more) as running:
            yield jobs.turnaround(running, ", PostgreSQL and Redis")
            yield from jobs.burst(running, 4, ", PostgreSQL and Redis")
    finally:
        redis.remove()
        database.remove()


def _slurm() -> Figure:
    """A hundred jobs of 5 s by us, and the same by sbatch, one after the other.

    The cluster, the portal and its client share the cores of this computer, so with
    jobs that do nothing it would be measured who gets them.
    """
    cluster = slurm.Cluster(nodes=3)
    os.environ["SLURM_CONF"] = str(cluster.conf)
    more = {
        "OPUS_SLURM": "True",
        "OPUS_BACKEND": "slurm",
        "OPUS_SLURM_PYTHON": sys.executable,
        "OPUS_SLURM_POLL_SECONDS": "1",
    }
    try:
        plain = _plain(cluster)
        with portal.running(4, **more) as running:
            code = f"from benchmarks import noop; noop.publish_sleeper('nap', {NAP})"
            running.shell(code)
            begin = time.perf_counter()
            for _ in range(BATCH):
                running.post("/rest/nap", PHASE="RUN", RUNID="batch")
            jobs.wait_for(running, BATCH, run_id="batch")
            ours = time.perf_counter() - begin
    finally:
        cluster.stop()
    value = f"{ours:.1f} s, plain {plain:.1f} s"
    met = ours / plain <= RATIO
    return Figure(f"{BATCH} jobs through Slurm", value, f"x{RATIO:g}", met)


def _plain(cluster: slurm.Cluster) -> float:
    begin = time.perf_counter()
    for _ in range(BATCH):
        script = f"#!/bin/bash\nsleep {NAP}\n"
        subprocess.run(
            ["sbatch", "-Q", "--job-name=plain", "--output=/dev/null", "--export=PATH"],
            input=script,
            text=True,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    while "plain" in cluster.ask("squeue", "-h", "-o", "%j"):
        time.sleep(0.1)
    return time.perf_counter() - begin
