"""How the commands of a scheduler are reached: on this host, or by OpenSSH."""

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

# A scheduler's commands take options from variables of their own; only what says where
# the scheduler is goes through.
KEPT = ("SLURM_CONF", "PBS_CONF_FILE", "HOME", "USER", "LOGNAME")
PATH = "/usr/local/bin:/usr/bin:/bin:/opt/slurm/bin"
PERSIST_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` is None when the command did not end in time: then nothing is known."""

    code: int | None
    out: str = ""
    error: str = ""


class Transport(Protocol):
    def run(self, words: Sequence[str], text: str = "", seconds: float = 30) -> Answer:
        """Run one command with a text on its stdin; never raises."""


@dataclass(frozen=True, slots=True)
class Here:
    """The commands are on this host."""

    def run(self, words: Sequence[str], text: str = "", seconds: float = 30) -> Answer:
        return _run(words, text, seconds)


@dataclass(frozen=True, slots=True)
class Ssh:
    """They are on another one. One connection serves all commands for a while."""

    host: str
    sockets: Path

    def run(self, words: Sequence[str], text: str = "", seconds: float = 30) -> Answer:
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        options = {
            "BatchMode": "yes",
            "ConnectTimeout": "10",
            "ControlMaster": "auto",
            "ControlPath": f"{self.sockets}/%C",
            "ControlPersist": str(PERSIST_SECONDS),
        }
        ssh = ["ssh", *(f"-o{name}={value}" for name, value in options.items())]
        return _run([*ssh, "--", self.host, shlex.join(words)], text, seconds)


def _run(words: Sequence[str], text: str, seconds: float) -> Answer:
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    try:
        done = subprocess.run(
            words,
            input=text,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            env={"PATH": PATH, "LC_ALL": "C.UTF-8", **kept},
        )
    except subprocess.TimeoutExpired:
        return Answer(None, error=f"{words[0]} did not answer within {seconds:.0f} s")
    except OSError as error:
        return Answer(127, error=f"{words[0]}: {error.strerror}")
    return Answer(done.returncode, done.stdout, done.stderr)
