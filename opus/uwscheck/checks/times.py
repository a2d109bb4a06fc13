"""Times, durations and what a client may wish for them."""

import re
from datetime import UTC, datetime, timedelta

from opus.uwscheck.answer import Answer
from opus.uwscheck.documents import is_time, moment
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Skipped, Warned, advise, demand

theme = Theme("Times and limits")
TIMES = ("creationTime", "startTime", "endTime", "destruction", "quote")
NUMBER = re.compile(r"\d+", re.ASCII)
DRIFT = timedelta(minutes=10)
NOT_FOUND = (404, 410)
NONSENSE = "nonsense"


@theme.check(
    "times",
    "All times are UTC, with T and Z",
    clause="UWS 1.1 §2.2.1: times are ISO 8601 in UTC with a Z; pyvo fails on "
    "“+00:00”.",
    mend="Write times like 2026-03-04T05:06:07.250Z, with one function.",
)
def times(service: Service) -> str:
    urls = [service.idle(), service.aborted()]
    jobs = [service.job(url) for url in urls]
    if service.plan.sets.get("run") is not None:
        jobs.append(service.run("run").job)
    found = [(name, job.text(name)) for job in jobs for name in TIMES]
    for name, value in found:
        if value and name != "quote":
            demand(is_time(value), f"{name}: {value}")
    return ", ".join(f"{name} {value}" for name, value in found[:1])


@theme.check(
    "creation-time",
    "creationTime is there, and true",
    clause="UWS 1.1 §2.1.2: creationTime is UTC; a local time with a Z behind it is "
    "hours off.",
    mend="Write the creation time in UTC; set the host's clock by NTP.",
)
def creation_time(service: Service) -> str:
    url = service.new()
    time = service.job(url).time("creationTime")
    demand(time, "creationTime: none")
    now = datetime.now(UTC)
    off = abs(now - time) if time else timedelta(0)
    demand(off < DRIFT, f"creationTime {time:%H:%M:%S}, here it is {now:%H:%M:%S} UTC")
    return f"{off.total_seconds():.1f} s ago"


@theme.check(
    "quote",
    "The quote is a time, or unknown",
    clause="UWS 1.1 §2.1.6: quote is when the job will be over, nil when unknown; "
    "pyvo fails on a number of seconds.",
    mend="Write a UTC time or xsi:nil=“true”; an empty text at /quote.",
)
def quote(service: Service) -> str:
    url = service.idle()
    inner = service.job(url).text("quote") or ""
    alone = service.get(f"{url}/quote").text.strip()
    for value in (inner, alone):
        demand(not value or is_time(value), f"quote: “{value}”")
    return inner or "unknown"


@theme.check(
    "duration",
    "executionDuration is a whole number of seconds",
    clause="UWS 1.1 §2.1.4: an integer, 0 for no limit, never nil; the same at "
    "/executionduration.",
    mend="Write an integer in both places.",
)
def duration(service: Service) -> str:
    url = service.idle()
    inner = service.job(url).text("executionDuration") or ""
    demand(NUMBER.fullmatch(inner), f"executionDuration: “{inner}”")
    alone = service.get(f"{url}/executionduration").text.strip()
    demand(alone == inner, f"executionDuration {inner}, /executionduration “{alone}”")
    return f"{inner} s"


@theme.check(
    "duration-change",
    "executionDuration can be set",
    clause="UWS 1.1 §2.2.3.4: POST EXECUTIONDURATION; the service may take another "
    "value, and shows the one that it took.",
    mend="Store the value, clamped to your limits, and show it in the job.",
)
def duration_change(service: Service) -> str:
    url = service.new()
    answer = _set_duration(service, url, "61")
    if answer.refused:
        return f"{answer.brief} – refused, which is allowed"
    demand(answer.fine, answer.brief)
    now = service.job(url).text("executionDuration") or ""
    demand(NUMBER.fullmatch(now), f"executionDuration: “{now}” after 61 was sent")
    advise(now == "61", f"61 was sent, the job has {now}")
    return "61 s, as sent"


