"""The activity that does nothing, and ten thousand jobs that did it."""

from datetime import timedelta

from django.contrib.auth.models import User

from jobs import publishing
from jobs.descriptions.value import Contact, Description, Parameter
from jobs.models import Job, Version
from jobs.phases import Phase
from provenance import times

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


def many(owner: User, count: int) -> None:
    """Finished jobs of one owner, one a minute."""
    version, now = publish(), times.now()
    Job.objects.bulk_create(
        (_finished(version, owner, now - timedelta(minutes=n)) for n in range(count)),
        batch_size=1000,
    )


def _finished(version: Version, owner: User, created: times.datetime) -> Job:
    return Job(
        version=version,
        owner=owner,
        phase=Phase.COMPLETED,
        creation_time=created,
        queued_at=created,
        start_time=created + timedelta(seconds=1),
        end_time=created + timedelta(seconds=2),
        settled_at=created + timedelta(seconds=2),
        destruction=created + timedelta(days=30),
        execution_duration=3600,
    )
