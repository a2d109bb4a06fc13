"""A machine that runs nothing, for tests of what the portal makes of its answers."""

from jobs.errors import BackendError
from jobs.execution import backends
from jobs.execution.base import Report, State
from jobs.phases import Phase


class Machine:
    """Does what `jobs.execution.base.Backend` asks for, as a test wants it."""

    def __init__(self):
        self.works = {}
        self.cancelled = []
        self.refused = set()  # ids of jobs, or "*" for every one
        self.refusals = 0
        self.now = State.ABSENT
        self.began = None
        self.ended = Report(Phase.COMPLETED)
        self.may_withdraw = True

    @classmethod
    def instead_of_the_real_one(cls, monkeypatch):
        machine = cls()
        monkeypatch.setattr(backends, "get", lambda *_: machine)
        return machine

    def submit(self, work):
        if {"*", work.folder.public_id} & self.refused:
            self.refusals += 1
            assert self.refusals < 100, "nobody takes no for an answer"
            raise BackendError("This machine is full.")
        self.works[work.folder.public_id] = work

    def submitted(self, folder):
        return folder.public_id in self.works

    def withdraw(self, folder):
        return self.may_withdraw and bool(self.works.pop(folder.public_id, None))

    def cancel(self, folder):
        self.cancelled.append(folder.public_id)

    def waits_for(self, folder):
        return ""

    def batch_id(self, folder):
        return ""

    def suspend(self, folder, *, suspended):
        self.suspended = suspended

    def state(self, folder):
        return self.now

    def started(self, folder):
        return self.began

    def report(self, folder):
        return self.ended
