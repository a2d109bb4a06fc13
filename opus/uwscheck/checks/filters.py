"""What can be asked of the job list: PHASE, AFTER and LAST."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from time import sleep

from opus.uwscheck.bodies import Values
from opus.uwscheck.documents import PHASES, JobReference, moment
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service, id_of
from opus.uwscheck.verdicts import Skipped, demand

theme = Theme("Filters of the job list")
MOST_TRIES, PAUSE = 6, 0.3
ENDED = ("COMPLETED", "ERROR", "ABORTED")
UNIONS = (
    ("PENDING", "ERROR"),
    ("COMPLETED", "ERROR"),
    ("ERROR", "ABORTED"),
    ("PENDING", "QUEUED", "EXECUTING"),
    ("EXECUTING", "COMPLETED", "ARCHIVED"),
    ("COMPLETED", "ERROR", "ABORTED"),
)
LONG_AGO = "2015-10-26T09:00"
AFTER = (
    "2015-10-26T09:15:35",
    "2015-10-26 09:00",
    "2015-10-26",
    "2015",
    "20151026",
)
NO_TIMES = ("2015-26-10", "sometext", "2015-10-26T09:00+01:00")
NO_PHASES = ("SUCCESS", "pendinggg", "somenonsense", "1345")
NO_NUMBERS = ("-1", "-254", "sometext")


def _phases(*words: str) -> Values:
    return tuple(("PHASE", word) for word in words)


def _jobs(service: Service, query: Values) -> list[JobReference]:
    """The list with this query, after some jobs were made. Raises Failed."""
    service.idle()
    service.aborted()
    return service.list(query).jobs


def _named(query: Values) -> str:
    return "&".join(f"{name}={value}" for name, value in query)


def _only(jobs: Iterable[JobReference], words: Iterable[str], query: Values) -> None:
    odd = [job.phase for job in jobs if job.phase not in words]
    demand(not odd, f"{_named(query)} lists a job that is {odd[0] if odd else ''}")


def _created(jobs: Iterable[JobReference]) -> list[datetime]:
    times = [job.created for job in jobs]
    if None in times:
        raise Skipped("jobs of the list have no creationTime: see “list-facts”")
    return [time for time in times if time]


def _newest_first(jobs: Iterable[JobReference], query: Values) -> None:
    times = _created(jobs)
    ordered = all(new >= old for new, old in pairwise(times))
    demand(ordered, f"{_named(query)}: the newest job is not the first")


def _later(jobs: Iterable[JobReference], time: str, query: Values) -> None:
    bound = moment("2015-01-01" if len(time) == len("2015") else time)
    for created in _created(jobs):
        seen = f"{_named(query)} lists a job of {created:%Y-%m-%dT%H:%M:%S.%fZ}"
        demand(bound and created > bound, seen)


def _refused(service: Service, name: str, values: Iterable[str]) -> str:
    """Each value, sent as the only filter, is the client's mistake."""
    for value in values:
        answer = service.ask_list(((name, value),))
        demand(answer.refused, f"{answer}, expected 400")
    return f"{', '.join(values)} are refused"


@theme.check(
    "phase-filter",
    "PHASE lists the jobs of one phase",
    clause="UWS 1.1 §2.2.2.1: PHASE=word gives the jobs in that phase only.",
    mend="Filter the list by the parameter PHASE, for each of the ten phases.",
)
def phase_filter(service: Service) -> str:
    pending = id_of(service.idle())
    for word in PHASES:
        jobs = _jobs(service, _phases(word))
        _only(jobs, (word,), _phases(word))
        if word == "PENDING":
            listed = pending in [job.id for job in jobs]
            demand(listed, f"PHASE=PENDING does not list the job {pending}")
    return "all ten phases"


@theme.check(
    "phase-filter-union",
    "Several PHASE give the union",
    clause="UWS 1.1 §2.2.2.1: PHASE may be given several times, which means “or”.",
    mend="Read all values of PHASE, not the first or the last.",
)
def phase_filter_union(service: Service) -> str:
    for words in UNIONS:
        _only(_jobs(service, _phases(*words)), words, _phases(*words))
    made = {id_of(service.idle()), id_of(service.aborted())}
    for words in (("PENDING", "ABORTED"), ("ABORTED", "PENDING")):
        found = {job.id for job in _jobs(service, _phases(*words))}
        demand(made <= found, f"{_named(_phases(*words))} does not list both")
    return f"{len(UNIONS) + 2} combinations"


@theme.check(
    "phase-filter-unknown",
    "A PHASE that is none is refused",
    clause="UWS 1.1 §2.2.2.1 with DALI 1.1 §4.2: a wrong value is the client's "
    "mistake, not an empty list.",
    mend="Answer 400 for a PHASE that is none of the ten.",
)
def phase_filter_unknown(service: Service) -> str:
    return _refused(service, "PHASE", NO_PHASES)


