"""Sends the letters that are due; nobody else waits for a mail server."""

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.core.mail import EmailMessage
from django.db.models import F

from jobs.models import Letter
from provenance import times

logger = logging.getLogger(__name__)
AT_ONCE = 5  # a worker has a minute, and a mail server is given ten seconds
FIRST_PAUSE = timedelta(minutes=1)
GIVEN_UP = timedelta(days=1)
KEPT = timedelta(days=30)


def post() -> None:
    """Each letter is sent by whoever claims it; what fails is tried again later."""
    now = times.now()
    due = Letter.objects.filter(
        sent_at=None, next_try_at__lte=now, written_at__gt=now - GIVEN_UP
    )
    for letter in due.order_by("next_try_at")[:AT_ONCE]:
        if _claim(letter):
            _send(letter)
    Letter.objects.filter(written_at__lt=now - KEPT).delete()


def _claim(letter: Letter) -> bool:
    """Nobody else sends it before its next try, which is later each time."""
    pause = FIRST_PAUSE * 2 ** min(letter.tries, 8)
    mine = Letter.objects.filter(pk=letter.pk, tries=letter.tries, sent_at=None)
    claimed = mine.update(tries=F("tries") + 1, next_try_at=times.now() + pause)
    return bool(claimed)


def _send(letter: Letter) -> None:
    row = Letter.objects.filter(pk=letter.pk)
    try:
        EmailMessage(letter.subject, letter.body, to=[letter.to]).send()
    except (OSError, SMTPException, ValueError) as error:
        row.update(problem=str(error))
        logger.warning("a letter to %s was not sent: %s", letter.to, error)
    else:
        row.update(sent_at=times.now(), problem="")
