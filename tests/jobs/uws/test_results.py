"""Results, logs and the other things that a job gave."""

import pytest

from jobs import lifecycle
from jobs.descriptions.value import GeneratedEntity
from jobs.execution.folder import JobFolder
from tests import factories
from tests.jobs.uws import rest


def _body(response):
    assert response.status_code == 200, response.content
    return b"".join(response.streaming_content)


def test_a_result_is_listed_with_address_type_and_size(alice, as_program):
    row = factories.completed(alice)
    root = rest.valid(as_program.get(rest.path(row, "results")).content)
    element = rest.results(root)["out"]
    assert element.get(rest.HREF) == rest.url(row, "results", "out")
    assert (element.get("mime-type"), element.get("size")) == ("text/plain", "5")


def test_its_address_gives_the_bytes(alice, as_program):
    row = factories.completed(alice, files={"out.txt": b"\x00\xff bytes"})
    response = as_program.get(rest.path(row, "results", "out"))
    assert _body(response) == b"\x00\xff bytes"
    assert response["Content-Disposition"] == 'inline; filename="out.txt"'


def test_several_files_of_one_pattern_have_numbers(alice, as_program):
    maps = GeneratedEntity("map", "**/*.dat")
    files = {"a b.dat": b"1", "deep/c.dat": b"22"}
    row = factories.completed(alice, files=files, generated=(maps,))
    root = rest.valid(as_program.get(rest.path(row, "results")).content)
    found = rest.results(root)
    assert [found[name].get("size") for name in ("map.1", "map.2")] == ["1", "2"]
    assert _body(as_program.get(rest.path(row, "results", "map.2"))) == b"22"


def test_provenance_is_listed_among_them_without_a_size(alice, as_program):
    row = factories.completed(alice)
    found = rest.results(rest.valid(as_program.get(rest.path(row)).content))
    assert list(found) == ["out", "provjson", "provxml", "provsvg"]
    for name in ("provjson", "provxml", "provsvg"):
        assert found[name].get("size") is None
        href = found[name].get(rest.HREF).removeprefix(rest.PORTAL)
        assert as_program.get(href).status_code == 200


@pytest.mark.parametrize("make", [factories.job, factories.queued, factories.executing])
def test_a_job_that_is_not_over_has_none(make, alice, as_program):
    row = make(alice)
    root = rest.valid(as_program.get(rest.path(row, "results")).content)
    assert rest.results(root) == {}
    assert "over" in rest.said(as_program.get(rest.path(row, "provjson")), 404)


def test_an_unknown_result_is_a_404_with_its_name(alice, as_program):
    answer = as_program.get(rest.path(factories.completed(alice), "results", "x"))
    assert rest.said(answer, 404) == "The job has no result x; it has: out."


def test_a_result_that_the_disk_lost_is_a_404_in_plain_text(alice, as_program):
    row = factories.completed(alice)
    (JobFolder(row.public_id).out / "out.txt").unlink()
    rest.said(as_program.get(rest.path(row, "results", "out")), 404)


def test_what_a_script_printed_can_be_read(alice, as_program):
    script = "#!/bin/bash\nprintf 'to out: é'; echo to err >&2; touch out.txt\n"
    row = factories.run_new(alice, script=script)
    out = as_program.get(rest.path(row, "stdout"))
    assert _body(out).decode() == "to out: é"
    assert _body(as_program.get(rest.path(row, "stderr"))) == b"to err\n"
    assert out["Content-Type"] == "text/plain; charset=utf-8"
    assert out["Content-Security-Policy"].startswith("sandbox")


def test_a_job_that_has_not_run_printed_nothing(alice, as_program):
    answer = as_program.get(rest.path(factories.job(alice), "stdout"))
    assert rest.said(answer, 404) == "The job has printed nothing to stdout."


def test_owner_and_quote_are_bare_text(alice, as_program):
    row = factories.job(alice)
    assert as_program.get(rest.path(row, "owner")).content == b"alice"
    assert as_program.get(rest.path(row, "quote")).content == b""


def test_the_error_is_told_with_the_end_of_stderr(alice, as_program):
    script = "#!/bin/bash\necho no such star >&2; exit 3\n"
    row = factories.run_new(alice, script=script)
    response = as_program.get(rest.path(row, "error"))
    lines = response.content.decode().splitlines()
    assert lines[0] == row.error
    assert lines[-1] == "no such star"


def test_a_good_job_has_no_error(alice, as_program):
    answer = as_program.get(rest.path(factories.completed(alice), "error"))
    rest.said(answer, 404)


def test_an_aborted_job_says_so_as_its_error(alice, as_program):
    row = factories.queued(alice)
    lifecycle.abort(row, alice)
    response = as_program.get(rest.path(row, "error"))
    assert response.content == b"The job was aborted."
