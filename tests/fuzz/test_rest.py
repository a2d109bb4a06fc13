"""What the OpenAPI document says is what the portal does, for its users and for others.

It is turned into requests, good and bad, to a portal with jobs in every phase.
"""

import pytest
import requests
import schemathesis
from hypothesis import assume
from schemathesis.specs.openapi.checks import (
    ignored_auth,
    negative_data_rejection,
    positive_data_acceptance,
)

from tests.fuzz import checks, world

pytestmark = pytest.mark.xdist_group("fuzz")
of_owner = schemathesis.pytest.from_fixture("of_owner")
of_owner_briefly = schemathesis.pytest.from_fixture("of_owner_briefly")
of_stranger = schemathesis.pytest.from_fixture("of_stranger")
of_values = schemathesis.pytest.from_fixture("of_values")

JSON = "application/json"
JOB, SYNC = "/rest/{name}/{id}", "/rest/{name}/sync/{id}"
WITH_VALUES = [f"/rest/{world.ACTIVITY}", f"/rest/{world.ACTIVITY}/sync"]
INTEGERS = ("count", "EXECUTIONDURATION")
OF_DATA = [negative_data_rejection, positive_data_acceptance]


@pytest.fixture(scope="module")
def session():
    with requests.Session() as session:
        session.trust_env = False  # no proxy and no netrc is looked for at each request
        yield session


@of_owner.parametrize()
def test_an_owner_is_answered_in_json(case, web, session):
    # What is good for a body depends on the activity and on the job.
    vague = OF_DATA if case.method != "GET" or "sync" in case.path else []
    headers = {"Accept": JSON, **_owner(web)}
    _ask(case, web, session, headers, [checks.refuses_in_json], [*vague, ignored_auth])


@of_owner_briefly.parametrize()
def test_an_owner_is_answered_in_xml(case, web, session):
    headers = {"Accept": "*/*", **_owner(web)}
    _ask(case, web, session, headers, [checks.is_valid_uws], OF_DATA)


@of_values.include(path=WITH_VALUES).parametrize()
def test_values_are_taken_as_described_and_no_others(case, web, session):
    assume(not _has_whole_real(case.body))
    # In JSON a number may be a text, and null is not there: no type is wrong.
    unchecked = [negative_data_rejection] if case.media_type == JSON else []
    headers = {"Accept": JSON, **_owner(web)}
    _ask(case, web, session, headers, [checks.refuses_in_json], unchecked)


@of_stranger.parametrize()
def test_a_stranger_meets_only_what_is_for_anybody(case, web, session):
    own = [checks.refuses_in_json, checks.refuses_strangers]
    unchecked = [*OF_DATA, ignored_auth]
    _ask(case, web, session, {"Accept": JSON}, own, unchecked)


def _owner(web):
    return {"Authorization": f"Bearer {web.token}"}


def _ask(case, web, session, headers, own, unchecked):
    assume(not _is_held(case, web))
    case.call_and_validate(
        web.url,
        session,
        headers,
        additional_checks=own,
        excluded_checks=unchecked,
    )


def _is_held(case, web):
    """Whether the answer would take almost a minute."""
    kinds = _held_kinds(case) if case.method == "GET" else ()
    held = {batch[kind] for batch in web.batches for kind in kinds}
    return bool(held) and case.path_parameters["id"] in held


def _held_kinds(case):
    if case.path == SYNC:
        return ("QUEUED", "EXECUTING")
    if case.path == JOB and "WAIT" in (case.query or {}):
        return ("PENDING", "QUEUED", "EXECUTING", "PENDING, of nobody")
    return ()


def _has_whole_real(body):
    """JSON Schema takes 9.0 for an integer; the portal takes numbers as written."""
    found = body if isinstance(body, dict) else {}
    return any(isinstance(found.get(name), float) for name in INTEGERS)
