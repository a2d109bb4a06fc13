"""What real clients trip over: what they read in the documents."""

import re
from datetime import timedelta
from io import BytesIO
from xml.sax import handler, parseString

import pytest
from pyvo.io.uws import parse_job

from jobs.descriptions.value import GeneratedEntity, Parameter
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from provenance import times
from tests import factories
from tests.jobs.uws import rest, schemas
from tests.jobs.uws.test_documents_valid import in_phase

trap = pytest.mark.trap
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
LEAVES = ("", "parameters", "results")


def _document(client, row):
    return rest.valid(client.get(rest.path(row)).content)


@trap(6)
def test_every_time_is_utc_with_a_z(alice, as_program):
    """Other zones make pyvo fail, +00:00 too."""
    row = factories.completed(alice)
    root = _document(as_program, row)
    for name in ("creationTime", "startTime", "endTime", "destruction"):
        assert TIME.fullmatch(rest.text(root, f"uws:{name}"))
    (listed,) = rest.listed(as_program)
    assert TIME.fullmatch(rest.text(listed, "uws:creationTime"))
    assert TIME.fullmatch(
        as_program.get(rest.path(row, "destruction")).content.decode()
    )


@trap(6)
@pytest.mark.parametrize("ending", ["", "Z", ".000000Z", ".000", "+00:00"])
def test_a_time_is_taken_with_and_without_z_and_fraction(ending, alice, as_program):
    row = factories.job(alice)
    day = f"{times.now() + timedelta(days=9):%Y-%m-%dT00:00:00}"
    given = {"DESTRUCTION": f"{day}{ending}"}
    assert as_program.post(rest.path(row, "destruction"), given).status_code == 303
    shown = as_program.get(rest.path(row, "destruction")).content.decode()
    assert shown == f"{day}.000Z"


@trap(7)
@pytest.mark.parametrize("phase", Phase)
def test_the_execution_duration_is_always_a_whole_number(phase, alice, as_program):
    """Clients convert it without looking: empty or nil breaks them."""
    text = rest.text(
        _document(as_program, in_phase(phase, alice)), "uws:executionDuration"
    )
    assert int(text) >= 0


@trap(8)
@pytest.mark.parametrize("phase", Phase)
def test_a_quote_is_never_a_number(phase, alice, as_program):
    """It is a time, whatever some services take it for; we know none: nil."""
    row = in_phase(phase, alice)
    quote = _document(as_program, row).find("uws:quote", rest.UWS)
    assert (quote.text, quote.get(rest.NIL)) == (None, "true")
    assert as_program.get(rest.path(row, "quote")).content == b""


@trap(9)
@pytest.mark.parametrize("phase", Phase)
def test_every_job_has_a_destruction_time(phase, alice, as_program):
    """Older pyvo fails on nil."""
    root = _document(as_program, in_phase(phase, alice))
    assert TIME.fullmatch(rest.text(root, "uws:destruction"))


@trap(10)
@pytest.mark.parametrize("phase", sorted(set(Phase) - {Phase.ERROR, Phase.ABORTED}))
def test_a_job_that_has_not_failed_has_no_error(phase, alice, as_program):
    """Clients take any errorSummary for a failure; what is only a note is elsewhere."""
    row = in_phase(phase, alice)
    if phase == Phase.ARCHIVED:
        assert not row.error
    assert _document(as_program, row).find("uws:errorSummary", rest.UWS) is None
    assert as_program.get(rest.path(row, "error")).status_code == 404


@trap(10)
@pytest.mark.parametrize("phase", [Phase.ERROR, Phase.ABORTED])
def test_one_that_failed_says_the_same_in_its_document_and_alone(
    phase, alice, as_program
):
    row = in_phase(phase, alice)
    summary = _document(as_program, row).find("uws:errorSummary", rest.UWS)
    assert (summary.get("type"), summary.get("hasDetail")) == ("fatal", "true")
    assert [child.tag for child in summary] == [f"{{{rest.UWS['uws']}}}message"]
    answer = as_program.get(rest.path(row, "error"))
    assert answer.status_code == 200
    assert answer.content.decode().splitlines()[0] == rest.text(summary, "uws:message")


@trap(12)
def test_jobs_and_lists_say_their_version(alice, as_program):
    """Without it a client does not use WAIT."""
    row = factories.job(alice)
    for path in (rest.path(row), "/rest/echo"):
        root = rest.valid(as_program.get(path).getvalue())
        assert root.get("version") == "1.1"


class _Names(handler.ContentHandler):
    """Names as a parser gives them that knows nothing of namespaces."""

    def __init__(self):
        super().__init__()
        self.found = []

    def startElement(self, name, attributes):  # noqa: N802 - of SAX
        self.found += [name, *attributes.getNames()]


