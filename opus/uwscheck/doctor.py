"""Makes the checks, those that wait at the same time, and cleans up afterwards."""

import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby

from opus.uwscheck.answer import shown
from opus.uwscheck.client import Client, NoAnswerError
from opus.uwscheck.registry import Check
from opus.uwscheck.service import Service
from opus.uwscheck.verdicts import Result, Verdict

AT_A_TIME = 12
SILENT = 3  # so many checks without an answer, and the others are not made
CLEAN_UP_SECONDS = 10
LONGEST_SEEN = 400
NO_ANSWER = "no answer: "
GONE = (404, 410)
WRONG_PLACE = (404, 405, 410)
REDIRECTIONS = (301, 302, 307, 308)


class CannotRunError(Exception):
    """No check can be made; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found."""

    check: Check
    result: Result
    seen: str
    seconds: float


Tell = Callable[[Finding], object]


def is_ready(service: Service) -> None:
    """Raises CannotRunError if this cannot be a service that lets the tester in."""
    try:
        answer = service.get(service.plan.url)
    except NoAnswerError as error:
        raise CannotRunError(f"The service cannot be reached: {error}") from error
    known = service.client.credentials
    if answer.status == 401:  # noqa: PLR2004
        raise CannotRunError(
            f"The service refuses these credentials: {answer}."
            if known
            else f"The service wants to know who asks ({answer}): give --user NAME, "
            "or --token."
        )
    if answer.status == 403 and known:  # noqa: PLR2004
        raise CannotRunError(f"This user may not use the service: {answer.brief}")
    if answer.status == 429:  # noqa: PLR2004
        raise CannotRunError(f"The service wants to be left alone: {answer.brief}")
    if answer.status in WRONG_PLACE:
        raise CannotRunError(
            f"There is no job list ({answer}): give the address of the list, like "
            "https://example.org/tap/async."
        )
    if answer.ok and "html" in answer.media_type:
        raise CannotRunError(
            f"There is a page, not a job list ({answer}): give the address of the "
            "list, like https://example.org/tap/async."
        )
    if answer.status in REDIRECTIONS:
        raise CannotRunError(
            f"The address leads to {shown(answer.location)} ({answer}): give that one "
            "if it is the job list, or --user NAME if it is a page to log in."
        )


def examine(service: Service, checks: Iterable[Check], tell: Tell) -> None:
    """Tell the findings in the order of the checks."""
    silent = 0
    for waits, group in groupby(checks, key=lambda check: check.waits):
        made = _together if waits else _each
        for finding in made(service, list(group)):
            tell(finding)
            silent = silent + 1 if finding.seen.startswith(NO_ANSWER) else 0
            if silent == SILENT:
                service.client.stop()


def _each(service: Service, checks: list[Check]) -> Iterator[Finding]:
    for check in checks:
        yield _finding(service, check)


def _together(service: Service, checks: list[Check]) -> Iterator[Finding]:
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        tasks = [pool.submit(_finding, service, check) for check in checks]
        try:
            for task in tasks:
                yield task.result()
        except BaseException:
            service.client.stop()  # else the pool waits for those who wait
            raise


def _finding(service: Service, check: Check) -> Finding:
    begun = time.monotonic()
    result, seen = _result(service, check)
    if service.client.credentials:
        seen = service.client.credentials.hide(seen)
    seen = shown(seen, LONGEST_SEEN)
    return Finding(check, result, seen, time.monotonic() - begun)


def _result(service: Service, check: Check) -> tuple[Result, str]:
    if service.client.stopped:
        return Result.SKIPPED, "the service did not answer any more"
    try:
        return Result.PASS, check.examine(service)
    except Verdict as verdict:
        return verdict.result, str(verdict)
    except NoAnswerError as error:
        return Result.FAIL, f"{NO_ANSWER}{error}"


def clean_up(service: Service) -> list[str]:
    """Delete the jobs that were made; those that are left."""
    client = Client(service.plan.url, service.client.credentials, CLEAN_UP_SECONDS)
    left, service.made = list(service.made), []
    while left:
        try:
            _delete(client, left[-1])
        except NoAnswerError:
            break  # the others would not do better
        except _LeftError:
            service.made.append(left[-1])
        left.pop()
    return [*left, *service.made]


class _LeftError(Exception):
    """The job could not be deleted."""


def _delete(client: Client, url: str) -> None:
    """As the old validator of UWS does it: what cannot be deleted is aborted first."""
    if _is_deleted(client, url):
        return
    client.ask("POST", f"{url}/phase?PHASE=ABORT")
    if not _is_deleted(client, url):
        raise _LeftError


def _is_deleted(client: Client, url: str) -> bool:
    answer = client.ask("DELETE", url)
    return answer.fine or answer.status in GONE
