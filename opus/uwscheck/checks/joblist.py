"""The job list as a document."""

from urllib.parse import urlsplit

from opus.uwscheck.documents import HREF, PHASES, children, is_time, local, text
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service, id_of
from opus.uwscheck.verdicts import Skipped, advise, demand

theme = Theme("Job list")
LONG_LIST = 1000


@theme.check(
    "list",
    "The job list answers with an XML document “jobs”",
    clause="UWS 1.1 §2.2.2.1: GET on the job list gives its XML, status 200.",
    mend="Answer 200, a Content-Type with “xml” and the root element uws:jobs.",
)
def job_list(service: Service) -> str:
    answer = service.ask_list()
    service.list()
    demand("xml" in answer.media_type, f"{answer}: the Content-Type is not XML")
    return str(answer)


@theme.check(
    "list-version",
    "The job list says version 1.1",
    clause="UWS 1.1 §2.2.2.1: without version=“1.1” clients take it for UWS 1.0, "
    "and neither filter nor wait.",
    mend="Write version=“1.1” at the root element “jobs”.",
)
def list_version(service: Service) -> str:
    version = service.list().top.get("version")
    demand(version == "1.1", f"version: {version or 'none'}")
    return "version=“1.1”"


@theme.check(
    "list-jobs",
    "The list holds the caller's jobs as “jobref” with id and phase",
    clause="UWS 1.1 schema, JobSummary lists: only jobref elements, each with the "
    "attribute id and the element phase.",
    mend="List every job of the caller as jobref, with its id and its phase.",
)
def list_jobs(service: Service) -> str:
    made = [service.idle(), service.aborted()]
    jobs = service.list()
    odd = [local(c) for c in children(jobs.top) if local(c) != "jobref"]
    demand(not odd, f"there is “{odd[0] if odd else ''}” among the jobref elements")
    demand(all(job.id for job in jobs.jobs), "a jobref has no id")
    wrong = [job.phase for job in jobs.jobs if job.phase not in PHASES]
    demand(not wrong, f"a jobref has the phase “{wrong[0] if wrong else ''}”")
    missing = [id_of(url) for url in made if jobs.find(id_of(url)) is None]
    demand(not missing, f"new jobs are not in the list: {', '.join(missing)}")
    return f"{len(jobs.jobs)} jobs"


@theme.check(
    "list-facts",
    "Each job of the list has creationTime, in UTC",
    clause="UWS 1.1 §2.2.2.1: creationTime drives LAST and AFTER; Firefly and others "
    "fail without it.",
    mend="Write creationTime into every jobref, like 2026-03-04T05:06:07Z.",
)
def list_facts(service: Service) -> str:
    service.idle()
    times = [(job.id, text(job.top, "creationTime")) for job in service.list().jobs]
    wrong = [f"{job}: {time}" for job, time in times if not is_time(time or "")]
    demand(not wrong, f"no UTC creationTime in {', '.join(wrong[:3])}")
    return f"{len(times)} times"


@theme.check(
    "list-links",
    "Each job of the list says where it is",
    clause="UWS 1.1 §2.2.2.1: xlink:href leads to the job; clients follow it, or "
    "append the id to the list's address.",
    mend="Give each jobref an absolute xlink:href and an id that ends it.",
)
def list_links(service: Service) -> str:
    url = service.idle()
    found = service.list().find(id_of(url))
    if found is None:
        raise Skipped("the job is not in the list: see “list-jobs”")
    href = found.top.get(HREF, "")
    advise(href, f"the jobref {found.id} has no xlink:href")
    demand(service.here(href).rstrip("/") == url, f"{href} is not the job {url}")
    advise(urlsplit(href).scheme, f"{href} is not absolute")
    return href


@theme.check(
    "list-length",
    "The list is short enough for those who poll it",
    clause="In practice clients read the whole list often, and time out with lists "
    "of thousands of jobs; §2.2.2.1 allows to redirect to ?LAST=n.",
    mend="Lead a plain GET with 303 to ?LAST=100, or destroy jobs sooner.",
)
def list_length(service: Service) -> str:
    answer, count = service.ask_list(), len(service.list().jobs)
    seen = f"{count} jobs in {answer.seconds:.1f} s"
    advise(count <= LONG_LIST and answer.seconds < service.plan.at_once, seen)
    return seen


@theme.check(
    "list-archived",
    "ARCHIVED jobs are not listed unless asked for",
    clause="UWS 1.1 §2.1.3: ARCHIVED jobs are shown only for PHASE=ARCHIVED.",
    mend="Leave ARCHIVED jobs out of lists that were not asked for them.",
)
def list_archived(service: Service) -> str:
    url = service.new()
    service.delete(url)
    jobs = service.list()
    archived = [job.id for job in jobs.jobs if job.phase == "ARCHIVED"]
    demand(not archived, f"ARCHIVED in the list: {', '.join(archived[:3])}")
    return f"none among {len(jobs.jobs)}"


@theme.check(
    "head",
    "HEAD works where GET does",
    clause="RFC 9110 §9.3.2: HEAD answers as GET without the body; clients look "
    "with it before they download.",
    mend="Allow HEAD on every resource that answers GET.",
)
def head(service: Service) -> str:
    for url in (service.plan.url, service.idle()):
        answer = service.client.ask("HEAD", url)
        expected = service.get(url).status
        advise(answer.status == expected, f"{answer}, but GET → {expected}")
    return "the list and a job"