@trap(13)
def test_prefixes_are_those_that_parsers_look_for_literally(alice, as_program):
    """Some look for `uws:`, like astroquery, and most for `xlink:href`."""
    row = in_phase(Phase.ERROR, alice)
    for path in (rest.path(row), "/rest/echo", rest.path(row, "results")):
        names = _Names()
        parseString(as_program.get(path).getvalue(), names)
        prefixes = {name.partition(":")[0] for name in names.found if ":" in name}
        assert prefixes <= {"uws", "xlink", "xsi", "xmlns", "opus"}
        assert "xlink:href" in names.found
        assert names.found[0].startswith("uws:")


@trap(14)
@pytest.mark.parametrize("phase", Phase)
def test_every_document_is_valid_in_every_phase(phase, alice, as_program):
    """The order of elements and the type of links are fixed by the schema."""
    row = in_phase(phase, alice)
    for leaf in LEAVES:
        path = "/".join(filter(None, [rest.path(row), leaf]))
        root = schemas.uws(as_program.get(path).content)
        kind = f"{{{rest.UWS['xlink']}}}type"
        assert {one.get(kind) for one in rest.results(root).values()} <= {"simple"}


@trap(15)
def test_results_have_ids_of_their_own_sizes_in_bytes_and_types(alice, as_program):
    maps = (GeneratedEntity("map", "**/*.dat"),)
    files = {"a.dat": b"1", "b.dat": b"x" * 12_345}
    row = factories.completed(alice, files=files, generated=maps)
    elements = list(_document(as_program, row).iterfind(".//uws:result", rest.UWS))
    ids = [element.get("id") for element in elements]
    assert len(set(ids)) == len(ids)
    assert [int(e.get("size")) for e in elements if e.get("size")] == [1, 12_345]
    assert all(element.get("mime-type") for element in elements)


@trap(15)
def test_the_one_result_is_where_clients_guess_it_to_be(alice, as_program):
    """Clients ask for results/result when they expect one table."""
    row = factories.completed(alice)
    answer = as_program.get(rest.path(row, "results", "result"))
    assert answer.getvalue() == b"hello"


@trap(32)
def test_creation_time_run_and_owner_are_in_job_and_list(alice, as_program):
    row = factories.job(alice, wishes=Wishes(run_id="M13"))
    (listed,) = rest.listed(as_program)
    for element in (listed, _document(as_program, row)):
        assert rest.text(element, "uws:creationTime") == times.uws(row.creation_time)
        assert rest.text(element, "uws:runId") == "M13"
        assert rest.text(element, "uws:ownerId") == "alice"


@trap(33)
def test_every_parameter_of_the_service_descriptor_has_a_value(as_program):
    """Clients convert the value of a number without looking whether it is there."""
    kinds = ("integer", "real", "boolean", "text")
    given = tuple(Parameter(f"a_{kind}", kind, required=False) for kind in kinds)
    factories.version(parameters=given)
    root = schemas.votable(as_program.get("/rest/echo/descriptor").content)
    params = list(root.iterfind(".//{*}GROUP[@name='inputParams']/{*}PARAM"))
    assert [param.get("name") for param in params] == [f"a_{kind}" for kind in kinds]
    for param in params:
        if param.get("datatype") != "char":
            assert param.get("value") or param.get("ref")


@trap(34)
@pytest.mark.parametrize("phase", Phase)
def test_no_word_of_python_or_json_leaks_into_a_document(phase, alice, as_program):
    """None, null, True and an empty time in place of nothing."""
    row = in_phase(phase, alice)
    for leaf in LEAVES:
        path = "/".join(filter(None, [rest.path(row), leaf]))
        root = rest.valid(as_program.get(path).content)
        words = {text.strip() for text in root.itertext()}
        words |= {value for one in root.iter() for value in one.attrib.values()}
        assert not words & {"None", "null", "True", "False", "[]", "{}"}
        for one in root.iter("{*}startTime", "{*}endTime", "{*}quote"):
            assert one.text or one.get(rest.NIL) == "true"
    for leaf in ("quote", "owner", "phase", "destruction", "executionduration"):
        assert as_program.get(rest.path(row, leaf)).content not in (b"None", b"null")


@trap(6)
@trap(7)
@pytest.mark.parametrize("phase", Phase)
def test_pyvo_reads_times_and_durations_in_every_phase(phase, alice, as_program):
    content = as_program.get(rest.path(in_phase(phase, alice))).content
    found = parse_job(BytesIO(content), pedantic=True)
    row = Job.objects.get(public_id=found.jobid)
    assert found.creationtime.to_datetime() == row.creation_time.replace(tzinfo=None)
    assert found.executionduration.sec == row.execution_duration
