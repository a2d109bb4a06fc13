"""The example pipeline: three jobs, each on what the one before it made."""

import time
from collections.abc import Callable

from django.contrib.auth.models import User
from django.core.management.base import CommandError, OutputWrapper

from jobs import access
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from jobs.submission import Submission, submit

# activity, the entity it uses, the result of the step before it that this is
STEPS = (
    ("subtract_background", "", ""),
    ("find_sources", "image", "subtracted"),
    ("luminosity_function", "catalogue", "catalogue"),
)
LOOK_SECONDS = 0.1
PATIENCE_SECONDS = 300


def run(url: str, out: OutputWrapper, keep_alive: Callable[[], None]) -> None:
    """Submit the jobs as the astronomer and show how they go.

    Raises CommandError if one does not complete.
    """
    owner = User.objects.filter(username="astronomer").first()
    if owner is None:
        raise CommandError("There is no user astronomer: run manage.py demo first.")
    job: Job | None = None
    for name, used, result in STEPS:
        given = {used: _entity_of(job, result)} if job else {}
        job = _submit(name, given, owner)
        out.write(f"  {name:<20} {job.public_id}", ending="")
        out.flush()
        _watch(job, out, keep_alive)
    if job is not None:
        out.write(f"The last job:         {url}/jobs/{job.public_id}")
        out.write(f"Its provenance graph: {url}/jobs/{job.public_id}#provenance")
        out.write("ctrl-c stops the portal.")
        out.flush()


def _entity_of(job: Job, result: str) -> str:
    return job.results.get(result_id=result).entity.public_id


def _submit(name: str, given: dict[str, str], owner: User) -> Job:
    version = access.current(owner).filter(activity__name=name).first()
    if version is None:
        raise CommandError(f"There is no activity {name}: run manage.py demo first.")
    sent = Submission(
        owner,
        {key: [text] for key, text in given.items()},
        wishes=Wishes(run_id="M13 example"),
    )
    return submit(version, sent, run=True)


def _watch(job: Job, out: OutputWrapper, keep_alive: Callable[[], None]) -> None:
    shown = ""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (job.over and job.settled):
        keep_alive()
        if job.phase != shown:
            shown = job.phase
            out.write(f" {shown}", ending="")
            out.flush()
        if time.monotonic() > deadline:
            raise CommandError(f"{job.public_id} is still {job.phase}.")
        time.sleep(LOOK_SECONDS)
        job.refresh_from_db()
    out.write(f" {job.phase}")
    if job.phase != Phase.COMPLETED:
        raise CommandError(f"{job.public_id}: {job.error}\n{job.error_detail}")
