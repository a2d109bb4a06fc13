"""Slurm, by the text output of its commands, which is the same in all versions.

Not `--json`, which changes with every release; not `sacct`, which needs accounting.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from jobs.execution.batch.dialect import (
    BusyError,
    Command,
    Entry,
    RefusedError,
    Stand,
    Task,
    UnknownError,
    UnreachableError,
)
from jobs.execution.batch.reasons import sentence
from jobs.execution.batch.transport import Answer

# sbatch itself waits 10 s for a controller that hangs, and 120 s if its queue is full.
SUBMIT_SECONDS, ASK_SECONDS = 45, 30
MARGIN_MINUTES = 2  # the runner ends the job in time; this is for when it cannot
FIELDS = 6
WAITS = frozenset("PENDING CONFIGURING REQUEUED REQUEUE_HOLD REQUEUE_FED".split())
OVER = frozenset(
    """
    COMPLETED FAILED NODE_FAIL BOOT_FAIL OUT_OF_MEMORY PREEMPTED REVOKED TIMEOUT
    DEADLINE CANCELLED
    """.split()
)
LOST_CONTACT = re.compile(
    r"unable to contact slurm|socket timed out|communication connection failure|"
    r"connection refused|zero bytes were transmitted|protocol authentication|"
    r"unable to establish (controller|configuration)",
    re.IGNORECASE,
)
NOT_NOW = re.compile(
    r"submit limit|maxjobcount|temporarily|queue.*full|slurm_.*in progress|"
    r"job size limit|resource.*unavailable",
    re.IGNORECASE,
)
NUMBER = re.compile(r"(\d+)(;\S+)?\s*", re.ASCII)
VERDICTS = {
    "TIMEOUT": ("ABORTED", "The cluster’s time limit was exceeded."),
    "DEADLINE": ("ABORTED", "The cluster’s deadline for the job was reached."),
    "CANCELLED": ("ABORTED", "The job was ended by the cluster or its administrator."),
    "OUT_OF_MEMORY": ("ERROR", "The job used more memory than the cluster gave it."),
    "NODE_FAIL": ("ERROR", "The node of the cluster that ran the job failed."),
    "BOOT_FAIL": ("ERROR", "The node of the cluster could not be started."),
    "PREEMPTED": ("ERROR", "The cluster gave the job’s place to a more urgent one."),
}


@dataclass(frozen=True, slots=True)
class Slurm:
    """`options` are further words for sbatch, which the operator chose."""

    user: str
    account: str = ""
    options: tuple[str, ...] = ()

    def submit(self, job: Task) -> Command:
        words = [
            "sbatch",
            "--parsable",
            f"--job-name={job.name}",
            # Not ALL, or the portal's secrets go along; not NONE, which logs in on the
            # node for each job, and holds it if that fails.
            "--export=PATH",
            "--no-requeue",
            "--open-mode=append",
            f"--chdir={job.folder}",
            f"--output={job.log}",
            *self._asked(job),
            *self.options,
        ]
        return Command(words, job.script, SUBMIT_SECONDS)

    def _asked(self, job: Task) -> list[str]:
        needs, limits = job.needs, job.limits
        minutes = math.ceil(limits.seconds / 60) + MARGIN_MINUTES
        asked = {
            "--time": minutes if limits.seconds else "",
            "--mem": f"{math.ceil(limits.memory / 1024)}K" if limits.memory else "",
            "--cpus-per-task": needs.cpus or "",
            "--gres": f"gpu:{needs.gpus}" if needs.gpus else "",
            "--partition": needs.partition,
            "--account": needs.account or self.account,
            "--licenses": needs.licences,
        }
        return [f"{name}={value}" for name, value in asked.items() if value]

    def submitted(self, answer: Answer) -> str:
        if answer.code == 0 and (found := NUMBER.fullmatch(answer.out)):
            return found[1]
        said = answer.error.strip() or answer.out.strip()
        if answer.code is None or answer.code == 0 or _timed_out(said):
            raise UnknownError(said)
        if LOST_CONTACT.search(said) or NOT_NOW.search(said) or _is_ssh(answer):
            raise BusyError(_last_line(said))
        raise RefusedError(_last_line(said))

    def probe(self) -> Command:
        """10 ms, where squeue takes 9 s to give up."""
        return Command(["scontrol", "ping"], "", ASK_SECONDS)

    def list(self) -> Command:
        # %j last but one: the only field that people choose, with a name that is ours.
        form = "%A|%T|%r|%S|%B|%j"
        words = ["squeue", "-h", "-u", self.user, "-t", "all", "-o", form]
        return Command(words, "", ASK_SECONDS)

    def listed(self, answer: Answer) -> Mapping[str, Entry]:
        if answer.code != 0:
            raise UnreachableError(_last_line(answer.error) or "no answer")
        found: dict[str, Entry] = {}
        for line in answer.out.splitlines():
            cells = line.split("|", FIELDS - 1)
            if len(cells) == FIELDS:
                name, entry = cells[5], _entry(cells)
                found[name] = _better(found[name], entry) if name in found else entry
        return found

    def cancel(self, name: str) -> Command:
        return Command(["scancel", "-u", self.user, f"--name={name}"], "", ASK_SECONDS)

    def verdict(self, word: str) -> tuple[str, str] | None:
        return VERDICTS.get(word)


def _entry(cells: list[str]) -> Entry:
    number, word, reason, _, node, _ = cells
    if word in WAITS:
        return Entry(number, Stand.WAITS, word, sentence(reason))
    stand = Stand.OVER if word in OVER else Stand.RUNS
    return Entry(number, stand, word, started=node not in ("", "n/a", "(null)"))


def _better(one: Entry, other: Entry) -> Entry:
    """Of two jobs of one name the one that lives, else the older.

    A submission that was refused leaves a record, and a lost answer may leave a twin.
    """
    lives = [entry for entry in (one, other) if entry.stand != Stand.OVER]
    if len(lives) == 1:
        return lives[0]
    return min(one, other, key=lambda entry: (len(entry.id), entry.id))


def _timed_out(said: str) -> bool:
    """The controller hangs: the job may well be taken when it wakes up."""
    return "socket timed out" in said.lower()


def _is_ssh(answer: Answer) -> bool:
    return answer.code in (126, 127, 255)  # what ssh and shells say of themselves


def _last_line(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1].removeprefix("sbatch: error: ")[:200] if lines else ""
