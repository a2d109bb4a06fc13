"""The provenance of a job, for somebody who may see the job."""

from jobs import access
from jobs.access import Person
from jobs.models import Job
from provenance import assemble, lineage
from provenance.document import Document
from provenance.models import Activity


def of(
    job: Job,
    person: Person,
    *,
    depth: int | None = None,
    after: int | None = 0,
    budget: int = lineage.BUDGET,
) -> Document | None:
    """The job and what came before it; None as long as it is not recorded.

    `depth` counts jobs back, `after` those that used what it made, `budget` limits all.
    """
    activity = Activity.objects.filter(public_id=job.public_id).first()
    if activity is None:
        return None
    viewer = access.viewer(person)
    found = lineage.walk(activity, viewer, up=depth, down=after, budget=budget)
    return assemble.document(found, viewer)
