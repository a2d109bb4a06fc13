"""The kinds of jobs, and what must be true of each at its end.

Every script writes a line to a ledger when it begins: two lines are two runs.
"""

from dataclasses import dataclass

from jobs.descriptions.value import Contact, Description, GeneratedEntity, Parameter

BEGIN = '#!/bin/bash\necho begun >> "$ledger/$OPUS_JOB_ID"\n'
LOST = ("The run was lost", "The inputs", "This host cannot start")
FULL = ("No space left", "cannot", "exit status", "did not write")
CLUSTER = ("cluster",)


@dataclass(frozen=True)
class Kind:
    """`error` is how the sentence of its end begins, `weight` how often it comes."""

    name: str
    script: str
    phase: str
    error: str = ""
    weight: int = 1
    limits: tuple = ()
    is_aborted: bool = False


KINDS = (
    Kind("good", "sleep 0.$((RANDOM % 9)); echo well > out.txt", "COMPLETED", weight=8),
    Kind("slow", "sleep 3; echo well > out.txt", "COMPLETED", weight=2),
    Kind("fails", "sleep 0.1; exit 3", "ERROR", "The script ended with exit", weight=2),
    Kind(
        "hog",
        'exec python3 -c "x = bytearray(200 << 20); import time; time.sleep(30)"',
        "ERROR",
        "The job used more memory",
        limits=(("memory", 60 << 20),),
    ),
    Kind(
        "forker",
        "trap '' TERM; for i in 1 2 3; do (setsid sleep 300 &); done; echo w > out.txt",
        "COMPLETED",
        weight=2,
    ),
    Kind(
        "chatter",
        "yes chatter",
        "ERROR",
        "The job wrote more",
        limits=(("output_bytes", 2 << 20),),
    ),
    Kind(
        "late",
        "sleep 60",
        "ABORTED",
        "The execution duration",
        limits=(("execution_duration", 2),),
    ),
    Kind(
        "aborted",
        "trap '' TERM; sleep 60",
        "ABORTED",
        "The job was ab",
        weight=2,
        is_aborted=True,
    ),
)


def description(kind):
    is_optional = kind.phase != "COMPLETED"
    return Description(
        name=kind.name,
        script=BEGIN + kind.script + "\n",
        title=kind.name,
        contact=Contact("Help desk", "help@example.org"),
        parameters=(Parameter("ledger", "text"),),
        generated=(GeneratedEntity("out", "out.txt", optional=is_optional),),
        **dict(kind.limits),
    )


def is_true(kind, job, faults):
    """Whether the end of the job is one that it may have."""
    if job.phase == kind.phase and job.error.startswith(kind.error):
        return True
    excuses = list(LOST)
    if "full disk" in faults:
        excuses += FULL
    if "controller" in " ".join(faults):
        excuses += CLUSTER
    failed = job.phase in ("ERROR", "ABORTED") and kind.phase != "ABORTED"
    return (failed or job.phase == "ERROR") and any(
        word in job.error for word in excuses
    )
