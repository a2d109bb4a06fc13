"""What a run left, held against the limits, and its failure explained."""

import dataclasses

from jobs import limits, stamping
from jobs.descriptions import known_errors
from jobs.execution import backends, harvested, logs
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.models import Job
from jobs.phases import Phase

KNOWN_LINES, KNOWN_BYTES = 200, 64 * 1024  # where known errors are looked for


def report(job: Job, here: JobFolder) -> Report:
    """How the run of the job ended, with the files that are really there."""
    most = limits.output_files(job.version.value())
    found = stamping.resumed(backends.get(job.backend).report(here), here)
    verified = _few_enough(harvested.verified(found, here), most)
    if verified.phase == Phase.ERROR:
        return _explained(verified, job, here)
    return verified


def _explained(report: Report, job: Job, here: JobFolder) -> Report:
    """With the end of what was printed, and what the description knows of it."""
    errors = logs.look(here.stderr, KNOWN_LINES, KNOWN_BYTES)
    printed = errors.text or logs.look(here.stdout, KNOWN_LINES, KNOWN_BYTES).text
    advice = known_errors.advice(job.version.value().known_errors, printed)
    return dataclasses.replace(report, detail=logs.tail(here.stderr), advice=advice)


def _few_enough(report: Report, most: int) -> Report:
    """What a job leaves is written at once, so it must not be any number of rows."""
    count = len(report.made)
    if count <= most:
        return report
    message = (
        f"The script left {count:,} results; {most:,} are kept at most: "
        "let it pack them into an archive."
    )
    kept = report.made[:most]
    return dataclasses.replace(report, phase=Phase.ERROR, message=message, made=kept)
