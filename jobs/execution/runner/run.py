"""One run of one script, from its start to the last of its processes."""

from __future__ import annotations

import ctypes
import math
import os
import select
import signal
import subprocess
import time
from typing import Mapping

from . import bounds, control, harvest, tree
from .control import Json
from .meter import Meter

PDEATHSIG, SUBREAPER = 1, 36  # prctl(2)
ALIVE_SECONDS = 15
LOOK_SECONDS = 0.5
GRACE_SECONDS = 0.5  # between SIGTERM and SIGKILL
ABORTING = (signal.SIGUSR1, signal.SIGTERM, signal.SIGINT)
WAKING = (*ABORTING, signal.SIGUSR2)
# Files in the control folder, of whoever cannot send a signal to this computer.
SUSPENDED, ABORTED = "suspended", "aborted"

_libc = ctypes.CDLL(None, use_errno=True)


def main(folder: str, inherited: Mapping[str, str] | None = None) -> None:
    """Run the order in the control folder, unless somebody else did or does.

    `inherited` are variables of this computer that the script needs beside its own.
    """
    # Whoever reads of the start may signal before there is a handler.
    signal.pthread_sigmask(signal.SIG_BLOCK, WAKING)
    lock = control.hold_lock(folder)
    if lock is None:
        return
    order = control.read_json(folder, "order.json")
    started = {"time": time.time(), "pid": os.getpid(), "token": order["token"]}
    if not control.make_once(folder, "started.json", started):
        return
    order["environment"] = {**(inherited or {}), **order["environment"]}
    control.tell(order, "started")
    control.write_json(folder, "ended.json", Run(folder, order).result())
    control.tell(order, "ended")


