"""The job as a document, and its text resources."""

import re
from collections.abc import Iterator

from lxml.etree import _Element as Element

from opus.uwscheck.documents import (
    NIL,
    PHASES,
    UWS,
    XLINK,
    JobDocument,
    children,
    local,
)
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import advise, demand

theme = Theme("The job document")
# The schema's sequence; an asterisk marks what may be left out.
SEQUENCE = tuple(
    "jobId runId* ownerId phase quote* creationTime* startTime endTime "
    "executionDuration destruction parameters* results errorSummary* jobInfo*".split()
)
MAY_BE_NIL = frozenset("ownerId quote startTime endTime destruction".split())
LEAKED = re.compile(r"none|null|nan|undefined", re.IGNORECASE)
ATOMS = ("phase", "executionduration", "destruction", "quote", "owner")


def _documents(service: Service) -> Iterator[JobDocument]:
    """Jobs in all the phases that can be had without waiting for them again."""
    yield service.job(service.idle())
    yield service.job(service.aborted())
    for name in ("run", "fail"):
        if service.plan.sets.get(name) is not None:
            yield service.run(name).job


@theme.check(
    "job-version",
    "A job says version 1.1",
    clause="UWS 1.1 §2.2.2.2: without version=“1.1” clients do not use WAIT.",
    mend="Write version=“1.1” at the root element “job”.",
)
def job_version(service: Service) -> str:
    version = service.job(service.idle()).top.get("version")
    demand(version == "1.1", f"version: {version or 'none'}")
    return "version=“1.1”"


@theme.check(
    "job-schema",
    "A job has the elements of the schema, in its order",
    clause="UWS 1.1 appendix, JobSummary: a sequence of elements, some of which may "
    "be nil and none of which may be missing.",
    mend=f"Write {', '.join(word.rstrip('*') for word in SEQUENCE)} in this order; "
    "give what is unknown as xsi:nil=“true”.",
)
def job_schema(service: Service) -> str:
    phases = []
    for job in _documents(service):
        names = [local(element) for element in children(job.top)]
        known = [word.rstrip("*") for word in SEQUENCE]
        missing = [word for word in SEQUENCE if "*" not in word and word not in names]
        demand(not missing, f"{job.phase} job without {', '.join(missing)}")
        demand(set(names) <= set(known), f"unknown: {set(names) - set(known)}")
        ordered = sorted(names, key=known.index)
        demand(names == ordered, f"the order is {', '.join(names)}")
        _nil_where_allowed(job)
        phases.append(job.phase)
    return f"jobs that are {', '.join(phases)}"


def _nil_where_allowed(job: JobDocument) -> None:
    for element in children(job.top):
        name = local(element)
        is_nil = element.get(NIL) in ("true", "1")
        demand(not is_nil or name in MAY_BE_NIL, f"{name} is nil")
        empty = not is_nil and not len(element) and not (element.text or "").strip()
        demand(
            not empty or name in ("parameters", "results", "jobInfo", "runId"),
            f"{name} is empty: give xsi:nil=“true”",
        )


@theme.check(
    "namespace",
    "Documents are in the namespace of UWS, with the prefixes uws and xlink",
    clause="UWS 1.1 appendix: the namespace is still …/UWS/v1.0; astroquery looks for "
    "“uws:”, pyvo and TOPCAT for “xlink:” literally.",
    mend=f"Use the namespace {UWS} with the prefix uws, and the prefix xlink for "
    f"{XLINK}.",
)
def namespace(service: Service) -> str:
    for top in (service.list().top, service.job(service.idle()).top):
        found = top.tag.rpartition("}")[0].strip("{")
        demand(found == UWS, f"{local(top)} is in the namespace {found or 'none'}")
        advise(top.prefix == "uws", f"{local(top)} has the prefix {top.prefix}")
        for element in top.iter():
            spaces = {space: name for name, space in element.nsmap.items()}
            name = spaces.get(XLINK, "xlink")
            advise(name == "xlink", f"the prefix of XLink is {name}")
    return "uws: and xlink:"


@theme.check(
    "words",
    "No “None” or “null” stands for a value that is missing",
    clause="UWS 1.1 appendix: what is unknown is nil or left out; a word like “None” "
    "is what a programme wrote by mistake.",
    mend="Write xsi:nil=“true”, or leave the element out.",
)
def words(service: Service) -> str:
    count = 0
    for job in _documents(service):
        for element in _outside_of_values(job.top):
            said = (element.text or "").strip()
            demand(not LEAKED.fullmatch(said), f"{local(element)}: “{said}”")
            count += 1
    return f"none among {count} elements"


def _outside_of_values(top: Element) -> Iterator[Element]:
    """A parameter may well be “None”."""
    for element in children(top):
        if local(element) not in ("parameters", "jobInfo", "runId"):
            yield element
            yield from _outside_of_values(element)


@theme.check(
    "job-info",
    "jobInfo does not repeat the names of UWS",
    clause="UWS 1.1 §2.1.12 allows any XML; TOPCAT looks at names only, at any depth, "
    "and would take a “phase” in jobInfo for the job's.",
    mend="Give what is in jobInfo a namespace and names of its own.",
)
def job_info(service: Service) -> str:
    taken = {w.rstrip("*") for w in SEQUENCE} | {"message", "parameter", "result"}
    names: list[str] = []
    for job in _documents(service):
        info = job.child("jobInfo")
        inner = list(info.iterdescendants()) if info is not None else []
        names += [local(element) for element in inner]
    wrong = taken & set(names)
    advise(not wrong, f"in jobInfo: {', '.join(sorted(wrong))}")
    return ", ".join(sorted(set(names))) or "no jobInfo"


@theme.check(
    "atoms",
    "Text resources are text/plain without white space around it",
    clause="UWS 1.1 §2.2.2: phase, executionduration, destruction, quote and owner "
    "are text; older clients compare the phase as it is.",
    mend="Answer text/plain, and neither a newline nor a blank around the value.",
)
def atoms(service: Service) -> str:
    url = service.idle()
    for name in ATOMS:
        answer = service.get(f"{url}/{name}")
        demand(answer.ok, answer.brief)
        demand(answer.media_type == "text/plain", str(answer))
        clean = answer.text == answer.text.strip()
        demand(clean, f"{answer}: {answer.text[:60]!r}")
    phase = service.get(f"{url}/phase").text
    demand(phase in PHASES, f"/phase: “{phase}”")
    return f"/phase: “{phase}”"


@theme.check(
    "owner",
    "The owner is the caller, in the job and at /owner",
    clause="UWS 1.1 §2.1.8: ownerId is the identity of the caller, nil when that is "
    "unknown.",
    mend="Write the authenticated name as ownerId, and the same text at /owner.",
)
def owner(service: Service) -> str:
    url = service.idle()
    known = service.job(url).text("ownerId") or ""
    said = service.get(f"{url}/owner").text.strip()
    demand(known == said, f"ownerId “{known}”, but /owner “{said}”")
    if service.client.credentials is not None:
        demand(known, "ownerId is nil although the caller gave credentials")
    return f"“{known}”" if known else "nil, for an anonymous caller"