@theme.check(
    "last",
    "LAST=n lists the n newest jobs, the newest first",
    clause="UWS 1.1 §2.2.2.1: LAST=n gives the n most recently created jobs, in "
    "descending order of creationTime.",
    mend="Sort by creationTime, newest first, then cut after n jobs.",
)
def last(service: Service) -> str:
    for number in ("1", "3", "120", "254", "3423"):
        query = (("LAST", number),)
        jobs = _jobs(service, query)
        demand(len(jobs) <= int(number), f"LAST={number} lists {len(jobs)} jobs")
        _newest_first(jobs, query)
    newest = service.new()
    created = service.job(newest).time("creationTime")
    found = _jobs(service, (("LAST", "1"),))
    times = _created(found)
    # Somebody else may have made one in the meantime.
    is_newest = created and times and times[0] >= created
    seen = f"{', '.join(job.id for job in found) or 'nothing'}"
    demand(is_newest, f"LAST=1 lists {seen}, the newest job is {id_of(newest)}")
    return f"LAST=1 lists {seen}"


@theme.check(
    "last-wrong",
    "A LAST that is no positive number is refused",
    clause="UWS 1.1 §2.2.2.1: LAST is a positive integer.",
    mend="Answer 400 for a LAST that is negative or no number.",
)
def last_wrong(service: Service) -> str:
    return _refused(service, "LAST", NO_NUMBERS)


@theme.check(
    "after",
    "AFTER takes times in any form of ISO 8601",
    clause="UWS 1.1 §2.2.2.1: AFTER is an ISO 8601 time, UTC; a day or a year will do.",
    mend=f"Accept {', '.join(AFTER)} in AFTER.",
)
def after(service: Service) -> str:
    for time in AFTER:
        query = (("AFTER", time),)
        _later(_jobs(service, query), time, query)
    return f"{len(AFTER)} forms"


@theme.check(
    "after-wrong",
    "An AFTER that is no UTC time is refused",
    clause="UWS 1.1 §2.2.2.1: AFTER is an ISO 8601 time without offset.",
    mend="Answer 400 for an AFTER that is no time or has an offset.",
)
def after_wrong(service: Service) -> str:
    return _refused(service, "AFTER", NO_TIMES)


@theme.check(
    "after-later",
    "AFTER lists jobs that are strictly later",
    clause="UWS 1.1 §2.2.2.1: AFTER=t gives jobs created after t; a client that "
    "sends back a creationTime must not see the same job again.",
    mend="Compare with “later”, and store creationTime as precisely as it is shown.",
)
def after_later(service: Service) -> str:
    first = service.new()
    time = service.job(first).text("creationTime") or ""
    later = _later_than(service, moment(time))
    found = [job.id for job in service.list((("AFTER", time),)).jobs]
    demand(id_of(first) not in found, f"AFTER={time} lists the job of that time")
    demand(id_of(later) in found, f"AFTER={time} does not list a later job")
    return f"AFTER={time} lists the job after it, not the one of that time"


def _later_than(service: Service, bound: datetime | None) -> str:
    """A job with a later creationTime; some services write whole seconds."""
    for _ in range(MOST_TRIES):
        url = service.new()
        created = service.job(url).time("creationTime")
        if bound is None or created is None:
            raise Skipped("jobs have no creationTime: see “creation-time”")
        if created > bound:
            return url
        sleep(PAUSE)
    raise Skipped("jobs that are made one after the other have the same creationTime")


@theme.check(
    "filters-together",
    "Filters combine: PHASE and AFTER first, then LAST",
    clause="UWS 1.1 §2.2.2.1: all filters apply; LAST counts what the others leave.",
    mend="Apply PHASE and AFTER in the query, and LAST to its result.",
)
def filters_together(service: Service) -> str:
    for word in ENDED:
        query: Values = (*_phases(word), ("LAST", "5"))
        _check(service, query, (word,), 5)
        query = (*_phases(word), ("AFTER", LONG_AGO))
        _check(service, query, (word,), None)
    for number in (5, 3, 2):
        query = (("LAST", str(number)), ("AFTER", LONG_AGO))
        _check(service, query, PHASES, number)
    service.new()  # a newer job, which LAST alone would show
    aborted = _jobs(service, (*_phases("ABORTED"), ("LAST", "1")))
    demand(aborted, "PHASE=ABORTED&LAST=1 lists nothing although there is one")
    return "9 combinations"


def _check(
    service: Service, query: Values, phases: Iterable[str], most: int | None
) -> None:
    jobs = _jobs(service, query)
    _only(jobs, phases, query)
    if most is not None:
        demand(len(jobs) <= most, f"{_named(query)} lists {len(jobs)} jobs")
        _newest_first(jobs, query)
    if ("AFTER", LONG_AGO) in query:
        _later(jobs, LONG_AGO, query)
