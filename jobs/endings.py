"""What follows from the end of a job: the verdict of a trial, and letters about it."""

from django.conf import settings
from django.urls import reverse

from jobs import access, letters, outcomes, trials
from jobs.descriptions.texts import shorten
from jobs.models import Job, JobEvent, Trial
from jobs.phases import FINAL, Phase

WORDS = {
    Phase.COMPLETED: "is completed",
    Phase.ERROR: "failed",
    Phase.ABORTED: "ended early",
}


def settled(job: Job) -> None:
    """Call it once, in the transaction that settles the job."""
    judge(job)
    if job.notify:
        _tell_owner(job)


def judge(job: Job) -> None:
    """Decide the trial that the job is, if it is one; harmless when done twice."""
    trial = outcomes.decide(job)
    if trial and trial.purpose == Trial.Purpose.CHECK and trial.passed is not None:
        tell_of_check(trial)


def _tell_owner(job: Job) -> None:
    """Whoever ended a job themselves know it."""
    end = job.events.filter(target__in=FINAL).last()
    if job.owner is None or end is None or end.by_id == job.owner_id:
        return
    if job.owner.email:
        word = WORDS[Phase(end.target)]
        subject = f"{job.name}: {job.run_id or job.public_id} {word}"
        letters.write(job.owner.email, subject, _body(job, end))


def _body(job: Job, end: JobEvent) -> str:
    name = f"“{job.run_id}” of {job.name}" if job.run_id else f"of {job.name}"
    kept = f"Its files are kept until {job.destruction:%Y-%m-%d %H:%M} UTC."
    if job.phase == Phase.ARCHIVED:
        kept = "Its files were destroyed; its record is kept."
    paragraphs = [
        f"Your job {name} {WORDS[Phase(end.target)]} at {end.time:%Y-%m-%d %H:%M} UTC.",
        job.advice,
        job.error,
        f"{settings.OPUS_URL}{reverse('job', args=[job.public_id])}",
        kept,
        "You asked for this letter when you made the job.",
    ]
    return "\n\n".join(text for text in paragraphs if text) + "\n"


def tell_of_check(trial: Trial) -> None:
    """A letter when an example begins to fail, and when it works again."""
    version = trial.version
    same = trials.checks().filter(
        version__activity=version.activity_id, example=trial.example, pk__lt=trial.pk
    )
    before = same.first()
    was_passing = before is None or before.passed
    if bool(was_passing) == trial.passed:
        return
    subject = f"{version} {'works again' if trial.passed else 'fails its check'}"
    for address in _responsible(trial):
        letters.write(address, subject, _of_check(trial))


def _responsible(trial: Trial) -> list[str]:
    """The contact of the description, and those who validate."""
    mails = access.validators().values_list("email", flat=True)
    return sorted({trial.version.contact_email, *mails} - {""})


def _of_check(trial: Trial) -> str:
    why = (
        f"The portal runs the example “{shorten(trial.example)}” of {trial.version} "
        "now and then, to see whether it still works."
    )
    found = ["It does, again."] if trial.passed else ["It does not.", trial.message]
    if trial.job and not trial.passed:
        found += [trial.job.advice, trial.job.error_detail]
    where = f"{settings.OPUS_URL}{reverse('checks')}"
    return "\n\n".join(text for text in (why, *found, where) if text) + "\n"
