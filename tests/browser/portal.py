"""A portal of its own, in processes of its own, and its REST side for quick set-ups."""

import base64
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "only for the browser"
PATIENCE_SECONDS = 60
OVER = ("COMPLETED", "ERROR", "ABORTED")


@dataclass(frozen=True)
class Portal:
    url: str

    def submit(self, name, **values):
        """A job of the astronomer that is QUEUED; returns its id."""
        body = urllib.parse.urlencode({**values, "PHASE": "RUN"}).encode()
        with self._open(f"/rest/{name}", body) as answer:
            return answer.url.rpartition("/")[2]

    def hold(self, name):
        """One that is held, so that it waits for ever; returns its id."""
        with self._open(f"/rest/{name}", b"") as answer:
            job = answer.url.rpartition("/")[2]
        with self._open(f"/rest/{name}/{job}/phase", b"PHASE=HOLD"):
            return job

    def phase(self, name, job):
        with self._open(f"/rest/{name}/{job}/phase") as answer:
            return answer.read().decode().strip()

    def wait(self, name, job, phases=OVER):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (phase := self.phase(name, job)) not in phases:
            assert time.monotonic() < deadline, f"{name} {job} is still {phase}"
            time.sleep(0.1)
        return job

    def entity(self, name, job):
        """The address of the page of the first result."""
        return self._first("entities", "entity:", self._record(name, job)["entity"])

    def agent(self, name, job):
        return self._first("agents", "agent:", self._record(name, job)["agent"])

    def environment(self, name, job):
        records = self._record(name, job)["entity"]
        return self._first("environments", "environment:", records)

    def step(self, name, job):
        records = self._record(name, job)["activity"]
        return self._first("steps", "activity:a-", records, "activity:")

    def _record(self, name, job):
        with self._open(f"/rest/{name}/{job}/provjson") as answer:
            return json.load(answer)

    def _first(self, page, start, records, prefix=""):
        found = next(name for name in records if name.startswith(start))
        return f"/{page}/{found.removeprefix(prefix or start)}"

    def _open(self, path, body=None):
        credentials = base64.b64encode(f"astronomer:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        request = urllib.request.Request(f"{self.url}{path}", body, headers)
        return urllib.request.urlopen(request, timeout=30)


@contextlib.contextmanager
def running(folder):
    """The portal on a free port, with its data in the folder, stopped at the end."""
    environment = {
        **{k: v for k, v in os.environ.items() if not k.startswith("OPUS_")},
        "OPUS_VAR": str(folder),
        "OPUS_DEMO_PASSWORD": PASSWORD,
        "DJANGO_SETTINGS_MODULE": "opus.settings",
    }
    manage = [sys.executable, "manage.py"]
    setup = (
        ["demo"],
        ["shell", "-c", "from tests.browser import stage; stage.publish()"],
    )
    for command in setup:
        subprocess.run(
            [*manage, *command],
            cwd=ROOT,
            env=environment,
            check=True,
            timeout=120,
            stdout=subprocess.DEVNULL,
        )
    process = subprocess.Popen(
        [*manage, "portal", "--bind", "127.0.0.1:0", "--stop-jobs"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline()
        assert "OPUS is ready at http://" in line, line
        yield Portal(line.strip().rpartition(" ")[2])
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        process.stdout.close()
