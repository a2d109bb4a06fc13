"""No string of a user ever becomes markup, on any page."""

import pytest

from jobs import drafts, lifecycle, publishing
from jobs.descriptions.value import (
    Contact,
    Example,
    GeneratedEntity,
    KnownError,
    Parameter,
    UsedEntity,
)
from jobs.execution.base import Report
from jobs.execution.folder import JobFolder
from jobs.given import Wishes
from jobs.models import Job
from jobs.phases import Phase
from tests import factories
from tests.jobs.pages.reading import send, tree

pytestmark = pytest.mark.django_db
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}{% x %}"
OWN = {f"/static/{name}.js" for name in ("opus", "form", "editor")}
SHORT = '"><script>x()</script>'
HOSTILE = {
    "title": EVIL,
    "description": f"{EVIL}\n\n{EVIL}",
    "subtype": SHORT,
    "version": SHORT,
    "contact": Contact(EVIL, "a@example.org"),
    "citation": EVIL,
    "script": f"cat <<'END'\n{EVIL}\nEND\n",
    "parameters": (
        Parameter(
            "text", "text", title=EVIL, default=EVIL, group=EVIL, description=EVIL
        ),
        Parameter("colour", "choice", options=(EVIL, "b"), default=EVIL),
    ),
    "used": (UsedEntity("image", title=EVIL, description=EVIL, required=False),),
    "generated": (GeneratedEntity("out", "*", title=EVIL, description=EVIL),),
    "examples": (Example("a", title=EVIL, description=EVIL),),
    "known_errors": (KnownError("x", EVIL, EVIL),),
}


def assert_harmless(response):
    """The only scripts are the portal's own, and no attribute is a handler."""
    page = tree(response)
    assert {script.get("src") for script in page.xpath("//script")} <= OWN
    assert page.xpath("//@*[starts-with(name(), 'on')]") == []
    assert page.xpath("//img[@src='x']") == []
    assert page.xpath("//@href[starts-with(., 'javascript')]") == []


@pytest.fixture
def evil(alice):
    """A job in which everything that a user can write is hostile."""
    alice.first_name = SHORT
    alice.save()
    job = factories.executing(
        alice,
        values={"text": EVIL},
        wishes=Wishes(run_id=EVIL[:64]),
        **HOSTILE,
    )
    folder = JobFolder(job.public_id)
    folder.stdout.parent.mkdir(parents=True, exist_ok=True)
    folder.stdout.write_text(EVIL)
    folder.stderr.write_text(EVIL)
    return job


def finished(job, phase=Phase.COMPLETED):
    name = '"><script>x()<!--.txt'.replace("/", "")
    made = factories.made(job, {name: EVIL.encode()})
    lifecycle.finish(job, Report(phase, message=EVIL, detail=EVIL, made=made))
    return job


@pytest.mark.parametrize(
    "path",
    ["/", "/activities", "/activities/echo", "/activities/echo/run", "/jobs"],
)
def test_the_pages_around_a_job(as_alice, evil, path):
    assert_harmless(as_alice.get(path))


@pytest.mark.parametrize("phase", [Phase.COMPLETED, Phase.ERROR])
@pytest.mark.parametrize("query", ["", "?log=stderr", "?detail=everything&arrows=prov"])
def test_the_page_of_a_job(as_alice, evil, phase, query):
    finished(evil, phase)
    answer = as_alice.get(f"/jobs/{evil.public_id}{query}")
    assert_harmless(answer)
    assert "&lt;script&gt;alert(1)" in answer.content.decode()
    assert "{{7*7}}" in answer.content.decode()


def test_the_page_of_a_job_that_waits_for_something_hostile(as_alice, evil):
    Job.objects.filter(pk=evil.pk).update(reason=EVIL)
    assert_harmless(as_alice.get(f"/jobs/{evil.public_id}"))
    assert_harmless(as_alice.get("/jobs"))


def test_the_page_of_an_entity(as_alice, evil):
    entity = finished(evil).results.get().entity
    assert_harmless(as_alice.get(f"/entities/{entity.public_id}"))


def test_the_question_before_deleting_and_the_message_after_it(as_alice, evil):
    finished(evil)
    question = as_alice.get(f"/jobs/{evil.public_id}/delete")
    assert_harmless(question)
    send(as_alice, question)
    assert_harmless(as_alice.get("/jobs"))


def test_a_form_that_comes_back(as_alice, evil):
    sent = {"text": EVIL, "colour": SHORT, "image": EVIL, "RUNID": EVIL * 2}
    answer = as_alice.post("/activities/echo/run", sent)
    assert answer.status_code == 400
    assert_harmless(answer)


def test_the_filters_of_the_job_table(as_alice, evil):
    query = {"q": EVIL, "type": EVIL, "phase": EVIL, "sort": EVIL, "page": EVIL}
    assert_harmless(as_alice.get("/jobs", query))


def test_the_editor(as_operator, evil):
    assert_harmless(as_operator.get("/activities/echo/edit"))
    strange = (Parameter("text", "text", unit=SHORT, pattern=EVIL, shown_if=SHORT),)
    draft = factories.description(**{**HOSTILE, "parameters": strange, "title": ""})
    drafts.save(draft, None)
    page = as_operator.get("/activities/echo/edit")
    assert_harmless(send(as_operator, page, publish="1"))
    assert_harmless(as_operator.get("/activities"))


@pytest.mark.parametrize(
    "path",
    ["history", "versions/1", "versions/2", "compare?from=1&to=2", "try", "trials"],
)
def test_the_pages_around_a_version(as_operator, operator, evil, path):
    evil.version.activity.events.update(note=EVIL)
    made = factories.draft(operator, **{**HOSTILE, "subtype": EVIL[:64]})
    publishing.submit(made, operator, EVIL)
    assert_harmless(as_operator.get(f"/activities/echo/{path}"))
    assert_harmless(as_operator.get("/activities/waiting"))


def test_the_fragments_of_the_live_pages(as_alice, evil):
    finished(evil)
    for path, name in (("/jobs", "jobs"), (f"/jobs/{evil.public_id}", "job")):
        assert_harmless(as_alice.get(path, headers={"X-Fragment": name}))
