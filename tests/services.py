"""PostgreSQL and Redis in folders of their own, for tests that need real ones."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PATIENCE_SECONDS = 30


def _program(name):
    """Debian keeps those of PostgreSQL out of the path."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    path = os.pathsep.join([os.environ["PATH"], *map(str, places)])
    return shutil.which(name, path=path)


def missing():
    """Why there can be none here; empty if there can."""
    if not _program("initdb"):
        return "needs PostgreSQL: apt install postgresql"
    if not _program("redis-server"):
        return "needs Redis: apt install redis-server"
    return ""


class PostgreSQL:
    """On a socket in its folder; as root it runs as the user postgres."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="opus-pg-"))
        self.data = self.folder / "data"
        if os.getuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._run("initdb", "-D", self.data, "-U", "opus", "-A", "trust", "--no-sync")
        self.start()
        self._run("createdb", "-h", self.folder, "-U", "opus", "opus")

    @property
    def url(self):
        return f"postgresql://opus@/opus?host={self.folder}"

    def _run(self, name, *words):
        command = [_program(name), *map(str, words)]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.folder,
        )

    def start(self):
        options = f"-k {self.folder} -c listen_addresses= -c fsync=off"
        log = self.folder / "log"
        self._run("pg_ctl", "-D", self.data, "-o", options, "-l", log, "-w", "start")

    def stop(self):
        """All connections are cut."""
        self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def remove(self):
        self._run("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """On a socket in its folder; it keeps nothing."""

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="opus-redis-"))
        self.socket = self.folder / "socket"
        self.start()

    @property
    def url(self):
        return f"unix://{self.socket}?db=0"

    def start(self):
        self.process = subprocess.Popen(
            [
                *(_program("redis-server"), "--port", "0", "--save", ""),
                *("--unixsocket", str(self.socket), "--dir", str(self.folder)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.socket.exists():
            assert time.monotonic() < deadline, "Redis does not start"
            time.sleep(0.02)

    def stop(self):
        """What lies in its queues is lost."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.socket.unlink(missing_ok=True)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
