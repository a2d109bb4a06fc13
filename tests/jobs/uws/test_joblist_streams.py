"""A long list of jobs is read in lots and sent piece by piece."""

import json

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import AsyncClient
from django.test.utils import CaptureQueriesContext

from jobs.models import Job
from jobs.uws import filters
from provenance import times
from tests import factories
from tests.jobs.uws import rest

LOT = 3
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _small_lots(monkeypatch):
    monkeypatch.setattr(filters, "LOT", LOT)


def _many(owner, count, of=None):
    """Ids of jobs, the newest first; many were created at the same moment."""
    of = of or factories.version()
    made = [factories.job(owner, of=of).public_id for _ in range(count)]
    same = Job.objects.filter(public_id__in=made[1::2])
    same.update(creation_time=times.parse("2026-03-04"))
    rows = Job.objects.order_by("-creation_time", "-pk")
    return list(rows.values_list("public_id", flat=True))


def _in_json(client, query=""):
    answer = client.get(f"/rest/echo?{query}", headers=JSON)
    assert answer["Content-Type"] == "application/json"
    return [one["id"] for one in json.loads(answer.getvalue())["jobs"]]


@pytest.mark.parametrize("count", [0, 1, LOT - 1, LOT, LOT + 1, 2 * LOT, 10])
def test_every_job_is_listed_once_and_in_order(count, alice, as_program):
    factories.version()
    made = _many(alice, count)
    assert rest.ids(as_program) == made
    assert _in_json(as_program) == made


@pytest.mark.parametrize("last", [1, LOT - 1, LOT, LOT + 1, 2 * LOT, 7, 99])
def test_the_last_ones_may_be_more_than_a_lot(last, alice, as_program):
    made = _many(alice, 7)
    assert rest.ids(as_program, f"LAST={last}") == made[:last]
    assert _in_json(as_program, f"LAST={last}") == made[:last]


def _queries(client, query=""):
    with CaptureQueriesContext(
        connection,
    ) as found:
        rest.ids(client, query)
    return sum(one["sql"].startswith('SELECT "jobs_job"') for one in found)


def test_each_lot_is_one_query(alice, as_program):
    of = factories.version()
    for lots in (1, 2, 3):
        _many(alice, LOT, of)
        assert _queries(as_program) == lots + 1  # the last one finds nothing
    assert _queries(as_program, f"LAST={LOT}") == 1


def test_a_lot_is_read_when_the_client_has_taken_the_one_before(alice, as_program):
    _many(alice, 3 * LOT)
    pieces = iter(as_program.get("/rest/echo"))
    begun = next(pieces)
    assert begun.startswith(b"<?xml")
    for _ in range(3):
        with CaptureQueriesContext(connection) as found:
            piece = next(pieces)
        assert len(found) == 1
        assert piece.count(b"<uws:jobref ") == LOT


def test_a_job_that_is_made_meanwhile_moves_no_other(alice, as_program):
    of = factories.version()
    made = _many(alice, 2 * LOT, of)
    pieces = iter(as_program.get("/rest/echo"))
    taken = [next(pieces), next(pieces)]
    factories.job(alice, of=of)
    root = rest.valid(b"".join([*taken, *pieces]))
    assert [one.get("id") for one in root] == made


@pytest.mark.parametrize("headers", [{}, JSON], ids=["xml", "json"])
def test_it_is_streamed_to_any_kind_of_server(headers, alice, as_program):
    made = _many(alice, 2 * LOT + 1)
    answer = as_program.get("/rest/echo", headers=headers)
    assert isinstance(answer, StreamingHttpResponse)

    async def ask():
        sent = {**rest.basic("alice"), **headers}
        answer = await AsyncClient().get("/rest/echo", headers=sent)
        assert answer.is_async
        return [piece async for piece in answer.streaming_content]

    pieces = async_to_sync(ask)()
    whole = answer.getvalue()
    assert len(pieces) > LOT
    assert b"".join(pieces) == whole
    assert all(made_id.encode() in whole for made_id in made)


def test_the_references_in_json_say_what_those_in_xml_say(alice, as_program):
    row = factories.job(alice)
    answer = as_program.get("/rest/echo", headers=JSON)
    assert json.loads(answer.getvalue()) == {
        "version": "1.1",
        "jobs": [
            {
                "id": row.public_id,
                "href": rest.url(row),
                "phase": "PENDING",
                "runId": None,
                "ownerId": "alice",
                "creationTime": times.uws(row.creation_time),
            }
        ],
    }
