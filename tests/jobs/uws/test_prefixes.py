"""/rest and /uws are the same tree; who came by one is never sent to the other."""

import re

import pytest

from jobs.descriptions.value import UsedEntity
from tests import factories
from tests.jobs.uws import rest

PREFIXES = ["rest", "uws"]
LEAVES = [
    "phase",
    "executionduration",
    "destruction",
    "quote",
    "owner",
    "parameters",
    "parameters/text",
    "results",
    "results/out",
    "results/result",
    "results/provjson",
    "provjson",
    "provxml",
    "provn",
    "provsvg",
    "provpng",
]


def _path(prefix, row, *parts):
    return "/".join([f"/{prefix}", row.name, row.public_id, *parts])


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("leaf", ["", *LEAVES])
@pytest.mark.parametrize("slash", ["", "/"], ids=["", "slash"])
def test_all_of_a_job_is_below_both(prefix, leaf, slash, alice, as_program):
    row = factories.completed(alice)
    path = "/".join(filter(None, [_path(prefix, row), leaf])) + slash
    answer = as_program.get(path)
    assert answer.status_code == 200
    answer.getvalue()


@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize("form", ["*/*", "application/json"])
def test_every_address_in_a_document_keeps_the_prefix(prefix, form, alice, as_program):
    row = factories.completed(alice)
    for parts in ((), ("results",), None):
        path = f"/{prefix}/echo" if parts is None else _path(prefix, row, *parts)
        content = as_program.get(path, headers={"Accept": form}).getvalue().decode()
        found = re.findall(rf"{rest.PORTAL}/(\w+)/echo", content)
        assert set(found) == {prefix}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_location_keeps_the_prefix(prefix, alice, as_program):
    factories.version()
    made = as_program.post(f"/{prefix}/echo")
    row = rest.created(made)
    here = rest.PORTAL + _path(prefix, row)
    assert made["Location"] == here
    for leaf, given in [
        ("executionduration", {"EXECUTIONDURATION": "5"}),
        ("destruction", {"DESTRUCTION": "2030-01-01"}),
        ("parameters", {"text": "b"}),
        ("parameters/text", {"VALUE": "c"}),
        ("phase", {"PHASE": "RUN"}),
        ("phase", {"PHASE": "ABORT"}),
    ]:
        answer = as_program.post(_path(prefix, row, leaf), given)
        assert (answer.status_code, answer["Location"]) == (303, here), leaf
    answer = as_program.delete(_path(prefix, row))
    assert answer["Location"] == f"{rest.PORTAL}/{prefix}/echo"


@pytest.mark.parametrize("prefix", PREFIXES)
def test_the_synchronous_facade_keeps_it_too(prefix, alice, as_program):
    factories.version()
    made = as_program.post(f"/{prefix}/echo/sync")
    assert made["Location"].startswith(f"{rest.PORTAL}/{prefix}/echo/sync/j-")
    row = factories.run(rest.created(made))
    answer = as_program.get(f"/{prefix}/echo/sync/{row.public_id}")
    assert answer["Location"] == rest.PORTAL + _path(prefix, row, "results", "out")


@pytest.mark.parametrize("path", ["/restecho", "/rest2", "/uws2/echo", "/xrest/echo"])
def test_what_is_beside_them_is_nothing(path, as_program):
    factories.version()
    assert as_program.get(path).status_code == 404


@pytest.mark.parametrize("prefix", PREFIXES)
def test_an_address_of_a_result_below_either_is_known_as_an_input(
    prefix, alice, as_program
):
    before = factories.completed(alice, name="before")
    factories.version(used=(UsedEntity("image"),))
    url = rest.PORTAL + _path(prefix, before, "results", "out")
    row = rest.created(as_program.post("/uws/echo", {"image": url}))
    assert row.inputs.get().entity == factories.entity_of(before)
