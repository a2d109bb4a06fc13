"""The dialect of the scheduler for tests: all that a back end of another one needs."""

import sys
from pathlib import Path

from jobs.execution.batch.dialect import (
    BusyError,
    Command,
    Entry,
    RefusedError,
    Stand,
    UnknownError,
    UnreachableError,
)
from tests.jobs.toy_scheduler import BUSY, REFUSED

PROGRAM = Path(__file__).with_name("toy_scheduler.py")


class Toy:
    """Talks to the program below."""

    def __init__(self, folder):
        self.folder = folder

    def _command(self, *words, text=""):
        return Command([sys.executable, str(PROGRAM), str(self.folder), *words], text)

    def submit(self, task):
        return self._command("submit", task.name, task.log, text=task.script)

    def submitted(self, answer):
        if answer.code == 0:
            return answer.out.strip()
        error = {BUSY: BusyError, REFUSED: RefusedError}.get(answer.code, UnknownError)
        raise error(answer.error.strip())

    def probe(self):
        return self.list()

    def list(self):
        return self._command("list")

    def listed(self, answer):
        if answer.code != 0:
            raise UnreachableError(answer.error.strip())
        rows = [line.split() for line in answer.out.splitlines()]
        return {name: Entry(number, Stand[stand]) for name, number, stand in rows}

    def cancel(self, name):
        return self._command("cancel", name)

    def verdict(self, word):
        return None
