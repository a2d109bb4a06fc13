"""What became of the jobs, held against what must be true."""

from jobs import claims
from jobs.models import Job
from provenance.models import Activity
from tests.chaos import places
from tests.chaos.kinds import KINDS, is_true
from tests.chaos.verdict import Verdict

BY_NAME = {kind.name: kind for kind in KINDS}


def unsettled():
    return Job.objects.filter(settled_at=None)


def verdict(place, seed, faults, settle, tell):
    """Count everything that is not as it must be; `tell` hears of each."""
    jobs = list(Job.objects.select_related("version__activity"))
    found = Verdict(place.name, seed, len(jobs), len(faults), 0, 0, 0, 0, 0, settle)
    known = set(Activity.objects.values_list("public_id", flat=True))
    for job in jobs:
        _judge(job, place, set(faults), known, found, tell)
    left = places.scripts(place)
    found.orphans = len(left)
    for pid, job in left.items():
        tell(f"process {pid} of {job} is left")
    for host in place.hosts:
        taken = claims.unsettled(host.name).count()
        found.lost += taken
    return found


def _judge(job, place, faults, known, found, tell):
    kind = BY_NAME[job.name]
    ledger = place.ledger / job.public_id
    runs = len(ledger.read_text().splitlines()) if ledger.exists() else 0
    if not job.settled:
        found.lost += 1
        tell(f"{kind.name} {job.public_id} is {job.phase}: {job.reason or job.token}")
        return
    if runs > 1:
        found.duplicated += 1
        tell(f"{kind.name} {job.public_id} ran {runs} times")
    if not is_true(kind, job, faults) or (job.phase == "COMPLETED" and runs != 1):
        found.wrong += 1
        tell(f"{kind.name} {job.public_id}: {job.phase}, {runs} runs, {job.error}")
    has_results = job.results.exists() or job.phase != "COMPLETED"
    if job.public_id not in known or not has_results:
        found.unproven += 1
        tell(f"{kind.name} {job.public_id} has no provenance, or no results")
