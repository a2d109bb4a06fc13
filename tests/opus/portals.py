"""Portals as real processes: started, asked over REST, and looked at from outside."""

import contextlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import requests

HOME = Path(__file__).parents[2]
PASSWORD = "only for this test"
READY = "OPUS is ready at "
PATIENCE_SECONDS = 60


@dataclass
class Portal:
    """`folder` is its OPUS_VAR; `url` is known once it is ready."""

    folder: Path
    process: subprocess.Popen = None
    url: str = ""
    session: requests.Session = field(default_factory=requests.Session)

    def manage(self, *command):
        """Run a command of manage.py to its end."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=HOME,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    @property
    def environment(self):
        ours = ("OPUS_", "DJANGO_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        return {
            **kept,
            "OPUS_VAR": str(self.folder),
            "OPUS_DEMO_PASSWORD": PASSWORD,
            "OPUS_UPLOAD_BYTES": "1000000",
        }

    def start(self, *options):
        """From now on it is ready; what it prints goes to `out` and `err`."""
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "portal", "--bind=127.0.0.1:0", *options],
                cwd=HOME,
                env=self.environment,
                stdout=out,
                stderr=err,
            )
        until(lambda: READY in self.out.read_text() or self.process.poll() is not None)
        assert READY in self.out.read_text(), self.err.read_text()
        self.url = self.out.read_text().strip().removeprefix(READY)
        self.session.auth = ("astronomer", PASSWORD)
        return self

    def stop(self):
        """Its exit code, and how many seconds it took to end."""
        began = time.monotonic()
        self.process.terminate()
        code = self.process.wait(PATIENCE_SECONDS)
        return code, time.monotonic() - began

    def children(self):
        """All its processes, by pid, with their command lines; not itself."""
        found, waiting = {}, [self.process.pid]
        while waiting:
            for pid in _children(waiting.pop()):
                found[pid] = command(pid)
                waiting.append(pid)
        return found

    def child(self, name):
        """The pid of the web server or of the workers, which are its own children."""
        for pid in _children(self.process.pid):
            if f"manage.py {name}" in command(pid):
                return pid
        return None

    @property
    def out(self):
        return self.folder / "out"

    @property
    def err(self):
        return self.folder / "err"

    def post(self, path, **options):
        return self.session.post(f"{self.url}{path}", timeout=30, **options)

    def get(self, path):
        return self.session.get(f"{self.url}{path}", timeout=30)


def until(condition, seconds=PATIENCE_SECONDS):
    """Wait until the condition holds; its value."""
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)
    return value


def alive(pids):
    """Those that run; what only waits to be buried is dead."""
    return {pid for pid in pids if command(pid)}


def command(pid):
    """The command line; empty for a process that is gone or dead."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def _children(pid):
    found = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(word) for word in (task / "children").read_text().split()]
    return found


def with_word(word):
    """The processes whose command line or working folder holds the word."""
    return {
        int(path.name)
        for path in Path("/proc").glob("[0-9]*")
        if word in command(path.name) or word in _folder(path)
    }


def _folder(process):
    with contextlib.suppress(OSError):
        return str((process / "cwd").readlink())
    return ""
