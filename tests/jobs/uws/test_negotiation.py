"""Who gets which form of an answer: browsers pages, programs XML, or what they name."""

import pytest

from tests import factories
from tests.jobs.uws import rest, schemas

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,"
    "image/apng,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7"
)
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
BROWSERS = {"firefox": FIREFOX, "chrome": CHROME, "html": "text/html"}
PROGRAMS = {
    "java": JAVA,
    "newer java": "text/html, image/gif, image/jpeg, */*; q=0.2",
    "curl, pyvo": "*/*",
    "nothing": None,
    "empty": "",
    "xml": "application/xml",
    "text xml": "text/xml",
    "text": "text/plain",
    "fits": "application/fits",
    "rather xml": "application/json;q=0.5, application/xml",
    "no good": ";;q=x, /, text/",
}
JSON = {
    "json": "application/json",
    "python": "application/json, */*;q=0.5",
    "javascript": "application/json, text/plain, */*",
    "rather json": "application/xml;q=0.5, application/json",
}
VOTABLE = "application/x-votable+xml"


def _cases(given):
    return pytest.mark.parametrize("accept", given.values(), ids=given.keys())


def _get(client, path, accept):
    return client.get(path, headers={} if accept is None else {"Accept": accept})


@_cases(BROWSERS)
@pytest.mark.parametrize("prefix", ["rest", "uws"])
def test_a_browser_is_led_from_a_job_to_its_page(prefix, accept, alice, as_alice):
    row = factories.job(alice)
    answer = _get(as_alice, f"/{prefix}/echo/{row.public_id}", accept)
    page = f"{rest.PORTAL}/jobs/{row.public_id}"
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert as_alice.get(page).status_code == 200


@_cases(BROWSERS)
def test_a_browser_is_led_from_a_list_to_the_page_of_those_jobs(
    accept, alice, as_alice
):
    factories.job(alice)
    answer = _get(as_alice, "/rest/echo", accept)
    page = f"{rest.PORTAL}/jobs?type=echo"
    assert (answer.status_code, answer["Location"]) == (303, page)
    assert as_alice.get(page).status_code == 200


@_cases(PROGRAMS)
def test_a_program_gets_xml(accept, alice, as_program):
    row = factories.job(alice)
    for path in (rest.path(row), "/rest/echo", rest.path(row, "parameters")):
        answer = _get(as_program, path, accept)
        assert answer["Content-Type"] == "application/xml"
        rest.valid(answer.getvalue())


@_cases(JSON)
def test_a_program_that_names_json_gets_it(accept, alice, as_program):
    row = factories.job(alice)
    for parts in ((), ("parameters",), ("results",), ("phase",)):
        answer = _get(as_program, rest.path(row, *parts), accept)
        assert answer["Content-Type"] == "application/json"
        answer.json()
    assert _get(as_program, "/rest/echo", accept)["Content-Type"] == "application/json"


@_cases({**BROWSERS, **PROGRAMS})
def test_an_atom_is_text_for_all_others(accept, alice, as_program):
    answer = _get(as_program, rest.path(factories.job(alice), "phase"), accept)
    assert answer.content == b"PENDING"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


@_cases({**BROWSERS, **PROGRAMS})
def test_an_error_is_a_sentence_in_plain_text(accept, as_program):
    factories.version()
    answer = _get(as_program, "/rest/echo/j-none", accept)
    if accept not in BROWSERS.values():
        assert rest.said(answer, 404) == "There is no job j-none of echo."
    answer = _get(as_program, "/rest/echo/j-none/phase", accept)
    assert rest.said(answer, 404) == "There is no job j-none of echo."


def test_an_error_in_json_is_a_problem_that_names_the_field(as_program):
    factories.version()
    given = {"RUNID": "x" * 65}
    accept = {"Accept": "application/json"}
    answer = as_program.post("/rest/echo", given, headers=accept)
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["title"], problem["status"]) == ("Bad Request", 400)
    assert list(problem["errors"]) == ["RUNID"]
    assert problem["errors"]["RUNID"] in problem["detail"]


