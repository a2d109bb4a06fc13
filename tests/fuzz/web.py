"""The portal's web server as a real process; without workers no job moves by itself."""

import json
import socket
import subprocess
import sys
from dataclasses import dataclass, field

import requests

from tests.opus import portals

BUILD = "from tests.fuzz import world; print(world.build({batches}))"


@dataclass
class Web(portals.Portal):
    """`token` is the owner's; `batches` are ids by what job they are of."""

    token: str = ""
    batches: list = field(default_factory=list)

    def fill(self, batches):
        """Make the database, with jobs in it."""
        for command in (["migrate"], ["shell", "-c", BUILD.format(batches=batches)]):
            done = self.manage(*command)
            assert done.returncode == 0, done.stderr
        known = json.loads(done.stdout.splitlines()[-1])
        self.token, self.batches = known["token"], known["batches"]
        return self

    def start(self):
        """From now on it answers."""
        with (
            socket.create_server(("127.0.0.1", 0)) as listening,
            self.err.open("w") as err,
        ):
            self.url = f"http://127.0.0.1:{listening.getsockname()[1]}"
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "web", f"--fd={listening.fileno()}"],
                cwd=portals.HOME,
                env=self.environment,
                stderr=err,
                pass_fds=[listening.fileno()],
            )
        portals.until(self._answers)
        return self

    def _answers(self):
        assert self.process.poll() is None, self.err.read_text()
        try:
            return requests.get(f"{self.url}/availability", timeout=30).ok
        except requests.ConnectionError:
            return False
