"""The submit form, filled as for a job that there was."""

import pytest

from jobs import publishing
from jobs.descriptions.value import Parameter, UsedEntity
from jobs.given import Input, Wishes
from jobs.models import Job
from tests import factories
from tests.jobs.pages.reading import filled, one, send, tree

pytestmark = pytest.mark.django_db
TEXT = Parameter("text", "text", default="hello", required=False)
LINK = '//a[contains(@href, "/again")]'


def again(client, job):
    return client.get(f"/jobs/{job.public_id}/again")


def test_the_page_of_a_job_that_is_over_leads_to_its_form(as_alice, alice):
    job = factories.completed(alice)
    link = one(as_alice.get(f"/jobs/{job.public_id}"), LINK)
    assert link.get("href") == f"/jobs/{job.public_id}/again"


@pytest.mark.parametrize(
    "text", ["x", "", " <b>\n&\n", "trailing\\", "a" * 120_000], ids=len
)
def test_values_arrive_as_they_were(as_alice, alice, text):
    job = factories.completed(alice, values={"text": text}, parameters=(TEXT,))
    send(as_alice, again(as_alice, job))
    newest = Job.objects.latest("pk")
    assert newest != job
    assert newest.parameters.get(name="text").text == text


def test_the_input_and_the_run_name_are_those_of_the_job(as_alice, alice):
    entity = factories.entity_of(factories.completed(alice))
    job = factories.job(
        alice,
        name="look",
        parameters=(),
        used=(UsedEntity("image"),),
        inputs=(Input("image", entity, matched_by="entity"),),
        wishes=Wishes(run_id="M13"),
    )
    sent = filled(again(as_alice, job))
    assert entity.public_id in sent["image"]
    assert sent["RUNID"] == ["M13"]


def test_a_parameter_that_is_new_has_its_default(as_alice, alice):
    job = factories.completed(alice, values={"text": "x"})
    factories.version(
        parameters=(factories.TEXT, Parameter("n", "integer", default="4"))
    )
    sent = filled(again(as_alice, job))
    assert (sent["text"], sent["n"]) == (["x"], ["4"])


def test_an_option_that_is_no_more_is_shown_and_refused(as_alice, alice):
    def colour(*options):
        return (Parameter("colour", "choice", options=options),)

    job = factories.completed(
        alice, values={"colour": "red"}, parameters=colour("red", "blue")
    )
    factories.version(parameters=colour("green", "blue"))
    page = again(as_alice, job)
    assert filled(page)["colour"] == ["red"]
    assert send(as_alice, page).status_code == 400


def test_a_job_of_a_retired_activity_cannot_be_run_again(as_alice, alice):
    job = factories.completed(alice)
    publishing.retire(job.version, None)
    assert tree(as_alice.get(f"/jobs/{job.public_id}")).xpath(LINK) == []
    assert again(as_alice, job).status_code == 404


def test_somebody_elses_job_cannot_be_run_again(as_bob, alice):
    assert again(as_bob, factories.completed(alice)).status_code == 404
