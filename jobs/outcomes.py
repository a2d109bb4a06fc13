"""Whether a trial that is over was what its example promised."""

from jobs.descriptions.value import Description, Example
from jobs.models import Job, Trial
from jobs.phases import Phase
from provenance import times

ABORTED = "It was aborted."


def decide(job: Job) -> Trial | None:
    """Once a job is settled: the verdict, if it is a trial that has none yet.

    A check that somebody ended, or that never began, says nothing.
    """
    trial = Trial.objects.filter(job=job, finished_at=None).first()
    if trial is None:
        return None
    trial.message = unexpected(job, _example(job.version.value(), trial.example))
    is_check = trial.purpose == Trial.Purpose.CHECK
    says_nothing = is_check and trial.message == ABORTED
    trial.passed = None if says_nothing else not trial.message
    trial.finished_at = times.now()
    trial.save(update_fields=["message", "passed", "finished_at"])
    return trial


def _example(description: Description, name: str) -> Example:
    """The one of that name; other values are to be completed, and nothing more."""
    named = (one for one in description.examples if name and one.name == name)
    return next(named, Example(""))


def unexpected(job: Job, example: Example) -> str:
    """What was not as the example promises, in a sentence; empty if all was."""
    if job.phase in (Phase.ABORTED, Phase.ARCHIVED):
        # What the portal ended for its own reasons has the status of the script.
        return ABORTED if job.exit_code is None else job.error
    if example.outcome == "COMPLETED" and job.phase != Phase.COMPLETED:
        return f"It should have completed. {job.error}"
    if example.outcome == "ERROR" and job.phase == Phase.COMPLETED:
        return "It should have failed, and completed."
    if example.outcome == "ERROR" and (job.exit_code or 0) <= 0:
        return f"Its script should have failed by itself. {job.error}"
    return _missing(job, example)


def _missing(job: Job, example: Example) -> str:
    if not example.results:
        return ""
    left = set(job.results.values_list("name", flat=True))
    missing = [name for name in example.results if name not in left]
    return f"It left no {', no '.join(missing)}." if missing else ""
