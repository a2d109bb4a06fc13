"""How jobs are made: forms, words of UWS, files, addresses."""

from urllib.parse import urlsplit

from opus.uwscheck import bodies
from opus.uwscheck.answer import SEE_OTHER, Answer
from opus.uwscheck.bodies import Body, Values
from opus.uwscheck.documents import JobDocument
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service, id_of
from opus.uwscheck.verdicts import Failed, Skipped, Warned, advise, demand

theme = Theme("Creating jobs")
STARTED = ("QUEUED", "EXECUTING", "COMPLETED")
FORBIDDEN, LENGTH_REQUIRED = 403, 411
RUN_ID = "uwscheck"
FILE = b"A file of uwscheck.\n"
MOVED = (301, 302, 307, 308)


@theme.check(
    "create",
    "POST makes a PENDING job and leads to it with 303",
    clause="UWS 1.1 §2.2.3.1: the answer is 303 with the job's address in Location, "
    "and the job is PENDING.",
    mend="Answer 303 with Location after the job is stored; TOPCAT takes no other.",
)
def create(service: Service) -> str:
    answer = service.create(service.values)
    if answer.status == FORBIDDEN:
        raise Skipped(f"{answer.brief} – this caller may make no jobs")
    if answer.refused and not service.values:
        raise Skipped(f"{answer.brief} – perhaps it needs parameters: give --run")
    hint = "; are the values of --run right?" if answer.refused else ""
    demand(answer.status == SEE_OTHER, f"{answer.brief}, expected 303{hint}")
    url = service.job_url(answer)
    demand(url, f"303 to “{answer.header('Location')}”, which is not below the list")
    job = service.job(url)
    demand(job.phase == "PENDING", f"the new job is {job.phase}")
    return f"303 to {answer.header('Location')}"


@theme.check(
    "create-location",
    "Location is absolute and names the host that was asked",
    clause="UWS 1.1 §2.2.3.1; TOPCAT reads Location as a whole address, and a service "
    "behind a proxy often gives the inner host or http for https.",
    mend="Make absolute addresses from the public one; tell the proxy to pass "
    "Host and X-Forwarded-Proto.",
)
def create_location(service: Service) -> str:
    location = _made(service).header("Location")
    found, asked = urlsplit(location), urlsplit(service.plan.url)
    demand(found.scheme, f"{location} is not absolute")
    here = (found.scheme, found.netloc) == (asked.scheme, asked.netloc)
    demand(here, f"asked {asked.scheme}://{asked.netloc}, led to {location}")
    return location


def _made(service: Service) -> Answer:
    """The answer that made a job. Raises Skipped."""
    answer = service.create(service.values)
    if not service.job_url(answer):
        raise Skipped("no job could be made: see “create”")
    return answer


@theme.check(
    "job-id",
    "The job's address ends with its id, without a slash",
    clause="In practice clients take the id from the address, and append “/phase” "
    "to it.",
    mend="Lead to {jobs}/{id} without a slash at its end, and write the same jobId.",
)
def job_id(service: Service) -> str:
    answer = _made(service)
    location = answer.header("Location")
    demand(not location.endswith("/"), f"Location: {location}")
    known = service.job(service.job_url(answer)).text("jobId")
    demand(known == id_of(location), f"jobId “{known}” at {location}")
    return f"jobId {known}"


@theme.check(
    "slash",
    "POST with a slash at the end is not redirected",
    clause="In practice clients repeat a redirected POST as GET: the job is lost "
    "without a word.",
    mend="Accept both forms of the address, or answer 404; never 301 or 302.",
)
def slash(service: Service) -> str:
    answer = service.create(service.values, url=f"{service.plan.url}/")
    advise(answer.status not in MOVED, f"{answer} to {answer.header('Location')}")
    return str(answer)


@theme.check(
    "create-run",
    "PHASE=RUN at creation starts the job",
    clause="UWS 1.1 §2.2.3.1: a job may be started by the request that makes it.",
    mend="Honour PHASE=RUN in the form that makes a job, also in multipart.",
)
def create_run(service: Service) -> str:
    values = (*service.given("run"), ("PHASE", "RUN"))
    service.new()  # whatever is wrong without PHASE=RUN is said elsewhere
    found = []
    for body in (bodies.form(values), bodies.multipart(values)):
        job = _job(service, service.create(body=body))
        kind = body.content_type.partition(";")[0]
        demand(job.phase in STARTED, f"{kind}: the job is {job.phase}")
        found.append(f"{kind}: {job.phase}")
    return ", ".join(found)


def _job(service: Service, answer: Answer) -> JobDocument:
    url = service.job_url(answer)
    demand(url, answer.brief)
    return service.job(url)


