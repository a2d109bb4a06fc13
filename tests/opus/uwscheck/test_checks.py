"""Each check passes at a service that is right, and finds the fault that it is for."""

import pytest

from opus.uwscheck import checks
from tests.opus.uwscheck.changes import instead, is_post
from tests.opus.uwscheck.examining import (
    complaints,
    examined,
    of_theme,
    quick,
    service_at,
)
from tests.opus.uwscheck.faults import FAULTS
from tests.opus.uwscheck.faults_of_jobs import WAIT
from tests.opus.uwscheck.messages import text
from tests.opus.uwscheck.serving import serving


def test_a_service_that_is_right_passes_all_checks():
    with serving() as stub:
        found = examined(service_at(stub.url))
    wrong = {n: f.seen for n, f in found.items() if f.result != "pass"}
    assert wrong == {}
    assert len(found) == len(checks.ALL)


def test_a_service_without_users_skips_only_what_is_about_them():
    with serving(login=False) as stub:
        found = examined(service_at(stub.url, None), quick())
    assert complaints(found) == {}
    skipped = {f.check.theme for f in found.values() if f.result == "skipped"}
    assert skipped == {"Access"}


def test_a_service_that_writes_whole_seconds_passes_the_filters():
    def after(stub, request, answer):
        answer.sub(r"\.\d{3}Z<", "Z<")

    def before(stub, request):
        for job in list(stub.jobs.values()):
            job.created = job.created.replace(microsecond=0)

    with serving(before, after) as stub:
        found = examined(service_at(stub.url), of_theme("Filters of the job list"))
    assert complaints(found) == {}


def test_a_caller_who_may_make_no_jobs_is_not_called_a_fault():
    forbidden = instead(lambda a, _: is_post(a), lambda *_: text("Only read.", 403))
    with serving(forbidden.before) as stub:
        found = examined(service_at(stub.url), quick())
    assert complaints(found) == {}
    assert "403 text/plain: “Only read.” – this caller may" in found["create"].seen
    assert found["run-id"].seen == "no job could be made: see “create”"


def test_there_is_a_fault_for_every_check():
    assert list(FAULTS) == [check.id for check in checks.ALL]


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_found_by_its_check_and_by_no_other(name):
    fault = FAULTS[name]
    chosen = of_theme("WAIT") if name in WAIT else quick()
    with serving(fault.before, fault.after) as stub:
        found = examined(service_at(stub.url), chosen)
    seen = {n: found[n].seen for n in complaints(found)}
    assert complaints(found) == {name: fault.result}, seen
