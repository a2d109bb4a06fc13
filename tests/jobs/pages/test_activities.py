"""The list of activities, and the page that says what one is."""

import pytest

from jobs.descriptions.value import Contact, GeneratedEntity, Parameter, UsedEntity
from tests import factories
from tests.jobs.pages.reading import main, one, tree, words

pytestmark = pytest.mark.django_db


def test_without_activities_the_list_says_so(client):
    assert "nothing to run yet" in main(client.get("/activities"))


def test_the_list_shows_what_is_published_to_everybody(client):
    factories.version(
        title="Find sources",
        description="Looks for stars.",
        contact=Contact("Ada", "ada@example.org"),
    )
    text = main(client.get("/activities"))
    assert "Find sources" in text
    assert "Looks for stars." in text
    assert "Contact: Ada" in text


def test_drafts_are_listed_for_staff_only(as_alice, as_operator):
    factories.draft(name="unripe")
    assert "unripe" not in main(as_alice.get("/activities"))
    assert "unripe" in main(as_operator.get("/activities"))


def test_an_activity_shows_its_parameters_with_unit_default_and_limits(client):
    width = Parameter(
        "width",
        "real",
        title="Bin width",
        default="0.5",
        minimum="0.1",
        maximum="2",
        unit="mag",
        description="Of the histogram.",
    )
    factories.version(parameters=(width,))
    row = words(one(client.get("/activities/echo"), '//tr[th="width"]'))
    assert row == "width Bin width Of the histogram. real in mag 0.5 0.1 to 2"


def test_an_activity_shows_files_script_and_contact(client):
    factories.version(
        script="#!/bin/sh\necho moon\n",
        used=(UsedEntity("image", "The image", ("image/fits",)),),
        generated=(GeneratedEntity("maps", "maps/*.fits", optional=True),),
        contact=Contact("Ada", "ada@example.org"),
    )
    page = client.get("/activities/echo")
    assert "image The image image/fits 1 none: required" in main(page)
    assert "maps by its content * maps/*.fits" in main(page)
    assert "echo moon" in main(page)
    assert one(page, '//a[@href="mailto:ada@example.org"]').text == "ada@example.org"


def test_an_activity_names_its_address_for_programs(client):
    factories.version()
    assert "http://testserver/rest/echo" in main(client.get("/activities/echo"))


def test_the_newest_published_version_is_the_one_that_is_shown(client):
    factories.version(title="Old")
    factories.version(title="New")
    assert one(client.get("/activities/echo"), "//h1").text == "New"


def test_a_draft_has_no_page_yet(as_operator):
    factories.draft()
    assert as_operator.get("/activities/echo").status_code == 404


def test_a_retired_activity_keeps_its_page_with_a_notice(as_alice):
    factories.retired(title="Older")
    factories.retired(title="Newer")
    page = as_alice.get("/activities/echo")
    assert page.status_code == 200
    assert one(page, "//h1").text == "Newer"
    assert "takes no new jobs" in words(one(page, '//*[@role="note"]'))
    assert tree(page).xpath('//a[contains(@href, "/run")]') == []


def test_a_retired_activity_is_not_listed_and_cannot_be_run(as_alice):
    factories.retired(title="Gone")
    assert "Gone" not in main(as_alice.get("/activities"))
    assert as_alice.get("/activities/echo/run").status_code == 404
    assert as_alice.post("/activities/echo/run", {}).status_code == 404


def test_what_is_published_is_preferred_to_what_was_retired(client):
    factories.version(title="Good")
    factories.retired(title="Bad")
    page = client.get("/activities/echo")
    assert one(page, "//h1").text == "Good"
    assert tree(page).xpath('//*[@role="note"]') == []


def test_only_staff_sees_a_way_to_edit(as_alice, as_operator):
    factories.version()
    path = '//a[@href="/activities/echo/edit"]'
    assert tree(as_alice.get("/activities/echo")).xpath(path) == []
    assert len(tree(as_operator.get("/activities/echo")).xpath(path)) == 1
