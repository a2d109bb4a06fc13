"""What a job gave: results, and errors."""

from urllib.parse import urlsplit

from lxml.etree import _Element as Element

from opus.uwscheck.answer import quoted
from opus.uwscheck.documents import HREF, XLINK, child, children, read, text
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Run, Service
from opus.uwscheck.verdicts import Failed, Skipped, advise, demand

theme = Theme("Results and errors")
TYPE = f"{{{XLINK}}}type"
NOT_FOUND = (404, 410)
GENERIC = ("", "application/octet-stream")
TRACEBACKS = ("Traceback (most recent call last)", "\tat java.", "\tat org.")


@theme.check(
    "results",
    "Results are the same in the job and at /results, each with its own id",
    clause="UWS 1.1 §2.2.2.3: ids are unique, and the job that completed has its "
    "results.",
    mend="Give every result another id; answer the same list in both places.",
)
def results(service: Service) -> str:
    run = service.completed()
    own = [found.get("id", "") for found in run.job.results]
    top = read(service.get(f"{run.url}/results"), "results")
    listed = [found.get("id", "") for found in children(top, "result")]
    demand(own == listed, f"job: {own}, /results: {listed}")
    demand(all(own) and len(set(own)) == len(own), f"ids: {', '.join(own)}")
    return ", ".join(own) or "no results"


def _results(service: Service) -> list[Element]:
    """What the job that completed gave. Raises Skipped."""
    found = service.completed().job.results
    if not found:
        raise Skipped("the job of --run has no results")
    return found


@theme.check(
    "result-links",
    "Each result has an absolute xlink:href that can be read",
    clause="UWS 1.1 §2.2.2.3: clients follow xlink:href with their credentials, "
    "which they send to the host of the service only.",
    mend="Write absolute addresses at the host that was asked, with "
    "xlink:type=“simple”.",
)
def result_links(service: Service) -> str:
    asked = urlsplit(service.plan.url)
    found = _results(service)
    for result in found:
        href = result.get(HREF, "")
        parts = urlsplit(href)
        demand(parts.scheme, f"{result.get('id')}: xlink:href is {quoted(href)}")
        answer = service.fetch(href)
        demand(answer.ok, f"{result.get('id')}: {answer.brief}")
        advise(parts.netloc == asked.netloc, f"{href} is at another host")
        advise(result.get(TYPE, "simple") == "simple", f"type {result.get(TYPE)}")
    return f"{len(found)} results"


@theme.check(
    "result-facts",
    "Size and mime-type of results are true",
    clause="UWS 1.1 appendix: size is an integer of bytes; Firefly and pyvo read both.",
    mend="Write the size in bytes and the Content-Type of each result, or neither.",
)
def result_facts(service: Service) -> str:
    found = _results(service)
    for result in found:
        _true(service, result)
    return f"{len(found)} results"


def _true(service: Service, result: Element) -> None:
    size, kind = result.get("size"), result.get("mime-type", "")
    name = result.get("id")
    demand(size is None or size.isdecimal(), f"{name}: size “{size}”")
    answer = service.fetch(result.get(HREF, ""))
    if not answer.ok:
        raise Skipped(f"{name} cannot be read: see “result-links”")
    if size is not None and not answer.cut:
        seen = f"{name}: size {size}, but {len(answer.body)} bytes came"
        demand(int(size) == len(answer.body), seen)
    declared = kind.partition(";")[0].strip().lower()
    alike = declared in GENERIC or declared == answer.media_type
    advise(alike, f"{name}: mime-type {kind}, but {answer.media_type} came")


@theme.check(
    "no-error",
    "A job that completed has no error",
    clause="UWS 1.1 §2.1.7: errorSummary is for jobs that failed; DALI 1.1 §2: "
    "{job}/error is then 404.",
    mend="Leave errorSummary out and answer 404 at /error unless the job failed.",
)
def no_error(service: Service) -> str:
    run = service.completed()
    demand(run.job.child("errorSummary") is None, "errorSummary in a COMPLETED job")
    answer = service.get(f"{run.url}/error")
    nothing = answer.status in NOT_FOUND or (answer.ok and not answer.text.strip())
    advise(nothing, f"{answer.brief}, expected 404")
    return str(answer)


