"""The service that is looked at, as checks see it: they ask, and make jobs.

It remembers each job that it made, so that all can be deleted.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit, urlunsplit

from opus.uwscheck import bodies
from opus.uwscheck.answer import SEE_OTHER, Answer
from opus.uwscheck.bodies import Body, Values
from opus.uwscheck.client import Client
from opus.uwscheck.documents import FINAL, JobDocument, JobList, read
from opus.uwscheck.plan import OPTION, Plan
from opus.uwscheck.verdicts import Skipped, Verdict

MOST_REDIRECTIONS = 3
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 2.0
FORBIDDEN = 403
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Run:
    """A job that was run to its end, with the phases that were seen on the way."""

    url: str
    phases: tuple[str, ...]
    job: JobDocument

    @property
    def phase(self) -> str:
        return self.phases[-1]


class Service:
    def __init__(self, plan: Plan, client: Client) -> None:
        self.plan = plan
        self.client = client
        self.made: list[str] = []
        self._kept: dict[str, object] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    # -- requests ----------------------------------------------------------------------

    def get(self, url: str, query: Values = (), seconds: float | None = None) -> Answer:
        return self.client.ask("GET", _with(url, query), seconds=seconds)

    def fetch(self, href: str) -> Answer:
        """What a link of a document leads to, wherever that is."""
        return self.get(urljoin(self.plan.url, href))

    def post(self, url: str, values: Values = (), query: Values = ()) -> Answer:
        return self.client.ask("POST", _with(url, query), body=bodies.form(values))

    def delete(self, url: str) -> Answer:
        return self.client.ask("DELETE", url)

    def job(self, url: str, query: Values = ()) -> JobDocument:
        """Raises Failed if the answer is not the document of a job."""
        return JobDocument(read(self.get(url, query), "job"))

    def ask_list(self, query: Values = ()) -> Answer:
        """A list may lead to a part of itself, where it is long (section 2.2.2.1)."""
        answer = self.get(self.plan.url, query)
        for _ in range(MOST_REDIRECTIONS):
            if answer.status != SEE_OTHER or not answer.location:
                break
            answer = self.get(self.here(answer.location))
        if answer.status == FORBIDDEN and self.client.credentials is None:
            raise Skipped("anonymous callers get no job list here: give --user")
        return answer

    def list(self, query: Values = ()) -> JobList:
        """Raises Failed if the answer is not a job list."""
        return JobList(read(self.ask_list(query), "jobs"))

    def here(self, url: str) -> str:
        """The address below the scheme and host that the tester gave.

        Services behind a proxy often name others, which one check reports; the
        other checks can go on, and no credential goes anywhere else.
        """
        base, parts = urlsplit(self.plan.url), urlsplit(url)
        path = quote(parts.path, safe="/%:@!$&'()*+,;=~")
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    # -- jobs --------------------------------------------------------------------------

    def create(
        self, values: Values = (), *, body: Body | None = None, url: str = ""
    ) -> Answer:
        """Ask for a job; it is remembered if there is one, also when all is stopped."""
        answer = self.client.ask(
            "POST",
            url or self.plan.url,
            body=body or bodies.form(values),
            to_its_end=True,
        )
        self._remember(answer)
        return answer

    def _remember(self, answer: Answer) -> None:
        url = self.job_url(answer)
        if url and url not in self.made:
            self.made.append(url)

    def job_url(self, answer: Answer) -> str:
        """Where the new job is; empty if the answer does not lead below the list."""
        if not (answer.fine and answer.location):
            return ""
        url = self.here(answer.location).rstrip("/")
        return url if url.startswith(f"{self.plan.url}/") else ""

    @property
    def values(self) -> Values:
        """Parameters that a job needs at least, as far as they are known."""
        return self.plan.sets.get("run") or ()

    def new(self, values: Values | None = None, *, more: Values = ()) -> str:
        """The address of a new PENDING job. Raises Skipped if none can be made."""
        wanted = self.values if values is None else values
        if url := self.job_url(self.create((*wanted, *more))):
            return url
        raise Skipped("no job could be made: see “create”")

    def given(self, name: str) -> Values:
        """The set of parameters `run`, `long` or `fail`. Raises Skipped."""
        found = self.plan.sets.get(name)
        if found is None:
            raise Skipped(f"give --{name} NAME=VALUE: {OPTION[name]}")
        return found

    def start(self, url: str) -> Answer:
        return self.post(f"{url}/phase", (("PHASE", "RUN"),))

    def abort(self, url: str) -> Answer:
        return self.post(f"{url}/phase", (("PHASE", "ABORT"),))

    def running(self) -> str:
        """A new job of the set `long` that executes. Raises Skipped."""
        url = self.new(self.given("long"))
        self.start(url)
        found = self._follow(url, FINAL | {"EXECUTING"})
        if found.phase != "EXECUTING":
            raise Skipped(f"the job of --long was {found.phase}, never EXECUTING")
        return url

    def run(self, name: str) -> Run:
        """The job of the set `run` or `fail` after its end; run once."""
        return self.once(name, lambda: self._run(self.new(self.given(name))))

    def _run(self, url: str) -> Run:
        self.start(url)
        return self._follow(url, FINAL)

    def completed(self) -> Run:
        """A job that completed. Raises Skipped."""
        found = self.run("run")
        if found.phase != "COMPLETED":
            raise Skipped(f"the job of --run is {found.phase}: see “completes”")
        return found

    def _follow(self, url: str, until: frozenset[str]) -> Run:
        deadline = time.monotonic() + self.plan.patience
        seen: list[str] = []
        pause = FIRST_PAUSE
        while True:
            job = self.job(url)
            if seen[-1:] != [job.phase]:
                seen.append(job.phase)
            if job.phase in until or time.monotonic() > deadline:
                return Run(url, tuple(seen), job)
            time.sleep(pause)
            pause = min(LONGEST_PAUSE, 1.5 * pause)

    def idle(self) -> str:
        """A PENDING job that checks share and leave as it is. Raises Skipped."""
        return self.once("idle", self.new)

    def aborted(self) -> str:
        """A job that was aborted while PENDING; shared. Raises Skipped."""
        return self.once("aborted", self.new_aborted)

    def new_aborted(self) -> str:
        """A job that was aborted while PENDING. Raises Skipped."""
        url = self.new()
        self.abort(url)
        phase = self.job(url).phase
        if phase != "ABORTED":
            raise Skipped(f"the job is {phase} after an ABORT: see “abort-pending”")
        return url

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Made at the first call; a Verdict is what all callers get."""
        with self._locks[name]:
            if name not in self._kept:
                try:
                    self._kept[name] = make()
                except Verdict as verdict:
                    self._kept[name] = verdict
            found = self._kept[name]
        if isinstance(found, Verdict):
            raise type(found)(*found.args)
        return found  # type: ignore[return-value]  # what `make` made


def _with(url: str, query: Values) -> str:
    return f"{url}?{urlencode(query)}" if query else url


def id_of(url: str) -> str:
    """The job's id, as clients take it: what follows the last slash."""
    return url.rpartition("/")[2]
