"""An activity as a service descriptor, as pyvo reads it."""

import warnings
from io import BytesIO

import pytest
from astropy.io.votable import parse
from pyvo.dal.adhoc import DatalinkQuery

from jobs.descriptions.value import Parameter, UsedEntity
from tests import factories
from tests.jobs.uws import rest

PARAMETERS = (
    factories.TEXT,
    Parameter("radius", "real", unit="deg", ucd="pos.angDistance"),
    Parameter("n", "integer", "How many", minimum="2", maximum="9", unit="pix"),
    Parameter("mode", "choice", options=("fast", "good"), default="good"),
    Parameter("flip", "boolean", required=False),
)


@pytest.fixture
def service(as_program):
    """The resource that describes the activity."""
    factories.version(parameters=PARAMETERS, used=(UsedEntity("image", "An image"),))
    answer = as_program.get("/rest/echo/descriptor")
    assert answer["Content-Type"] == "application/x-votable+xml"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return parse(BytesIO(answer.content), verify="exception").resources[0]


def _inputs(service):
    (group,) = service.groups
    return {param.name: param for param in group.entries}


def test_it_is_a_service_that_clients_recognise(service):
    assert (service.type, service.utype) == ("meta", "adhoc:service")
    (address,) = service.params
    assert address.name == "accessURL"
    assert address.value == f"{rest.PORTAL}/rest/echo/sync"


def test_what_it_takes_has_types_units_and_limits(service):
    found = _inputs(service)
    assert list(found) == ["text", "radius", "n", "mode", "flip", "image"]
    assert (found["radius"].datatype, str(found["radius"].unit)) == ("double", "deg")
    assert found["radius"].ucd == "pos.angDistance"
    assert (found["n"].values.min, found["n"].values.max) == (2, 9)
    assert [value for _, value in found["mode"].values.options] == ["fast", "good"]
    assert found["image"].description == "An image: An entity id or a URL."


def test_a_whole_number_has_no_unit_or_pyvo_would_send_44_as_44_0(service):
    assert _inputs(service)["n"].unit is None
    assert _inputs(service)["n"].description == "How many: in pix"
    query = DatalinkQuery.from_resource([], service, n=4)
    assert str(query["N"]) == "4"


def test_every_number_has_a_value_so_that_no_client_fails_on_an_empty_one(service):
    found = _inputs(service)
    assert [found[name].value for name in ("radius", "n", "flip")] == [0, 2, False]


def test_pyvo_makes_a_request_of_it_with_names_in_upper_case(service):
    query = DatalinkQuery.from_resource([], service, radius=0.5, image="e-1")
    assert query.queryurl == f"{rest.PORTAL}/rest/echo/sync"
    assert {**query} == {
        "TEXT": "hello",
        "RADIUS": "0.5",
        "N": 2,
        "MODE": "good",
        "IMAGE": "e-1",
    }


def test_what_one_may_not_run_is_not_described(client, as_program):
    factories.version()
    rest.said(client.get("/rest/echo/descriptor"), 401)
    rest.said(as_program.get("/rest/nothing/descriptor"), 404)
