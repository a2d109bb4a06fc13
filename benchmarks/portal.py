"""A portal of its own for a measurement, and what the kernel knows of its processes."""

import base64
import contextlib
import http.client
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
TICKS = os.sysconf("SC_CLK_TCK")
PASSWORD = "only for this measurement"
OWNER = "astronomer"
LOGIN = base64.b64encode(f"{OWNER}:{PASSWORD}".encode()).decode()
BASIC = {"Authorization": f"Basic {LOGIN}"}


@dataclass(frozen=True)
class Portal:
    """`folder` is its OPUS_VAR; `process` the parent of all its processes."""

    folder: Path
    address: str
    process: subprocess.Popen[str]
    environment: Mapping[str, str]

    def shell(self, code: str) -> str:
        """What the code prints that is run with the portal's settings."""
        return _manage(self.environment, "shell", "-v0", "-c", code)

    def post(self, path: str, **fields: str) -> str:
        """The Location of the answer, which must be 303."""
        connection = http.client.HTTPConnection(self.address, timeout=60)
        connection.request("POST", path, urlencode(fields), self._headers())
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if answer.status != http.client.SEE_OTHER:
            raise RuntimeError(f"{path}: {answer.status} {text}")
        return answer.headers["Location"]

    def _headers(self) -> Mapping[str, str]:
        return {**BASIC, "Content-Type": "application/x-www-form-urlencoded"}

    def processes(self) -> list[int]:
        found, waiting = [], [self.process.pid]
        while waiting:
            pid = waiting.pop()
            found.append(pid)
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
                waiting += [int(word) for word in children.split()]
        return found

    def cpu_seconds(self) -> float:
        return sum(_cpu(pid) for pid in self.processes())

    def web_cpu_seconds(self) -> float:
        """Those of the process that answers requests."""
        return sum(_cpu(pid) for pid in self.processes() if _is_web(pid))

    def proportional_bytes(self) -> int:
        """PSS: shared pages count for each process by its share."""
        return sum(_pss(pid) for pid in self.processes())


def _cpu(pid: int) -> float:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS
    return 0.0


def _is_web(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return b"manage.py\0web\0" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


@contextlib.contextmanager
def running(slots: int, **more: str) -> Iterator[Portal]:
    """A portal with the activity `noop`, in a folder that goes with it.

    `more` are settings beside the usual ones; without them it is on SQLite.
    """
    with tempfile.TemporaryDirectory(prefix="opus-bench-") as name:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("OPUS_")},
            "OPUS_VAR": name,
            "OPUS_SLOTS": str(slots),
            "OPUS_DEMO_PASSWORD": PASSWORD,
            **more,
        }
        _manage(environment, "demo")
        _manage(
            environment, "shell", "-c", "from benchmarks import noop; noop.publish()"
        )
        process = subprocess.Popen(
            [sys.executable, "manage.py", "portal", "--bind", "127.0.0.1:0"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            if "OPUS is ready at http://" not in line:
                raise RuntimeError(f"the portal said {line!r}")
            address = line.strip().rpartition("/")[2]
            yield Portal(Path(name), address, process, environment)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _manage(environment: Mapping[str, str], *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()
