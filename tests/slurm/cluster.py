"""A real Slurm for the tests, started once and stopped at the end of the session."""

import atexit
import fcntl
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMS = ("slurmctld", "slurmd", "sbatch", "munged")
PATH = f"{os.environ['PATH']}:/usr/sbin"


def missing():
    """Why there can be none here; empty if there can."""
    lacking = [name for name in PROGRAMS if not shutil.which(name, path=PATH)]
    if lacking:
        return (
            f"needs Slurm (apt install slurmctld slurmd slurm-client munge): {lacking}"
        )
    return "" if os.getuid() == 0 else "needs root, to start a Slurm"


class Cluster:
    """In a folder of its own; `conf` is what SLURM_CONF is to be."""

    def __init__(self, nodes=3, **environment):
        self.folder = Path(tempfile.mkdtemp(prefix="opus-slurm-"))
        self.conf = self.folder / "slurm.conf"
        self.environment = {**os.environ, "PATH": PATH, **environment}
        one = Path(tempfile.gettempdir(), "opus-slurm.lock")
        with one.open("w") as lock:  # two that start at once are slow
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._run("start", str(nodes))
        atexit.register(self.stop)

    def _run(self, what, *words):
        command = [HERE / what, self.folder, *words]
        subprocess.run(command, check=True, env=self.environment, timeout=120)

    def stop(self):
        self._run("stop")
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.stop)

    def ask(self, *words):
        """What one of its commands prints."""
        there = {**self.environment, "SLURM_CONF": str(self.conf)}
        done = subprocess.run(
            words, capture_output=True, text=True, check=False, env=there, timeout=60
        )
        return done.stdout

    def controller(self):
        return int((self.folder / "slurmctld.pid").read_text())

    def resume(self):
        """As its administrator does: a number that is given twice drains a node."""
        if "drain" in self.ask("sinfo", "-h", "-o", "%T"):
            self.ask("scontrol", "update", "nodename=ALL", "state=resume")

    def start_controller(self):
        self.ask("slurmctld")
