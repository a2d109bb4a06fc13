"""Names of objects, looked up at a service that may be slow, wrong or away."""

import threading
import time

import pytest
from django.core.cache import caches

from jobs import resolver, submission
from jobs.descriptions.value import Parameter
from jobs.submission import Submission
from provenance.models import Activity
from tests import factories
from tests.jobs.web import Web

SESAME = b"""# M31\t#Q7654
#=Sc=Simbad (CDS, via url):    1     0ms
%@ 1575544
%J 10.68470833 +41.26875000 = 00:42:44.33 +41:16:07.5
"""
NOTHING = b"# nothing\t#Q1\n#! ***SIMBAD: No known catalog could be found\n"


@pytest.fixture
def service(settings):
    caches["names"].clear()
    web = Web()
    threading.Thread(target=web.server.serve_forever, daemon=True).start()
    settings.OPUS_RESOLVER_URL = web.base + "/-oI?{name}"
    settings.OPUS_RESOLVER_SECONDS = 1
    yield web
    web.server.shutdown()
    web.server.server_close()


def problem(name):
    with pytest.raises(ValueError, match="coordinates") as caught:
        resolver.resolve(name)
    return str(caught.value)


def test_an_object_is_asked_for_once_whatever_its_case(service):
    service.put("/-oI?M31", SESAME)
    for name in ("M31", "m31", " M31 "):
        assert resolver.resolve(name) == (10.68470833, 41.26875)
    assert len(service.asked) == 1


def test_a_name_cannot_leave_its_place_in_the_address(service):
    problem("../x?y#z&w @a")
    assert service.asked[0][0] == "/-oI?..%2Fx%3Fy%23z%26w%20%40a"


def test_an_unknown_object_is_told_and_remembered_for_a_while(service):
    service.put("/-oI?nothing", NOTHING)
    assert "“nothing” is not known" in problem("nothing")
    problem("nothing")
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "answer",
    [
        {"content": b"<html>Welcome to our hotel", "status": 200},
        {"content": b"x" * 200_000},
        {"status": 500},
        {"send": lambda _file: time.sleep(3)},
    ],
)
def test_a_service_that_is_not_well_is_said_to_be_away(service, answer):
    service.put("/-oI?M31", **answer)
    assert "cannot be reached now" in problem("M31")
    service.put("/-oI?M31", SESAME)
    assert resolver.resolve("M31")  # it is not remembered


def test_nobody_else_is_asked(service):
    service.put("/else", SESAME)
    service.moved("/-oI?M31", "/else")
    assert "cannot be reached now" in problem("M31")
    assert [path for path, _ in service.asked] == ["/-oI?M31"]


def test_few_ask_at_a_time(service, monkeypatch):
    monkeypatch.setattr(resolver, "asking", threading.BoundedSemaphore(1))
    assert resolver.asking.acquire(blocking=False)
    assert "cannot be reached now" in problem("M31")
    assert service.asked == []


def test_without_a_service_coordinates_are_asked_for(settings):
    settings.OPUS_RESOLVER_URL = ""
    assert "names are not looked up on this portal" in problem("M31")


def test_the_name_and_the_place_are_both_kept_also_in_the_provenance(service, alice):
    service.put("/-oI?M31", SESAME)
    place = Parameter("place", "position")
    version = factories.version(parameters=(place,))
    sent = Submission(alice, {"place": ["M31"]})
    job = submission.submit(version, sent, run=True)
    value = job.parameters.get()
    assert (value.text, value.given) == ("10.68470833 41.26875", ["M31"])
    factories.run(job)
    recorded = Activity.objects.get(public_id=job.public_id).parameters
    assert recorded[0]["given"] == "M31"
    assert recorded[0]["value"] == "10.68470833 41.26875"
