"""Letters a week and a day before files are destroyed, with a link that keeps them.

One letter tells of all jobs of a person that are due. Its link is signed, so nobody has
to log in; it extends what it names, and nothing else.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core import signing
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.urls import reverse

from jobs import changes, letters, trials
from jobs.errors import ClosedError
from jobs.models import Job, Letter
from jobs.phases import FINAL
from provenance import times

DAYS = (7, 1)
SUBJECT = "Files of your jobs will be destroyed"
PAUSE = timedelta(hours=12)  # between two letters, unless something goes before that
LISTED = 50
SALT = "jobs.reminders"
VALID = timedelta(days=14)


def remind() -> None:
    """Write what is due; called every minute, harmless when nothing is."""
    if not settings.OPUS_MAIL_HOST:
        return
    for days in DAYS:
        due = _due(days)
        for owner in User.objects.filter(pk__in=due.values("owner")).exclude(email=""):
            _remind(owner, due.filter(owner=owner).order_by("destruction"), days)


def _due(days: int) -> QuerySet[Job]:
    """Jobs that end within the time, were kept for longer, and were not told of it."""
    soon = times.now() + timedelta(days=days)
    rows = Job.objects.filter(
        phase__in=FINAL,
        destruction__lte=soon,
        destruction__gt=times.now(),
        owner__is_active=True,
        end_time__lt=F("destruction") - timedelta(days=days),
    )
    untold = Q(reminded_days=None) | Q(reminded_days__gt=days)
    tried = trials.only(Job.objects.all()).values("pk")
    return rows.filter(untold).exclude(pk__in=tried)


@transaction.atomic
def _remind(owner: User, due: QuerySet[Job], days: int) -> None:
    jobs = list(due.select_related("version__activity"))
    if not jobs or _told_lately(owner, jobs[0].destruction):
        return
    letters.write(owner.email, SUBJECT, _body(owner, jobs))
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(reminded_days=days)


def _told_lately(owner: User, first: datetime) -> bool:
    now = times.now()
    lately = Letter.objects.filter(
        to=owner.email, subject=SUBJECT, written_at__gt=now - PAUSE
    )
    return first > now + PAUSE and lately.exists()


def _body(owner: User, jobs: Sequence[Job]) -> str:
    lines = [
        f"- {job.destruction:%Y-%m-%d %H:%M} UTC: {job.run_id or job.public_id} "
        f"({job.name})"
        for job in jobs[:LISTED]
    ]
    if len(jobs) > LISTED:
        lines.append(f"- and {len(jobs) - LISTED} more")
    address = f"{settings.OPUS_URL}{reverse('keep')}?link={link(owner, jobs)}"
    paragraphs = (
        "At these times files of yours are destroyed; their provenance is kept.",
        "\n".join(lines),
        f"To keep them for longer, open this page: {address}",
        "Whoever has the address can do that; it is good for two weeks.",
    )
    return "\n\n".join(paragraphs)


def link(owner: User, jobs: Sequence[Job]) -> str:
    """What the page wants to be shown: who, and what was due until when."""
    until = max(job.destruction for job in jobs)
    content = [owner.pk, times.uws(times.now()), times.uws(until)]
    return signing.dumps(content, salt=SALT)


def named(text: str) -> list[Job]:
    """The jobs that a link names and that are still there.

    Raises signing.BadSignature for a link that is too old, or not ours.
    """
    owner, since, until = signing.loads(text, salt=SALT, max_age=VALID)
    rows = Job.objects.filter(
        owner=owner,
        phase__in=FINAL,
        creation_time__lt=times.parse(since),
        destruction__lte=times.parse(until),
        reminded_days__isnull=False,
    )
    return list(rows.select_related("version__activity").order_by("destruction"))


def keep(jobs: Sequence[Job]) -> int:
    """As long as a new job is kept, from now on; how many are."""
    until = times.now() + timedelta(days=settings.OPUS_DESTRUCTION_DAYS)
    count = 0
    for job in jobs:
        try:
            changes.destruction(job, until)
        except ClosedError:  # it was destroyed meanwhile
            continue
        Job.objects.filter(pk=job.pk).update(reminded_days=None)
        count += 1
    return count
