"""What a job was given, and when that can be changed."""

from opus.uwscheck.documents import children, read
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Skipped, Warned, demand

theme = Theme("Parameters")


@theme.check(
    "parameters",
    "/parameters is the list of parameters, each with its own id",
    clause="UWS 1.1 §2.2.2.4: {job}/parameters is the same list as in the job.",
    mend="Answer the element “parameters” with one parameter of each id.",
)
def parameters(service: Service) -> str:
    url = service.new()
    own = [found.get("id", "") for found in service.job(url).parameters]
    top = read(service.get(f"{url}/parameters"), "parameters")
    listed = [found.get("id", "") for found in children(top, "parameter")]
    demand(sorted(own) == sorted(listed), f"job: {own}, /parameters: {listed}")
    given = {name.lower() for name, _ in service.values}
    repeated = {n for n in listed if listed.count(n) > 1 and n.lower() not in given}
    demand(not repeated and all(listed), f"ids: {', '.join(listed)}")
    return ", ".join(listed) or "no parameters"


@theme.check(
    "parameter-values",
    "Parameters have the values that were sent",
    clause="UWS 1.1 §2.1.11, §2.2.1: the value is in the job, and at "
    "{job}/parameters/{name}.",
    mend="Keep values as they were sent, and answer each at its own address.",
)
def parameter_values(service: Service) -> str:
    sent = dict(service.given("run"))
    if not sent:
        raise Skipped("give --run NAME=VALUE: the job was made without parameters")
    url = service.new(service.given("run"))
    job = service.job(url)
    for name, value in sent.items():
        found = job.parameter(name)
        demand(found is not None, f"the job has no parameter {name}")
        if found is None or found.get("byReference") == "true":
            continue
        shown = (found.text or "").strip()
        demand(shown == value.strip(), f"{name}: “{shown}”, “{value}” was sent")
        alone = service.get(f"{url}/parameters/{name}")
        demand(alone.text.strip() == value.strip(), alone.brief)
    return f"{len(sent)} parameters"


@theme.check(
    "parameters-change",
    "Parameters can be changed while the job is PENDING",
    clause="UWS 1.1 §2.2.3.1, DALI 1.1 §3.1.1: POST to {job}/parameters.",
    mend="Take parameters at {job}/parameters as at creation, until the job is run.",
)
def parameters_change(service: Service) -> str:
    wanted = dict(service.given("run"))
    others = [dict(service.plan.sets.get(name) or ()) for name in ("long", "fail")]
    for other in others:
        new = {n: v for n, v in wanted.items() if n in other and other[n] != v}
        if new:
            return _change(service, {**wanted, **other}, new)
    raise Skipped("needs a parameter with one value in --run, another in --long")


def _change(service: Service, old: dict[str, str], new: dict[str, str]) -> str:
    url = service.new(tuple(old.items()))
    answer = service.post(f"{url}/parameters", tuple(new.items()))
    demand(answer.fine, answer.brief)
    job = service.job(url)
    for name, value in new.items():
        found = job.parameter(name)
        shown = "none" if found is None else (found.text or "").strip()
        demand(shown == value.strip(), f"{name}: “{shown}”, “{value}” was sent")
    return f"{', '.join(new)}: {answer}"


@theme.check(
    "parameters-locked",
    "Parameters cannot be changed when the job is over",
    clause="UWS 1.1 §2.2.3.1: parameters belong to what was run.",
    mend="Answer 403 to POST on {job}/parameters unless the job is PENDING.",
)
def parameters_locked(service: Service) -> str:
    values = service.given("run")
    url = service.new_aborted()
    answer = service.post(f"{url}/parameters", values or (("RUNID", "other"),))
    demand(answer.status < 500, answer.brief)  # noqa: PLR2004
    if not answer.refused:
        raise Warned(f"{answer} for a job that is ABORTED, expected 403")
    return answer.brief
