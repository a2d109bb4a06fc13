"""Who may see what; made when the tester gave credentials."""

from opus.uwscheck.answer import Answer
from opus.uwscheck.credentials import Credentials
from opus.uwscheck.documents import JobList, read
from opus.uwscheck.registry import Theme
from opus.uwscheck.service import Service, id_of
from opus.uwscheck.verdicts import Skipped, advise, demand

theme = Theme("Access")
UNAUTHORIZED = 401
CLOSED = (401, 403, 404)
TOO_MANY = 429
# Not the tester's name: some services lock an account after wrong passwords.
WRONG_NAME, WRONG = "uwscheck-nobody", "uwscheck-this-is-wrong"
REDIRECTED = range(300, 400)


def _credentials(service: Service) -> Credentials:
    if service.client.credentials is None:
        raise Skipped("give --user or --token: this is about logged-in callers")
    return service.client.credentials


@theme.check(
    "anonymous-list",
    "The list shows nothing of a user's jobs to anonymous callers",
    clause="UWS 1.1 §2.2.2.1: the list holds the jobs that the caller may see; DALI "
    "1.1 §2.4: 401 with a challenge, no page to log in.",
    mend="Answer 401 with WWW-Authenticate, or a list without jobs that have owners.",
)
def anonymous_list(service: Service) -> str:
    _credentials(service)
    job = id_of(service.idle())
    answer = service.client.as_user(None).ask("GET", service.plan.url)
    demand(answer.status not in REDIRECTED, f"{answer} to {answer.location}")
    demand(answer.ok or answer.refused, answer.brief)
    if answer.ok:
        listed = JobList(read(answer, "jobs")).find(job)
        demand(listed is None, f"anonymous callers see the job {job}")
    return str(answer)


@theme.check(
    "anonymous-job",
    "A user's job is closed to anonymous callers",
    clause="UWS 1.1 §3: a service should show a job to its owner only.",
    mend="Answer 401 with WWW-Authenticate to anonymous callers, 403 to other users.",
)
def anonymous_job(service: Service) -> str:
    _credentials(service)
    anonymous = service.client.as_user(None)
    answer = anonymous.ask("GET", service.idle())
    advise(answer.status in CLOSED, f"{answer}: whoever knows the address reads it")
    return str(answer)


@theme.check(
    "challenge",
    "401 says how to log in",
    clause="RFC 9110 §15.5.2: 401 has WWW-Authenticate; TOPCAT gives up without it.",
    mend="Send WWW-Authenticate, for instance Basic realm=“…”, with each 401.",
)
def challenge(service: Service) -> str:
    answers = [
        service.client.as_user(None).ask("GET", service.plan.url),
        _with_wrong_credentials(service),
    ]
    found = [answer for answer in answers if answer.status == UNAUTHORIZED]
    if not found:
        raise Skipped("the service answers 401 to nobody")
    for answer in found:
        demand(answer.challenges, f"{answer} without WWW-Authenticate")
    return "; ".join(found[0].challenges)


def _with_wrong_credentials(service: Service) -> Answer:
    """Asked once: more would look like an attack."""
    known = _credentials(service)
    wrong = Credentials(WRONG_NAME if known.user else "", WRONG)
    client = service.client.as_user(wrong)
    return service.once("wrong", lambda: client.ask("GET", service.plan.url))


@theme.check(
    "wrong-credentials",
    "Wrong credentials are refused",
    clause="RFC 9110 §15.5.2, DALI 1.1 §2.4: 401, not the list of an anonymous "
    "caller, nor a page.",
    mend="Answer 401 when credentials were sent and are wrong.",
)
def wrong_credentials(service: Service) -> str:
    answer = _with_wrong_credentials(service)
    if answer.status == TOO_MANY:
        raise Skipped(f"{answer.brief} – try again later")
    refused = answer.status in (UNAUTHORIZED, 403)
    demand(refused, f"{answer.brief}, expected 401")
    return str(answer)


@theme.check(
    "authenticated-name",
    "Answers say who is logged in",
    clause="IVOA SSO 2.0: X-VO-Authenticated carries the user's name; TOPCAT shows it.",
    mend="Send X-VO-Authenticated with each answer to an authenticated request, "
    "never with another.",
)
def authenticated_name(service: Service) -> str:
    _credentials(service)
    name = service.get(service.plan.url).header("X-VO-Authenticated")
    advise(name, "no X-VO-Authenticated")
    other = service.client.as_user(None).ask("GET", service.plan.url)
    demand(not other.header("X-VO-Authenticated"), "it is also sent to the anonymous")
    return f"X-VO-Authenticated: {name}"
