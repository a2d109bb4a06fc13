"""Which version a job runs, and when it is likely to be over."""

from datetime import timedelta

from provenance import times
from tests import factories
from tests.jobs.uws import rest


def test_programs_name_the_version_by_label_or_number(alice, as_program):
    old = factories.version(version="1.0")
    factories.version(version="2.0", title="New")
    for text in ("1.0", "1"):
        answer = as_program.post("/rest/echo", {"ACTIVITYVERSION": text})
        assert rest.created(answer).version == old
    said = rest.said(as_program.post("/rest/echo", {"ACTIVITYVERSION": "9"}), 400)
    assert said.startswith("ACTIVITYVERSION: “9” is no version that you can run")
    ignored = rest.created(as_program.post("/rest/echo", {"VERSION": "1.0"}))
    assert ignored.version.version == "2.0"


def test_a_job_that_waits_is_quoted_what_its_author_says(alice, as_program):
    job = factories.job(alice, quote=120)
    root = rest.valid(as_program.get(rest.path(job)).content)
    quote = times.parse(rest.text(root, "uws:quote"))
    assert timedelta(seconds=60) < quote - times.now() < timedelta(seconds=180)


def test_the_quote_alone_is_the_same_and_empty_once_the_job_runs(alice, as_program):
    job = factories.job(alice, quote=120)
    assert as_program.get(rest.path(job, "quote")).content.endswith(b"Z")
    running = factories.executing(alice, quote=120)
    assert as_program.get(rest.path(running, "quote")).content == b""
