"""Mail that is to be sent: one row each, written with what it tells of."""

from django.conf import settings

from jobs import queue
from jobs.models import Letter
from provenance import times


def write(to: str, subject: str, body: str) -> None:
    """Call it in the transaction that makes what it says true.

    Where no mail is sent, nothing is written either.
    """
    if not (settings.OPUS_MAIL_HOST and to):
        return
    now = times.now()
    Letter.objects.create(
        to=to,
        subject=" ".join(subject.split())[:200],
        body=body,
        written_at=now,
        next_try_at=now,
    )
    queue.post()
