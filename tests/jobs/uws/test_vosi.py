"""VOSI: what the service says of itself, to anybody."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from jobs import claims, hosts
from jobs.models import Host
from provenance import times
from tests import factories
from tests.jobs.uws import rest, schemas

VOSI = "ivo://ivoa.net/std/VOSI"
UWS = "ivo://ivoa.net/std/UWS#rest-1.1"
BASIC, TOKEN = "ivo://ivoa.net/sso#BasicAA", "ivo://ivoa.net/sso#OAuth"
PLACES = ["", "/rest", "/uws", "/rest/echo", "/uws/echo"]
AVAILABILITY = "{http://www.ivoa.net/xml/VOSIAvailability/v1.0}"


def _work(since):
    """Workers of this portal say that they run."""
    hosts.start()
    Host.objects.update(started_at=since)


def _capabilities(client, place=""):
    answer = client.get(f"{place}/capabilities")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    root = schemas.capabilities(answer.content)
    return [
        (
            capability.get("standardID"),
            interface.findtext("accessURL"),
            [method.get("standardID") for method in interface.iter("securityMethod")],
        )
        for capability in root
        for interface in capability.iter("interface")
    ]


def _availability(client, place=""):
    answer = client.get(f"{place}/availability")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml")
    assert answer["Cache-Control"] == "no-store"
    root = schemas.availability(answer.content)
    found = {child.tag.removeprefix(AVAILABILITY): child.text for child in root}
    return (
        found["available"],
        found.get("upSince"),
        [note.text for note in root.iter(f"{AVAILABILITY}note")],
    )


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("slash", ["", "/"], ids=["", "slash"])
def test_both_are_valid_for_anybody_beside_every_service(place, slash, visitor):
    factories.version()
    for leaf in ("capabilities", "availability"):
        answer = visitor.get(f"{place}/{leaf}{slash}")
        assert answer.status_code == 200
        getattr(schemas, leaf)(answer.content)


def test_the_service_is_at_both_addresses_for_passwords_and_tokens(visitor):
    factories.version()
    found = [one for one in _capabilities(visitor) if one[0] == UWS]
    assert found == [
        (UWS, f"{rest.PORTAL}/{prefix}", [method])
        for prefix in ("rest", "uws")
        for method in (BASIC, TOKEN)
    ]


def _free(client, place=""):
    """The addresses of services that need no log-in."""
    found = _capabilities(client, place)
    return {url for what, url, methods in found if what == UWS and not methods}


def test_only_what_is_open_to_anybody_needs_no_log_in(visitor):
    factories.version()
    assert not _free(visitor)
    factories.open_version(name="open")
    opened = {f"{rest.PORTAL}/{prefix}/open" for prefix in ("rest", "uws")}
    assert _free(visitor) == opened
    assert _free(visitor, "/rest/open") == opened
    assert not _free(visitor, "/rest/echo")


def test_an_activity_has_capabilities_of_its_own(visitor):
    factories.version()
    urls = {url for what, url, _ in _capabilities(visitor, "/rest/echo") if what == UWS}
    assert urls == {f"{rest.PORTAL}/{prefix}/echo" for prefix in ("rest", "uws")}
    rest.said(visitor.get("/rest/nothing/capabilities"), 404)


def test_a_retired_activity_opens_nothing(visitor):
    version = factories.open_version()
    type(version).objects.filter(pk=version.pk).update(state="retired")
    assert all(methods for what, _, methods in _capabilities(visitor) if what == UWS)


def test_files_and_provenance_are_covered_so_that_clients_log_in_there(visitor):
    urls = {url for _, url, methods in _capabilities(visitor) if TOKEN in methods}
    assert urls >= {f"{rest.PORTAL}/store", f"{rest.PORTAL}/provenance"}


def test_they_name_themselves_and_need_no_log_in(visitor):
    found = _capabilities(visitor)
    for leaf in ("capabilities", "availability"):
        assert (f"{VOSI}#{leaf}", f"{rest.PORTAL}/{leaf}", []) in found


def test_addresses_are_the_configured_ones(visitor, settings):
    settings.OPUS_URL = "https://opus.example.org"
    for _, url, _ in _capabilities(visitor):
        assert url.startswith("https://opus.example.org/")


def test_without_workers_no_job_runs(visitor):
    available, since, notes = _availability(visitor)
    assert (available, since) == ("false", None)
    assert notes[0] == "No worker is running: jobs are taken, but they wait."


def test_with_workers_jobs_run_since_they_are_there(alice, visitor):
    since = times.now() - timedelta(hours=1)
    _work(since)
    factories.queued(alice)
    factories.executing(alice)
    assert _availability(visitor) == (
        "true",
        times.uws(since),
        ["Jobs waiting: 1; running: 1."],
    )


def test_a_host_that_takes_no_more_jobs_is_not_available(visitor):
    _work(times.now())
    claims.drain()
    available, since, notes = _availability(visitor)
    assert (available, since) == ("false", None)
    assert notes[0] == "This host takes no more jobs for now: they wait."
    claims.accept()
    assert _availability(visitor)[0] == "true"


def _out_of_order(*_):
    raise OperationalError("unable to open database file")


def test_a_database_that_does_not_answer_is_told_with_status_200(visitor):
    _work(times.now())
    with connection.execute_wrapper(_out_of_order):
        available, since, notes = _availability(visitor)
    assert (available, since, notes) == (
        "false",
        None,
        ["The database does not answer."],
    )


@pytest.mark.parametrize("leaf", ["capabilities", "availability"])
@pytest.mark.parametrize("verb", ["post", "put", "delete"])
def test_they_are_only_read(leaf, verb, visitor):
    answer = getattr(visitor, verb)(f"/{leaf}")
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("leaf", ["capabilities", "availability"])
def test_a_browser_gets_them_too(leaf, visitor):
    accept = "text/html,application/xhtml+xml,*/*;q=0.8"
    answer = visitor.get(f"/{leaf}", headers={"Accept": accept})
    assert answer["Content-Type"] == "application/xml"
