"""The activity that does nothing, and ten thousand jobs that did it."""

from datetime import timedelta

from django.contrib.auth.models import User

from jobs import publishing
from jobs.descriptions.value import Contact, Description, Parameter
from jobs.models import Job, Version
from jobs.phases import Phase
from provenance import times

LOT = 1000  # rows in one transaction: a portal that runs wants to write, too
SCRIPT = '#!/bin/bash\n[ -z "$ledger" ] || echo "$OPUS_JOB_ID" >> "$ledger"\n'


def publish() -> Version:
    """A job of it writes its id to the file `ledger`, if it is given one."""
    description = Description(
        name="noop",
        title="Do nothing",
        script=SCRIPT,
        contact=Contact("Nobody"),
        parameters=(Parameter("ledger", "text", required=False),),
    )
    return publishing.publish_if_new(description, None)


def publish_sleeper(name: str = "sleeper", seconds: int = 3000) -> Version:
    """A job of it sleeps that long, or until it is ended."""
    description = Description(
        name=name,
        title="Sleep",
        script=f"#!/bin/bash\nsleep {seconds}\n",
        contact=Contact("Nobody"),
    )
    return publishing.publish_if_new(description, None)


def many(owner: User, count: int) -> None:
    """Finished jobs of one owner, one a minute, whose files stay for a month."""
    version, now = publish(), times.now()
    for start in range(0, count, LOT):
        numbers = range(start, min(start + LOT, count))
        Job.objects.bulk_create(_finished(version, owner, now, n) for n in numbers)


def _finished(version: Version, owner: User, now: times.datetime, number: int) -> Job:
    created = now - timedelta(minutes=number)
    return Job(
        version=version,
        owner=owner,
        phase=Phase.COMPLETED,
        creation_time=created,
        queued_at=created,
        start_time=created + timedelta(seconds=1),
        end_time=created + timedelta(seconds=2),
        settled_at=created + timedelta(seconds=2),
        destruction=now + timedelta(days=30),
        execution_duration=3600,
    )
