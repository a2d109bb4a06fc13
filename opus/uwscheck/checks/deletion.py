"""How jobs are deleted. These checks come last: one deletes the job of --run."""

from opus.uwscheck.documents import HREF, JobDocument, read
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Skipped, demand

theme = Theme("Deleting jobs")
NOT_FOUND = (404, 410)
FAULT = 500


@theme.check(
    "delete",
    "DELETE removes the job and leads to the list",
    clause="UWS 1.1 §2.2.3.2: 303 to the job list; afterwards the job is 404, or "
    "ARCHIVED.",
    mend="Answer 303 to the list; then 404, or the job in phase ARCHIVED.",
)
def delete(service: Service) -> str:
    url = service.new()
    answer = service.delete(url)
    demand(answer.fine, answer.brief)
    if answer.location:
        where = service.here(answer.location)
        read(service.get(where), "jobs")
    return f"{answer}, then {_gone(service, url)}"


def _gone(service: Service, url: str) -> str:
    """What is left of a job. Raises Failed if it is more than may be."""
    answer = service.get(url)
    if answer.status in NOT_FOUND:
        return str(answer.status)
    phase = JobDocument(read(answer, "job")).phase
    demand(phase == "ARCHIVED", f"the job is {phase} after it was deleted")
    return phase


@theme.check(
    "delete-by-post",
    "POST ACTION=DELETE is the same",
    clause="UWS 1.1 §2.2.3.2: for clients that cannot send DELETE.",
    mend="Take POST with ACTION=DELETE on the job for DELETE.",
)
def delete_by_post(service: Service) -> str:
    url = service.new()
    answer = service.post(url, (("ACTION", "DELETE"),))
    demand(answer.fine, answer.brief)
    return f"{answer}, then {_gone(service, url)}"


@theme.check(
    "delete-twice",
    "Deleting a job twice does no harm",
    clause="RFC 9110 §9.2.2: DELETE can be repeated; clients do when an answer got "
    "lost.",
    mend="Answer 303 or 404 to a second DELETE, never 500.",
)
def delete_twice(service: Service) -> str:
    url = service.new()
    service.delete(url)
    again = service.delete(url)
    demand(again.status < FAULT, again.brief)
    return str(again)


@theme.check(
    "delete-running",
    "A running job can be deleted",
    clause="UWS 1.1 §2.2.3.2: it is aborted first.",
    mend="Abort the job, then delete it, within one request.",
)
def delete_running(service: Service) -> str:
    url = service.running()
    answer = service.delete(url)
    demand(answer.fine, answer.brief)
    return f"{answer}, then {_gone(service, url)}"


@theme.check(
    "delete-results",
    "Results go with their job",
    clause="UWS 1.1 §2.1.5: destruction removes the results; an ARCHIVED job has none.",
    mend="Remove the files with the job, and list no results of an ARCHIVED job.",
)
def delete_results(service: Service) -> str:
    run = service.completed()
    if not run.job.results:
        raise Skipped("the job of --run has no results")
    service.delete(run.url)
    left = [one for one in run.job.results if service.fetch(one.get(HREF, "")).ok]
    names = ", ".join(one.get("id", "") for one in left)
    stored = [one for one in left if one.get("size") is not None]
    seen = f"after the job was deleted, {names} can be read"
    # Documents about the job that are made on demand have no size, and may stay.
    demand(not stored and len(left) < len(run.job.results), seen)
    answer = service.get(run.url)
    if answer.ok:
        listed = JobDocument(read(answer, "job")).results
        demand(not listed, f"the ARCHIVED job lists {len(listed)} results")
    return seen if left else "no result can be read any more"
