"""Makes up for whatever was missed: lost doorbells, dead runners, restarts, lost hosts.

Called when the cluster starts and every few seconds afterwards.
"""

import logging
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from jobs import claims, lifecycle, queue
from jobs.execution import backends, fetch
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.models import Host, Job
from jobs.phases import ACTIVE, Phase
from provenance import times

logger = logging.getLogger(__name__)
AT_ONCE = 100


def reconcile() -> None:
    """Ring for everything that may need a worker; each task looks for itself."""
    here: str = settings.OPUS_HOST
    running = claims.unsettled(here).filter(backend=backends.LOCAL)
    mine = running.values_list("pk", flat=True)
    for pk in mine:
        queue.follow(pk, here)
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="", backend=backends.LOCAL)
    if len(mine) < settings.OPUS_SLOTS and waiting.exists():
        queue.dispatch()
    gone = Job.objects.filter(phase=Phase.ARCHIVED, removed_at=None)
    for pk in gone.exclude(settled_at=None).values_list("pk", flat=True)[:AT_ONCE]:
        queue.remove(pk)


def give_up_lost_hosts() -> None:
    """What ran on a host that has not been seen for long is an error.

    Unknown is not failed: it takes OPUS_HOST_LOST, by default an hour, because a host
    that cannot reach the database may well run its jobs to their end.
    """
    long_ago = times.now() - timedelta(seconds=settings.OPUS_HOST_LOST)
    for host in Host.objects.filter(seen_at__lt=long_ago).exclude(name=_here()):
        jobs = claims.unsettled(host.name)
        for job in jobs.filter(backend=backends.LOCAL).select_related("version"):
            _give_up(job, host)
        jobs.exclude(backend=backends.LOCAL).update(host=_here())  # seen from anywhere


def _give_up(job: Job, host: Host) -> None:
    """One that surely never started waits again; of any other nobody can say."""
    untouched = not JobFolder(job.public_id).stdout.exists()
    if job.phase in (Phase.QUEUED, Phase.HELD) and untouched:
        claims.release(job)
        queue.dispatch()
        return
    message = (
        f"The run was lost: its host {host.name} has not been seen since "
        f"{host.seen_at:%Y-%m-%d %H:%M} UTC."
    )
    phase = Phase.ERROR if job.phase in ACTIVE else Phase(job.phase)
    lifecycle.finish(job, Report(phase, message, started=job.start_time))
    logger.warning("job %s: %s", job.public_id, message)


def end_what_was_given_up() -> None:
    """After this host was away: what still runs here for jobs that others gave up."""
    rows = Job.objects.filter(public_id__in=_controlled())
    foreign = Q(settled_at__isnull=False) | ~Q(host__in=["", _here()])
    for job in rows.filter(foreign):
        folder = JobFolder(job.public_id)
        fetch.cancel(folder)
        backends.get().cancel(folder)
        folder.remove_control()


def _controlled() -> set[str]:
    """The jobs that have a control folder here."""
    try:
        return {place.name for place in (Path(settings.OPUS_RUN) / "jobs").iterdir()}
    except FileNotFoundError:
        return set()


def _here() -> str:
    return str(settings.OPUS_HOST)
