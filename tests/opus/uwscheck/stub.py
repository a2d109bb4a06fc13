"""A small UWS 1.1 service that does all right, for the doctor to look at.

Faults change what it is asked or what it answers: see `changes`.
"""

import base64
import itertools
import re
import threading
import time
from datetime import UTC, datetime, timedelta

from tests.opus.uwscheck import documents
from tests.opus.uwscheck.messages import Answered, Refusal, text
from tests.opus.uwscheck.stub_job import ACTIVE, PHASES, Job, now, utc

USER, PASSWORD = "ada", "lovelace"
WORDS = ("PHASE", "RUNID", "ACTION", "UPLOAD", "WAIT")


class Stub:
    """`before` and `after` are called with each request and each answer."""

    def __init__(self, before=None, after=None, *, login=True):
        self.jobs, self.lock, self.login = {}, threading.RLock(), login
        self.before = before or (lambda stub, asked: None)
        self.after = after or (lambda stub, asked, answer: None)
        self.numbers, self.asked = itertools.count(1), []
        self.url = ""

    def answer(self, asked):
        self.asked.append((asked.method, asked.path))
        early = self.before(self, asked)
        if isinstance(early, Answered):
            return early
        try:
            answer = self._answer(asked)
        except Refusal as refusal:
            answer = refusal.answer
        self.after(self, asked, answer)
        return answer

    def _answer(self, asked):
        if asked.path == "/availability":
            return Answered(body=documents.AVAILABILITY)
        if asked.path == "/capabilities":
            return Answered(body=documents.capabilities(self))
        if not asked.parts or asked.parts[0] != "uws":
            raise Refusal(404, "There is nothing here.")
        self._let_in(asked)
        answer = self._list(asked) if asked.is_list else self._of_job(asked)
        if asked.user:
            answer.headers["X-VO-Authenticated"] = asked.user
        return answer

    def _let_in(self, asked):
        header = asked.headers.get("authorization", "")
        right = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.login and header != f"Basic {right}":
            raise Refusal(401, "Who are you?")
        asked.user = USER if self.login else ""

    # -- the list ----------------------------------------------------------------------

    def _list(self, asked):
        if asked.method == "POST":
            return self._create(asked)
        _only_reading(asked)
        with self.lock:
            jobs = sorted(self.jobs.values(), key=lambda job: job.created, reverse=True)
        words = asked.all("PHASE")
        if set(words) - set(PHASES):
            raise Refusal(400, "PHASE is none.")
        jobs = [
            j for j in jobs if (j.phase in words if words else j.phase != "ARCHIVED")
        ]
        if (after := asked.one("AFTER")) is not None:
            bound = _after(after)
            jobs = [job for job in jobs if job.created > bound]
        if (last := asked.one("LAST")) is not None:
            if not last.isdecimal() or not int(last):
                raise Refusal(400, "LAST is no number.")
            jobs = jobs[: int(last)]
        inner = "".join(documents.reference(self, job) for job in jobs)
        return Answered(body=documents.jobs(inner).encode())

    def _create(self, asked):
        given = [*asked.query, *asked.form]
        own = {n: v for n, v in given if n.upper() not in WORDS}
        if "outcome" in own and own["outcome"] not in ("fail", "well"):
            raise Refusal(400, "outcome: say fail or well.")
        with self.lock:
            created = now()
            newest = max((job.created for job in self.jobs.values()), default=None)
            if newest is not None and created <= newest:
                created = newest + timedelta(milliseconds=1)
            job = Job(f"j{next(self.numbers)}", asked.user, created)
            job.parameters, job.run_id = own, asked.one("RUNID") or ""
            self._take_files(job, asked)
            self.jobs[job.id] = job
        if asked.one("PHASE") == "RUN":
            job.started = now()
        return self._see(job)

    def _take_files(self, job, asked):
        job.files = dict(asked.files)
        for upload in asked.all("UPLOAD"):
            name, _, where = upload.partition(",param:")
            job.files[name] = job.files.pop(where)

    def _see(self, job):
        return Answered(303, headers={"Location": f"{self.url}/{job.id}"})

    # -- a job -------------------------------------------------------------------------

    def _of_job(self, asked):
        job = self.jobs.get(asked.parts[1])
        if job is None:
            raise Refusal(404, "There is no such job.")
        if asked.is_job:
            return self._job(asked, job)
        if asked.method == "POST":
            with self.lock:
                self._change(asked, job)
            return self._see(job)
        _only_reading(asked)
        if len(asked.parts) == 4:
            return self._piece(job, *asked.parts[2:])
        return self._leaf(job, asked.leaf)

    def _job(self, asked, job):
        is_deletion = asked.method == "POST" and asked.one("ACTION") == "DELETE"
        if asked.method == "DELETE" or is_deletion:
            if job.phase != "ARCHIVED":
                job.end("ARCHIVED")
            return Answered(303, headers={"Location": self.url})
        _only_reading(asked)
        self._wait(asked, job)
        return Answered(body=documents.job(self, job))

    def _wait(self, asked, job):
        if (wait := asked.one("WAIT")) is None:
            return
        if not re.fullmatch(r"-1|\d+", wait):
            raise Refusal(400, "WAIT is no number.")
        phase = job.phase
        if phase not in ACTIVE or asked.one("PHASE") not in (None, phase):
            return
        end = time.monotonic() + (50 if wait == "-1" else int(wait))
        while job.phase == phase and time.monotonic() < end:
            time.sleep(0.01)

    def _change(self, asked, job):
        match asked.leaf:
            case "phase":
                self._change_phase(job, asked.one("PHASE"))
            case "executionduration":
                value = asked.one("EXECUTIONDURATION") or ""
                if not value.isdecimal():
                    raise Refusal(400, "EXECUTIONDURATION is no number.")
                job.duration = int(value)
            case "destruction":
                job.destruction = max(now(), _after(asked.one("DESTRUCTION") or ""))
            case "parameters":
                if job.phase != "PENDING":
                    raise Refusal(403, "It is too late.")
                job.parameters.update(asked.form)
            case _:
                raise Refusal(405, "This cannot be changed.")

    def _change_phase(self, job, word):
        if word == "RUN" and job.phase == "PENDING":
            job.started = now()
        elif word == "ABORT" and job.phase in ACTIVE:
            job.end("ABORTED")
        elif word in ("RUN", "ABORT"):
            raise Refusal(403, f"The job is {job.phase}.")
        else:
            raise Refusal(400, "Say RUN or ABORT.")

    def _leaf(self, job, leaf):
        if leaf in ("parameters", "results"):
            return Answered(
                body=getattr(documents, leaf)(self, job, documents.SPACES).encode()
            )
        texts = {
            "phase": job.phase,
            "executionduration": str(job.duration),
            "destruction": utc(job.destruction),
            "quote": "",
            "owner": job.owner,
            "error": "It was told to fail." if job.phase == "ERROR" else None,
        }
        if texts.get(leaf) is None:
            raise Refusal(404, "There is nothing here.")
        return text(texts[leaf])

    def _piece(self, job, kind, name):
        if kind == "results" and name == "out" and job.phase == "COMPLETED":
            return text("hello")
        if kind == "parameters" and name in job.files:
            return Answered(body=job.files[name], kind="text/plain")
        if kind == "parameters" and name in job.parameters:
            return text(job.parameters[name])
        raise Refusal(404, "There is nothing here.")


def _only_reading(asked):
    if asked.method not in ("GET", "HEAD"):
        raise Refusal(405, "Not so.")


def _after(value):
    try:
        if re.fullmatch(r"\d{4}", value):
            value = f"{value}-01-01"
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Refusal(400, "This is no time.") from None
    if found.utcoffset():
        raise Refusal(400, "Times are UTC.")
    return found.replace(tzinfo=UTC)