def test_every_wrong_field_has_its_sentence(as_program):
    factories.version()
    accept = {"Accept": "application/json"}
    given = {"txet": "a", "text": ["a", "b"]}
    problem = as_program.post("/rest/echo", given, headers=accept).json()
    assert problem["errors"] == {
        "txet": "echo has no such parameter; did you mean text?",
        "text": "given 2 times: give it once",
    }


def test_an_error_that_no_field_is_at_fault_for_has_no_errors(as_program):
    factories.version()
    answer = _get(as_program, "/rest/echo/j-none", "application/json")
    assert answer.json() == {
        "title": "Not Found",
        "status": 404,
        "detail": "There is no job j-none of echo.",
    }


def test_an_error_as_a_votable_is_one(as_program):
    factories.version()
    answer = as_program.post(
        "/rest/echo", {"RUNID": "a\x00 & <b>"}, headers={"Accept": VOTABLE}
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, VOTABLE)
    root = schemas.votable(answer.content)
    (info,) = root.iter("{*}INFO")
    assert (info.get("name"), info.get("value")) == ("QUERY_STATUS", "ERROR")
    assert info.text.startswith("RUNID: character 2 is U+0000")


def test_who_must_log_in_is_told_so_in_each_form(db, visitor):
    factories.version()
    for accept in ("application/json", VOTABLE, "*/*"):
        answer = _get(visitor, "/rest/echo", accept)
        assert answer.status_code == 401
        assert "Basic" in answer["WWW-Authenticate"]


@pytest.mark.parametrize("accept", ["*/*", "application/json", FIREFOX])
def test_caches_are_told_that_the_answer_depends_on_what_was_accepted(
    accept, alice, as_program
):
    row = factories.job(alice)
    for path in ("/rest/echo", rest.path(row), rest.path(row, "phase")):
        vary = _get(as_program, path, accept)["Vary"]
        assert "accept" in [word.strip().lower() for word in vary.split(",")]


@_cases(BROWSERS)
def test_a_form_of_a_browser_is_obeyed_and_not_led_to_a_page(accept, alice, as_program):
    factories.version()
    headers = {"Accept": accept}
    row = rest.created(as_program.post("/rest/echo", {}, headers=headers))
    answer = as_program.post(rest.path(row), {"PHASE": "RUN"}, headers=headers)
    assert rest.created(answer).phase == "QUEUED"
    assert answer["Location"] == rest.url(row)
    answer = as_program.delete(rest.path(row), headers=headers)
    assert answer["Location"] == f"{rest.PORTAL}/rest/echo"
    assert factories.reload(row).phase == "ARCHIVED"


def test_head_is_led_where_get_is(alice, as_program):
    row = factories.job(alice)
    answer = as_program.head(rest.path(row), headers={"Accept": FIREFOX})
    assert answer["Location"] == f"{rest.PORTAL}/jobs/{row.public_id}"
    answer = as_program.head(rest.path(row))
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_page_is_at_the_configured_address(alice, as_program, settings):
    settings.OPUS_URL = "https://opus.example.org"
    answer = _get(as_program, rest.path(factories.job(alice)), FIREFOX)
    assert answer["Location"].startswith("https://opus.example.org/jobs/j-")


def test_a_word_in_the_query_wins_over_what_the_browser_accepts(alice, as_program):
    """So a page can link to the document behind it."""
    row = factories.job(alice)
    answer = as_program.get(
        f"{rest.path(row)}?RESPONSEFORMAT=xml", headers={"Accept": FIREFOX}
    )
    rest.valid(answer.content)
    answer = as_program.get(
        f"{rest.path(row)}?responseformat=JSON", headers={"Accept": FIREFOX}
    )
    assert answer.json()["phase"] == "PENDING"


def test_a_format_that_is_not_written_is_a_400_that_names_those_that_are(
    alice, as_program
):
    answer = as_program.get(f"{rest.path(factories.job(alice))}?RESPONSEFORMAT=fits")
    sentence = "“fits” is not written here; say one of xml, text, json, votable"
    assert rest.said(answer, 400) == f"RESPONSEFORMAT: {sentence}"


def test_a_browser_at_an_activity_that_is_none_is_told(as_alice, db):
    answer = as_alice.get("/rest/nothing", headers={"Accept": FIREFOX})
    assert rest.said(answer, 404) == "There is no activity nothing."
