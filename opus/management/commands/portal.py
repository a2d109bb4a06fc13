"""The whole portal in the foreground: web server and workers."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django_q.status import Stat

from opus import binding, pipeline, processes
from opus.management.commands.cluster import RUNNING_ALREADY

READY_SECONDS = 60
OTHERS_SECONDS = 12  # those of a portal that was killed are gone by then
STOP_SECONDS = 9
PATIENCE_SECONDS = 0.1
CHECKED = ["--skip-checks"]  # the parent has said what is to be said
_STOP = ["--stop-jobs"]
LONGEST_BACK_OFF = 30


class Command(BaseCommand):
    help = (
        "Brings the database up to date, then runs the web server and the workers "
        "until it is stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default=binding.DEFAULT, help=binding.HELP)
        parser.add_argument(
            "--stop-jobs",
            action="store_true",
            help="abort running jobs when stopped; else they go on without the portal",
        )
        parser.add_argument(
            "--example",
            action="store_true",
            help="submit the example pipeline as the user astronomer (see `demo`)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        processes.hide_memory()
        call_command("migrate", verbosity=0, interactive=False)
        listening = binding.listen(options["bind"])
        url = binding.url(listening)
        portal = _Portal(listening, stop_jobs=options["stop_jobs"])
        portal.start()
        try:
            portal.wait_until_ready(url)
            self.stdout.write(f"OPUS is ready at {url}")
            self.stdout.flush()
            if options["example"]:
                pipeline.run(url, self.stdout, portal.look)
            while True:
                portal.look()
                time.sleep(PATIENCE_SECONDS)
        except _Stopped:
            self.stdout.write("\nOPUS stops.")
        finally:
            portal.stop()


class _Stopped(Exception):  # noqa: N818 - nothing went wrong
    """Somebody asked for the end."""


class _Portal:
    """Two children in sessions of their own: ctrl-c reaches only their parent."""

    def __init__(self, listening: socket.socket, *, stop_jobs: bool) -> None:
        self.listening = listening
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        self.commands = {
            "web server": [*manage, "web", *CHECKED, f"--fd={listening.fileno()}"],
            "workers": [*manage, "cluster", *CHECKED, *(_STOP if stop_jobs else [])],
        }
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        self.born: dict[str, float] = {}
        self.codes: dict[str, int] = {}
        self.back_off = dict.fromkeys(self.commands, 0.5)
        self.stopping = False

    def start(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        for name in self.commands:
            self._start(name)

    def _ask_to_stop(self, *_: object) -> None:
        self.stopping = True

    def _start(self, name: str) -> None:
        self.born[name] = time.monotonic()
        self.children[name] = subprocess.Popen(
            self.commands[name],
            pass_fds=[self.listening.fileno()],
            start_new_session=True,
            preexec_fn=partial(processes.die_with_parent, os.getpid()),  # noqa: PLW1509 - no threads here
        )

    def look(self) -> None:
        """Start again what died. Raises _Stopped once somebody wants the end."""
        if self.stopping:
            raise _Stopped
        for name, child in self.children.items():
            if child.poll() is not None:
                self._restart(name, child.returncode)

    def _restart(self, name: str, code: int) -> None:
        lived = time.monotonic() - self.born[name]
        pause = self.back_off[name] if lived < LONGEST_BACK_OFF else 0.5
        self.back_off[name] = min(LONGEST_BACK_OFF, 2 * pause)
        if code != RUNNING_ALREADY:
            sys.stderr.write(f"The {name} ended with {code}; starting again.\n")
        elif self.codes.get(name) != code:
            sys.stderr.write(
                "Other workers are still running; waiting for their end.\n"
            )
        self.codes[name] = code
        deadline = time.monotonic() + pause
        while time.monotonic() < deadline and not self.stopping:
            time.sleep(PATIENCE_SECONDS)
        if not self.stopping:
            self._start(name)

    def wait_until_ready(self, url: str) -> None:
        begun = time.monotonic()
        while not (_web_answers(self.listening) and self._workers_answer()):
            self.look()
            waited = time.monotonic() - begun
            is_second = self.codes.get("workers") == RUNNING_ALREADY
            if is_second and waited > OTHERS_SECONDS:
                raise CommandError(
                    "Another portal works in this folder: stop it, or choose "
                    "another one with OPUS_VAR."
                )
            if waited > READY_SECONDS:
                raise CommandError(f"{url} did not answer in {READY_SECONDS} s.")
            time.sleep(PATIENCE_SECONDS)

    def _workers_answer(self) -> bool:
        pid = self.children["workers"].pid
        return any(status.pid == pid for status in Stat.get_all())

    def stop(self) -> None:
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children.values():
            try:
                child.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()


def _web_answers(listening: socket.socket) -> bool:
    host, port = listening.getsockname()[:2]
    host = "127.0.0.1" if host == "0.0.0.0" else host  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(host, port, timeout=5)
    named = urlsplit(settings.OPUS_URL).netloc or f"localhost:{port}"
    try:
        connection.request("GET", "/login", headers={"Host": named})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
