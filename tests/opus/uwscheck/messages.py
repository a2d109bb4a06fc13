"""Requests and answers, as the stub and its faults see them."""

import re
from dataclasses import dataclass, field


@dataclass
class Asked:
    """One request; names in `query` and `form` are as they were sent."""

    method: str
    path: str
    query: list
    form: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)
    user: str = ""
    slash: bool = False

    @property
    def parts(self):
        return [part for part in self.path.split("/") if part]

    @property
    def is_list(self):
        return self.parts == ["uws"]

    @property
    def is_job(self):
        return len(self.parts) == 2 and self.parts[0] == "uws"

    @property
    def leaf(self):
        """Like “phase” of a job, or nothing."""
        return self.parts[2] if len(self.parts) == 3 else ""

    def all(self, name):
        both = (*self.query, *self.form)
        return [value for key, value in both if key.upper() == name]

    def one(self, name):
        return next(iter(self.all(name)), None)

    def without(self, name):
        self.query = [pair for pair in self.query if pair[0].upper() != name]
        self.form = [pair for pair in self.form if pair[0].upper() != name]


@dataclass
class Answered:
    status: int = 200
    body: bytes = b""
    kind: str = "application/xml"
    headers: dict = field(default_factory=dict)

    def replace(self, old, new):
        self.body = self.body.replace(old.encode(), new.encode())

    def sub(self, pattern, new):
        self.body = re.sub(pattern, new, self.body.decode()).encode()


def text(body, status=200):
    return Answered(status, body.encode(), "text/plain; charset=utf-8")


class Refusal(Exception):  # noqa: N818 - it is an answer
    def __init__(self, status, words):
        self.answer = text(words, status)
        if status == 401:
            self.answer.headers["WWW-Authenticate"] = 'Basic realm="stub"'
