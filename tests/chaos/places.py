"""Where jobs run: on SQLite, on two hosts with PostgreSQL and Redis, on Slurm."""

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import services
from tests.slurm import cluster as slurm

HOME = Path(__file__).parents[2]
PATIENCE_SECONDS = 60
DISK_MB = 300
JOB = re.compile(rb"(?:^|\0)OPUS_JOB_ID=([^\0]+)")


def missing(name):
    """Why that place cannot be had; empty if it can."""
    if name == "hosts":
        return services.missing()
    return slurm.missing() if name == "slurm" else ""


class Host:
    """A tree of workers with an OPUS_RUN of its own, as on a computer of its own."""

    def __init__(self, name, environment, folder):
        self.name = name
        self.environment = {
            **environment,
            "OPUS_HOST": name,
            "OPUS_RUN": str(folder / f"run-{name}"),
        }
        self.log = (folder / f"{name}.log").open("a")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "cluster"],
            cwd=HOME,
            env=self.environment,
            stdout=self.log,
            stderr=self.log,
            start_new_session=True,
        )

    def look(self):
        """Start it again if it ended, as a service manager does."""
        if self.process.poll() is not None:
            self.start()

    def pids(self):
        """Its processes, the first of them the main one; runners are not among them."""
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop(0)
            found.append(pid)
            waiting += _children(pid)
        return found

    def kill(self):
        if self.process is None:
            return
        for pid in self.pids():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


class Place:
    """A portal in a folder of its own, with a database, and hosts that run jobs."""

    def __init__(self, name):
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="opus-chaos-"))
        self.ledger = self.folder / "ledger"
        self.ledger.mkdir()
        self.has_disk = name == "sqlite" and _mount(self.folder / "jobs")
        self.database = services.PostgreSQL() if name == "hosts" else None
        self.redis = services.Redis() if name == "hosts" else None
        self.cluster = slurm.Cluster(nodes=3) if name == "slurm" else None
        names = ("one", "two") if name == "hosts" else ("one",)
        self.hosts = [Host(one, self.environment, self.folder) for one in names]

    @property
    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("OPUS_")}
        more = {}
        if self.database:
            more["OPUS_DATABASE_URL"] = self.database.url
            more["OPUS_REDIS_URL"] = self.redis.url
        if self.cluster:
            more["OPUS_SLURM"] = "True"
            more["OPUS_BACKEND"] = "slurm"
            more["OPUS_SLURM_PYTHON"] = sys.executable
            more["SLURM_CONF"] = str(self.cluster.conf)
        return {
            **kept,
            **more,
            "DJANGO_SETTINGS_MODULE": "opus.settings",
            "OPUS_VAR": str(self.folder),
            "OPUS_RUN": str(self.folder / "run-one"),
            "OPUS_HOST": "one",
            "OPUS_SLOTS": "4",
            "OPUS_HOST_LOST": "8",
            "OPUS_RECONCILE_SECONDS": "2",
            "OPUS_LOG_LEVEL": "ERROR",
        }

    def start(self):
        for host in self.hosts:
            host.start()

    def look(self):
        for host in self.hosts:
            host.look()
        if self.cluster:
            self.cluster.resume()

    def remove(self, *, keep=False):
        for host in self.hosts:
            host.kill()
            host.log.close()
        for part in (self.database, self.redis):
            if part:
                part.remove()
        if self.cluster:
            self.cluster.stop()
        if self.has_disk and not keep:
            subprocess.run(["umount", self.folder / "jobs"], check=False)
        if not keep:
            shutil.rmtree(self.folder, ignore_errors=True)


def _mount(folder):
    """A small disk of its own for the jobs, so that it can be full; needs root."""
    folder.mkdir()
    if os.getuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def runners(place, names="*"):
    """The pids of runners that have not ended."""
    found = []
    for folder in place.folder.glob(f"run-{names}/jobs/*/run"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            note = json.loads((folder / "started.json").read_text())
            if not (folder / "ended.json").exists():
                found.append(note["pid"])
    return found


def scripts(place):
    """The pids of everything that runs for a job of this place, with the job's id."""
    found = {}
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            variables = (process / "environ").read_bytes()
            mark = os.fsencode(place.folder)
            if (job := JOB.search(variables)) and mark in variables:
                found[int(process.name)] = job[1].decode()
    return found


def of_host(place, host):
    """The pids of runners of the host, and of what they run."""
    there = {path.name for path in place.folder.glob(f"run-{host.name}/jobs/*")}
    mine = [pid for pid, job in scripts(place).items() if job in there]
    return [*runners(place, host.name), *mine]


def _children(pid):
    try:
        return list(
            map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        )
    except OSError:
        return []


def until(condition, seconds=PATIENCE_SECONDS):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True