def _set_duration(service: Service, url: str, value: str) -> Answer:
    values = (("EXECUTIONDURATION", value),)
    return service.post(f"{url}/executionduration", values)


def _set_destruction(service: Service, url: str, value: str) -> Answer:
    return service.post(f"{url}/destruction", (("DESTRUCTION", value),))


@theme.check(
    "destruction",
    "The destruction time is the same in the job and at /destruction",
    clause="UWS 1.1 §2.1.5: when the job will be destroyed, nil for never, which "
    "older pyvo cannot read.",
    mend="Give every job a destruction time, and show it in both places.",
)
def destruction(service: Service) -> str:
    url = service.idle()
    inner = service.job(url).text("destruction") or ""
    alone = service.get(f"{url}/destruction").text.strip()
    demand(alone == inner, f"destruction {inner or 'nil'}, /destruction “{alone}”")
    advise(inner, "nil: the job is never destroyed")
    return inner


@theme.check(
    "destruction-change",
    "The destruction time can be set, with or without fractions",
    clause="UWS 1.1 §2.2.3.3: POST DESTRUCTION; pyvo sends microseconds.",
    mend="Accept ISO 8601 with any fraction; store it, clamped, and show it.",
)
def destruction_change(service: Service) -> str:
    url = service.new()
    now = datetime.now(UTC).replace(microsecond=0)
    wanted = now + timedelta(days=2)
    answer = _set_destruction(service, url, f"{wanted:%Y-%m-%dT%H:%M:%S.%fZ}")
    if answer.status == 403:  # noqa: PLR2004
        return f"{answer.brief} – forbidden, which is allowed"
    demand(answer.fine, answer.brief)
    shown = service.job(url).text("destruction") or ""
    demand(is_time(shown), f"destruction: “{shown}” after a time was sent")
    advise(moment(shown) == wanted, f"{wanted:%Y-%m-%dT%H:%M:%SZ} was sent: {shown}")
    return f"{shown}, as sent"


@theme.check(
    "destruction-past",
    "A destruction time in the past does no harm",
    clause="UWS 1.1 §2.2.3.3: the service may take another time or refuse; a client "
    "must not meet an error page.",
    mend="Clamp the time to what you allow, or answer 4xx with a sentence.",
)
def destruction_past(service: Service) -> str:
    url = service.new()
    answer = _set_destruction(service, url, "2001-01-01T00:00:00Z")
    demand(answer.fine or answer.refused, answer.brief)
    found = service.get(url)
    demand(found.ok or found.status in NOT_FOUND, found.brief)
    if not found.ok:
        raise Warned(f"{answer}, then {found}: the job is gone at once")
    shown = service.job(url).text("destruction")
    return f"{answer}; destruction is {shown or 'nil'}"


@theme.check(
    "wishes-wrong",
    "A limit that cannot be read is refused with a sentence",
    clause="DALI 1.1 §4.2: a client's mistake is a 4xx with an explanation, and "
    "changes nothing.",
    mend="Answer 400 and name the parameter and what is wrong with it.",
)
def wishes_wrong(service: Service) -> str:
    url = service.new()
    before = service.job(url)
    answers = (
        _set_duration(service, url, NONSENSE),
        _set_destruction(service, url, NONSENSE),
    )
    if all(answer.status == 404 for answer in answers):  # noqa: PLR2004
        raise Skipped("limits cannot be set here")
    for answer in answers:
        demand(answer.refused, f"{answer.brief}, expected 400")
        advise(answer.text.strip(), f"{answer} without a word")
    after = service.job(url)
    for name in ("executionDuration", "destruction"):
        demand(before.text(name) == after.text(name), f"{name}: {after.text(name)}")
    return answers[0].brief