class Run:
    """The script of one order.

    `stopped_by` says why the runner ended it: `abort`, `duration`, `bytes`, `memory`,
    `processes`, `cpu`; or what kept it from running or collecting: `start`, `collect`;
    or nothing.
    """

    def __init__(self, folder: str, order: Json) -> None:
        self.folder, self.order = folder, order
        self.stopped_by = self.message = ""
        self.begin = time.monotonic()
        self.meter = Meter()
        self._abort = False
        self._suspended_at: float | None = None
        self._next_look = self._next_walk = self._next_sign_of_life = self.begin

    def result(self) -> Json:
        """Run the script and say what happened."""
        started = time.time()
        code = self._run()
        ended = time.time()
        usage = self.meter.result()
        harvest = self._harvest()
        usage["disk"] = self._disk()
        return {
            "token": self.order["token"],
            "started": started,
            "ended": ended,
            "code": code,
            "usage": usage,
            **harvest,
            "stopped_by": self.stopped_by,
            "message": self.message,
        }

    def _run(self) -> int | None:
        _libc.prctl(SUBREAPER, 1, 0, 0, 0)
        wake = self._listen()
        try:
            script = self._start()
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            self._stop("start", error)
            return None
        while script.poll() is None and not self._must_stop(script):
            self._wait(wake, self._patience())
        if not self.stopped_by and script.returncode and self._is_unwanted():
            self._stop("abort")  # a scheduler signals the script, too
        if self.stopped_by:
            tree.signal_all(script.pid, signal.SIGTERM)
            tree.signal_all(script.pid, signal.SIGCONT)
            deadline = time.monotonic() + GRACE_SECONDS
            while script.poll() is None and time.monotonic() < deadline:
                self._wait(wake, deadline - time.monotonic())
        tree.end(script)
        return script.returncode

    def _stop(self, why: str, error: Exception | None = None) -> None:
        self.stopped_by = why
        if isinstance(error, OSError):
            self.message = f"{error.filename or 'script'}: {error.strerror}"
        elif error:
            self.message = str(error).rstrip(".")

    def _listen(self) -> int:
        """A descriptor that becomes readable when a signal arrives."""
        reader, writer = os.pipe()
        os.set_blocking(reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGCHLD, signal.SIGUSR2):
            signal.signal(number, lambda *_: None)
        for number in ABORTING:
            signal.signal(number, self._be_aborted)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, WAKING)
        return reader

    def _be_aborted(self, *_: object) -> None:
        self._abort = True

    def _start(self) -> subprocess.Popen[bytes]:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        out = os.open(self.order["stdout"], flags, 0o600)
        err = os.open(self.order["stderr"], flags, 0o600)
        try:
            return subprocess.Popen(
                self.order["argv"],
                cwd=self.order["work"],
                env=self.order["environment"],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
                preexec_fn=self._before_exec,  # noqa: PLW1509 - this process has one thread
            )
        finally:
            os.close(out)
            os.close(err)

    def _before_exec(self) -> None:
        """In the child: die with the runner, default signals, limits."""
        _libc.prctl(PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        signal.set_wakeup_fd(-1)
        for number in (*WAKING, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        bounds.set_all(self.order)

    def _wait(self, wake: int, seconds: float) -> None:
        if select.select([wake], [], [], max(seconds, 0))[0]:
            os.read(wake, 4096)

    def _patience(self) -> float:
        """Seconds until there is something to do even if no signal comes."""
        if not self.order["seconds"] or self._suspended_at is not None:
            return LOOK_SECONDS
        left: float = self.begin + self.order["seconds"] - time.monotonic()
        return min(LOOK_SECONDS, left)

    def _must_stop(self, script: subprocess.Popen[bytes]) -> bool:
        now = time.monotonic()
        self._follow_suspension(script, now)
        if self._is_unwanted():
            self._stop("abort")
        elif self._is_too_late(now):
            self._stop("duration")
        elif now >= self._next_look and (excess := self._excess(now)):
            self._stop(excess)
        if now >= self._next_sign_of_life:
            control.touch(self.folder, "alive")
            self._next_sign_of_life = now + ALIVE_SECONDS
        return bool(self.stopped_by)

    def _follow_suspension(self, script: subprocess.Popen[bytes], now: float) -> None:
        """Stop or continue the processes as the control folder says.

        Time that they stand still does not count.
        """
        if self._has(SUSPENDED):
            if self._suspended_at is None:
                self._suspended_at = now
            tree.signal_all(script.pid, signal.SIGSTOP)  # again for those that are new
        elif self._suspended_at is not None:
            self.begin += now - self._suspended_at
            self._suspended_at = None
            tree.signal_all(script.pid, signal.SIGCONT)

    def _is_unwanted(self) -> bool:
        return self._abort or self._has(ABORTED)

    def _has(self, name: str) -> bool:
        return os.path.exists(os.path.join(self.folder, name))

    def _is_too_late(self, now: float) -> bool:
        if not self.order["seconds"] or self._suspended_at is not None:
            return False
        return bool(now - self.begin >= self.order["seconds"])

    def _excess(self, now: float) -> str:
        """Which limit the script is beyond, as far as one sees now; or nothing."""
        self._next_look = now + LOOK_SECONDS
        pids, order, meter = tree.descendants(), self.order, self.meter
        meter.look(pids)
        if 0 < order.get("processes", 0) < meter.processes:
            return "processes"
        if order.get("memory") and meter.exceeds(order["memory"], pids):
            return "memory"
        if 0 < order.get("cpu", 0) < meter.cpu:
            return "cpu"
        return "bytes" if now >= self._next_walk and self._too_large() else ""

    def _too_large(self) -> bool:
        """Whether the counted folders are beyond the limit."""
        if not self.order["bytes"]:
            return False
        begin = time.monotonic()
        total = self._size()
        # A large tree is walked less often, so that looking stays cheap.
        cost = time.monotonic() - begin
        self._next_walk = begin + max(LOOK_SECONDS, 20 * cost)
        return total > int(self.order["bytes"])

    def _size(self) -> float:
        return sum(tree.size_of(folder) for folder in self.order["counted"])

    def _disk(self) -> int:
        """Of all that it leaves, and was given; what is too deep is not counted."""
        given = self.order.get("given", "")
        total = self._size() + (tree.size_of(given) if given else 0)
        return 0 if math.isinf(total) else int(total)

    def _harvest(self) -> Json:
        nothing: Json = {"outputs": [], "missing": [], "excess": {}, "nul": {}}
        if self.stopped_by == "start":
            return nothing
        if not self.stopped_by and self._too_large():
            self._stop("bytes")
        try:
            return {**harvest.collect(self.order), "nul": self._nul()}
        except OSError as error:
            self._stop("collect", error)
            return nothing

    def _nul(self) -> dict[str, int]:
        """By log, where the script first printed something that is not text."""
        logs = ("stdout", "stderr")
        found = {name: harvest.first_nul(self.order[name]) for name in logs}
        return {name: offset for name, offset in found.items() if offset is not None}
