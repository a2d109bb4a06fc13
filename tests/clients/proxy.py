"""nginx in front of a portal, as docs/howto.md configures it."""

import re
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.opus.portals import HOME, until

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log warn;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        {documented}
    }}
}}
"""


def documented():
    """What docs/howto.md has people write into their server block."""
    (block,) = re.findall(
        r"```nginx\n(.*?)```", (HOME / "docs" / "howto.md").read_text(), re.DOTALL
    )
    return block


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


@dataclass
class Proxy:
    """`port` is the public one, `portal` that of the portal behind it."""

    folder: Path
    port: int
    portal: int
    process: subprocess.Popen = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        file = self.folder / "nginx.conf"
        block = documented().replace("127.0.0.1:8000", f"127.0.0.1:{self.portal}")
        assert str(self.portal) in block
        file.write_text(
            CONFIGURATION.format(folder=self.folder, port=self.port, documented=block)
        )
        command = ["nginx", "-p", str(self.folder), "-c", str(file)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until(self._answers, seconds=10)
        return self

    def _answers(self):
        assert self.process.poll() is None, self.errors()
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", self.port)) == 0

    def errors(self):
        """What nginx complained of."""
        log = self.folder / "error.log"
        return log.read_text() if log.exists() else ""

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
