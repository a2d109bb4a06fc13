"""The addresses of activities and jobs, and what each is for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from jobs.execution.folder import JobFolder
from jobs.links import Links
from jobs.models import Job
from jobs.snippets.request import Request

LONGEST_URL = 2000  # what every client and proxy takes
PROVENANCE = (
    ("provjson", "provenance, PROV-JSON"),
    ("provxml", "provenance, PROV-XML"),
    ("provn", "provenance, PROV-N"),
    ("provsvg", "provenance, picture (SVG)"),
    ("provpng", "provenance, picture (PNG)"),
)


@dataclass(frozen=True, slots=True)
class Address:
    """A URL; `is_link` if to follow it changes nothing."""

    what: str
    url: str
    is_link: bool = True


def of_activity(request: Request) -> Iterator[Address]:
    """What is there before there is a job."""
    yield Address("job list; POST here to create a job", request.endpoint)
    what = "a job in one request: its answer is the result"
    yield Address(what, sync(request), is_link=False)
    described = f"{reverse('openapi')}?activity={request.name}"
    yield Address("all requests, as OpenAPI", request.base + described)


def sync(request: Request) -> str:
    """The URL that runs the job and answers with its result; files need a POST."""
    url = f"{request.endpoint}/sync"
    query = urlencode(request.values)
    is_complete = query and not request.files and not request.missing
    asked = f"{url}?{query}" if is_complete else url
    return asked if len(asked) <= LONGEST_URL else url


def of_job(job: Job, results: Iterable[str], links: Links) -> Iterator[Address]:
    """What is there of a job, with the ids of its results."""
    yield Address("job list", links.jobs(job.name))
    yield Address("job", links.job(job))
    yield Address("phase", links.child(job, "phase"))
    yield Address("parameters", links.child(job, "parameters"))
    yield Address("results", links.child(job, "results"))
    if job.error:
        yield Address("error", links.child(job, "error"))
    folder = JobFolder(job.public_id)
    for log in (folder.stdout, folder.stderr):
        if log.is_file():
            yield Address(f"what it printed: {log.name}", links.child(job, log.name))
    for name in results:
        yield Address(f"result {name}", links.child(job, "results", name))
    if job.settled:
        for form, what in PROVENANCE:
            yield Address(what, links.child(job, form))