@theme.check(
    "error-summary",
    "A job that failed says why",
    clause="UWS 1.1 appendix: errorSummary has the attributes type and hasDetail and "
    "the element message; pyvo reads them.",
    mend="Write <uws:errorSummary type=“fatal” hasDetail=“true”> with a uws:message.",
)
def error_summary(service: Service) -> str:
    summary = _summary(_failed(service))
    kind, detail = summary.get("type", ""), summary.get("hasDetail", "")
    demand(kind in ("fatal", "transient"), f"type: {kind or 'none'}")
    known = ("true", "false", "1", "0")
    demand(detail in known, f"hasDetail: {detail or 'none'}")
    message = text(summary, "message")
    demand(message, "errorSummary has no message")
    return quoted(message or "")


def _failed(service: Service) -> Run:
    found = service.run("fail")
    if found.phase != "ERROR":
        raise Skipped(f"the job of --fail is {found.phase}: see “fails”")
    return found


def _summary(run: Run) -> Element:
    summary = child(run.job.top, "errorSummary")
    if summary is None:
        raise Failed("the job in ERROR has no errorSummary")
    return summary


@theme.check(
    "error-document",
    "The details of an error can be read",
    clause="UWS 1.1 §2.1.7, DALI 1.1 §4.2: with hasDetail=“true”, {job}/error gives "
    "the details with status 200.",
    mend="Answer 200 at /error with the message and what more is known.",
)
def error_document(service: Service) -> str:
    run = _failed(service)
    summary = child(run.job.top, "errorSummary")
    if summary is None:
        raise Skipped("there is no errorSummary: see “error-summary”")
    if summary.get("hasDetail") not in ("true", "1"):
        raise Skipped("hasDetail says that there are no details")
    answer = service.get(f"{run.url}/error")
    demand(answer.ok and answer.text.strip(), f"{answer.brief}, expected 200 and text")
    return answer.brief


@theme.check(
    "not-found",
    "What is not there is 404",
    clause="UWS 1.1 §2.2.1, DALI 1.1 §2: unknown jobs and results are 404.",
    mend="Answer 404 for ids and names that are unknown.",
)
def not_found(service: Service) -> str:
    urls = (
        f"{service.plan.url}/uwscheck-no-such-job",
        f"{service.idle()}/results/uwscheck-no-such-result",
        f"{service.idle()}/parameters/uwscheck-no-such-parameter",
    )
    for url in urls:
        answer = service.get(url)
        demand(answer.refused, f"{answer.brief}, expected 404")
        advise(answer.status in NOT_FOUND, f"{answer}, expected 404")
    return "job, result and parameter"


@theme.check(
    "mistakes",
    "An answer to a mistake is a sentence, without the programme's insides",
    clause="DALI 1.1 §4.2: errors are text for people; a page of the server or a "
    "stack of calls helps nobody but attackers.",
    mend="Answer 4xx with one sentence; turn debugging off.",
)
def mistakes(service: Service) -> str:
    url = service.idle()
    answers = (
        service.get(f"{service.plan.url}/uwscheck-no-such-job"),
        service.post(f"{url}/phase", (("PHASE", "NONSENSE"),)),
        service.client.ask("PATCH", url),
    )
    for answer in answers:
        for word in TRACEBACKS:
            demand(word not in answer.text, f"{answer} shows a stack of calls")
        demand(answer.status != 500, f"{answer.brief}: a mistake is not our fault")  # noqa: PLR2004
    advise(not answers[-1].fine, f"{answers[-1]}: PATCH is accepted")
    return ", ".join(str(answer.status) for answer in answers)