@theme.check(
    "names-without-case",
    "Names of parameters have no case",
    clause="DALI 1.1 §3.1: parameter names are case-insensitive; clients send "
    "PHASE, phase and Phase.",
    mend="Compare names of parameters without their case, values with it.",
)
def names_without_case(service: Service) -> str:
    url = service.new()
    answer = service.post(f"{url}/phase", (("phase", "ABORT"),))
    phase = service.job(url).phase
    demand(phase == "ABORTED", f"phase=ABORT: {answer}, the job is {phase}")
    return "phase=ABORT works like PHASE=ABORT"


@theme.check(
    "run-id",
    "RUNID comes back as runId",
    clause="UWS 1.1 §2.1.9: the client's name for a job is kept and shown.",
    mend="Store RUNID with the job; show it as runId in the job, not as a parameter.",
)
def run_id(service: Service) -> str:
    job = service.job(service.new(more=(("RUNID", RUN_ID),)))
    demand(job.text("runId") == RUN_ID, f"runId: {job.text('runId') or 'none'}")
    demand(job.parameter("RUNID") is None, "RUNID is listed as a parameter")
    return f"runId {RUN_ID}"


@theme.check(
    "multipart",
    "A job can be made with multipart/form-data",
    clause="DALI 1.1 §3: services accept urlencoded and multipart forms.",
    mend="Read the parts of a multipart form as parameters.",
)
def multipart(service: Service) -> str:
    return _same(service, bodies.multipart(_values(service)))


@theme.check(
    "chunked",
    "A body sent in chunks arrives",
    clause="RFC 9112 §7.1; TOPCAT sends uploads in chunks without Content-Length, "
    "which some servers take for an empty form.",
    mend="Let the web server in front buffer requests, or read chunked bodies; "
    "if that is impossible, answer 411.",
)
def chunked(service: Service) -> str:
    body = bodies.multipart(_values(service), chunked=True)
    answer = service.create(body=body)
    if answer.status == LENGTH_REQUIRED:
        raise Warned(f"{answer}: TOPCAT cannot upload")
    return _same(service, body, answer)


def _values(service: Service) -> Values:
    return (*service.values, ("RUNID", RUN_ID))


def _same(service: Service, body: Body, answer: Answer | None = None) -> str:
    """The job is the same as if it came from an urlencoded form."""
    plain = service.job(service.new(_values(service)))
    facts = _facts(plain)
    if not facts:
        raise Skipped("a job shows neither runId nor parameters: give --run")
    found = _facts(_job(service, answer or service.create(body=body)))
    lost = facts - found
    demand(not lost, f"lost on the way: {', '.join(sorted(lost))}")
    return f"arrived: {', '.join(sorted(found))}"


def _facts(job: JobDocument) -> set[str]:
    named = {f"{p.get('id')}={(p.text or '').strip()}" for p in job.parameters}
    run = job.text("runId")
    return named | ({f"runId={run}"} if run else set())


@theme.check(
    "upload-part",
    "A file is taken as a part of the form",
    clause="UWS 1.1 §2.2.3.1: a file part becomes a parameter by reference.",
    mend="Store the file; show the parameter with byReference=“true” and an address "
    "that gives the same bytes.",
)
def upload_part(service: Service) -> str:
    name = _upload(service)
    return _uploaded(service, bodies.multipart(service.values, {name: FILE}))


@theme.check(
    "upload-param",
    "A file is taken as UPLOAD=name,param:part",
    clause="DALI 1.1 §3.4.5: UPLOAD names the parameter and the part with its bytes.",
    mend="Read UPLOAD as pairs of a name and an address, where param: is a part.",
)
def upload_param(service: Service) -> str:
    name = _upload(service)
    values = (*service.values, ("UPLOAD", f"{name},param:uwscheck_part"))
    return _uploaded(service, bodies.multipart(values, {"uwscheck_part": FILE}))


def _upload(service: Service) -> str:
    if not service.plan.upload:
        raise Skipped("give --upload NAME with the name of an input that is a file")
    return service.plan.upload


def _uploaded(service: Service, body: Body) -> str:
    name = _upload(service)
    created = service.create(body=body)
    if created.status == FORBIDDEN:
        raise Skipped("no job could be made: see “create”")
    parameter = _job(service, created).parameter(name)
    if parameter is None:
        raise Failed(f"the job has no parameter {name}")
    href = (parameter.text or "").strip()
    demand(parameter.get("byReference") == "true", f"{name} is not by reference")
    answer = service.get(service.here(href))
    demand(answer.body == FILE, f"the file at {href} is another: {answer.brief}")
    return f"{name}: {href}"
