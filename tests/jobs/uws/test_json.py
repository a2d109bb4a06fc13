"""Jobs and their parts in JSON: the same facts as in XML, by the same names."""

import pytest

from jobs.descriptions.value import UsedEntity
from jobs.given import Input, Wishes
from jobs.phases import Phase
from provenance import times
from tests import factories
from tests.jobs.uws import rest
from tests.jobs.uws.test_documents_valid import in_phase

JSON = {"Accept": "application/json"}


def _json(client, path):
    answer = client.get(path, headers=JSON)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    return answer.json()


@pytest.mark.parametrize("phase", Phase)
def test_a_job_says_in_json_what_it_says_in_xml(phase, alice, as_program):
    row = in_phase(phase, alice)
    found = _json(as_program, rest.path(row))
    root = rest.valid(as_program.get(rest.path(row)).content)
    for name in (
        *("jobId", "runId", "ownerId", "phase", "quote", "creationTime"),
        *("startTime", "endTime", "executionDuration", "destruction"),
    ):
        text = rest.text(root, f"uws:{name}") or None
        value = found[name]
        assert (None if value is None else str(value)) == text, name
    assert {one["id"]: one["value"] for one in found["parameters"]} == (
        rest.parameters(root)
    )
    assert {one["id"]: one["href"] for one in found["results"]} == {
        name: element.get(rest.HREF) for name, element in rest.results(root).items()
    }
    message = rest.text(root, "uws:errorSummary/uws:message")
    assert (found["errorSummary"] or {}).get("message") == message


def test_every_field_of_a_completed_job(alice, as_program):
    row = factories.completed(alice, wishes=Wishes(run_id="M13"))
    found = _json(as_program, rest.path(row))
    assert found == {
        "version": "1.1",
        "jobId": row.public_id,
        "href": rest.url(row),
        "runId": "M13",
        "ownerId": "alice",
        "phase": "COMPLETED",
        "quote": None,
        "creationTime": times.uws(row.creation_time),
        "startTime": times.uws(row.start_time),
        "endTime": times.uws(factories.reload(row).end_time),
        "executionDuration": 3600,
        "destruction": times.uws(row.destruction),
        "parameters": [{"id": "text", "value": "hello", "byReference": False}],
        "results": found["results"],
        "errorSummary": None,
        "jobInfo": {"host": "here"},
    }
    assert found["results"][0] == {
        "id": "out",
        "href": rest.url(row, "results", "out"),
        "mimeType": "text/plain",
        "size": 5,
    }
    assert [one["size"] for one in found["results"][1:]] == [None] * 3


def test_a_failed_job_says_why(alice, as_program):
    row = in_phase(Phase.ERROR, alice)
    found = _json(as_program, rest.path(row))
    assert found["errorSummary"] == {
        "message": row.error,
        "type": "fatal",
        "hasDetail": True,
    }
    info = found["jobInfo"]
    assert info["exitStatus"] == "3"
    assert {"wallTime", "cpuTime", "peakMemory", "bytesRead", "host"} <= info.keys()
    assert _json(as_program, rest.path(row, "error")) == {
        "message": row.error,
        "detail": "oh\n" if row.error_detail.endswith("\n") else row.error_detail,
    }


def test_a_file_is_given_by_its_address(alice, as_program):
    entity = factories.uploaded(alice)
    given = Input("image", entity)
    row = factories.job(alice, inputs=[given], used=(UsedEntity("image"),))
    (_, image) = _json(as_program, rest.path(row, "parameters"))
    assert (image["id"], image["byReference"]) == ("image", True)
    assert image["value"] == f"{rest.PORTAL}/store?ID={entity.public_id}"


def test_results_alone_are_a_list(alice, as_program):
    row = factories.completed(alice)
    found = _json(as_program, rest.path(row, "results"))
    assert [one["id"] for one in found] == ["out", "provjson", "provxml", "provsvg"]


@pytest.mark.parametrize(
    ("leaf", "expected"),
    [
        ("phase", {"phase": "PENDING"}),
        ("owner", {"owner": "alice"}),
        ("quote", {"quote": None}),
        ("executionduration", {"executionDuration": 3600}),
        ("parameters/text", {"text": "a “b”"}),
    ],
)
def test_an_atom_is_an_object_with_its_one_name(leaf, expected, alice, as_program):
    row = factories.job(alice, values={"text": "a “b”"})
    assert _json(as_program, rest.path(row, leaf)) == expected


def test_the_destruction_is_the_time_of_the_job(alice, as_program):
    row = factories.job(alice)
    found = _json(as_program, rest.path(row, "destruction"))
    assert found == {"destruction": times.uws(row.destruction)}


def test_an_anonymous_job_has_no_owner(visitor):
    row = factories.job(None, of=factories.open_version())
    assert _json(visitor, rest.path(row))["ownerId"] is None
    assert _json(visitor, rest.path(row, "owner")) == {"owner": None}
