"""Makes up for whatever was missed: lost doorbells, dead runners, restarts.

Called when the cluster starts and every few seconds afterwards.
"""

import logging

from django.conf import settings

from jobs import claims, queue
from jobs.models import Job
from jobs.phases import Phase

logger = logging.getLogger(__name__)


def reconcile() -> None:
    """Ring for everything that may need a worker; each task looks for itself."""
    mine = claims.unsettled(settings.OPUS_HOST).values_list("pk", flat=True)
    for pk in mine:
        queue.follow(pk)
    waiting = Job.objects.filter(phase=Phase.QUEUED, token="")
    if len(mine) < settings.OPUS_SLOTS and waiting.exists():
        queue.dispatch()
    gone = Job.objects.filter(phase=Phase.ARCHIVED, removed_at=None)
    for pk in gone.exclude(settled_at=None).values_list("pk", flat=True)[:100]:
        queue.remove(pk)
