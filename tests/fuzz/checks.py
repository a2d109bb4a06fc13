"""What holds of every answer, beside what Schemathesis checks by itself."""

from lxml import etree

from tests.fuzz import world
from tests.jobs.uws import rest

PROBLEM = "application/problem+json"
OPEN = ("/rest", "/capabilities", "/availability", "/api/openapi.json")
REFUSED = (401, 405)


def refuses_in_json(ctx, response, case):
    """A refusal comes in the form that was asked for, unless the query says another."""
    if response.status_code < 400 or "RESPONSEFORMAT" in (case.query or {}):
        return
    assert response.headers["content-type"] == [PROBLEM]
    assert response.json()["detail"]


def is_valid_uws(ctx, response, case):
    """Every document of UWS is valid by the schema of the IVOA."""
    if response.headers.get("content-type") != ["application/xml"]:
        return
    if etree.fromstring(response.content).tag.startswith(f"{{{rest.UWS['uws']}}}"):
        rest.valid(response.content)


def refuses_strangers(ctx, response, case):
    """What is not for anybody is not there for them, whether it is there or not."""
    if case.path in OPEN or case.path_parameters["name"] == world.OPEN:
        return
    assert response.status_code in REFUSED
