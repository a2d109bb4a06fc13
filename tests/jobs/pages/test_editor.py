"""The editor: staff writes drafts and publishes versions."""

import pytest

from jobs import publishing
from jobs.descriptions.value import GeneratedEntity, Parameter, UsedEntity
from jobs.models import ActivityDescription, Version
from tests import factories
from tests.jobs.pages.reading import filled, main, one, send, tree

pytestmark = pytest.mark.django_db
NEW, EDIT = "/activities/new", "/activities/echo/edit"
HEAD = {
    "name": "echo",
    "title": "Echo",
    "contact_name": "Help desk",
    "script": "#!/bin/bash\r\ntrue\r\n",
}


def create(client, **typed):
    return send(client, client.get(NEW), **{**HEAD, **typed})


def edit(client, **typed):
    return send(client, client.get(EDIT), **typed)


def newest():
    return Version.objects.latest("number")


@pytest.mark.parametrize("path", [NEW, EDIT])
def test_the_editor_is_for_staff_only(as_alice, client, path):
    factories.version()
    assert as_alice.get(path).status_code == 404
    assert as_alice.post(path, HEAD).status_code == 404
    assert client.get(path).url.startswith("/login?")
    assert Version.objects.count() == 1


def test_a_new_activity_begins_as_a_draft(as_operator, operator):
    answer = create(as_operator)
    assert answer.url == EDIT
    assert (newest().state, newest().created_by) == ("draft", operator)
    assert newest().script == "#!/bin/bash\ntrue\n"


def test_what_is_left_to_do_before_publishing_is_said(as_operator):
    answer = create(as_operator, title="")
    text = main(as_operator.get(answer.url))
    assert "The draft of echo is saved." in text
    assert "title is required" in text


def test_all_parts_of_a_description_survive_the_editor(as_operator):
    number = Parameter(
        "n",
        "real",
        title="N",
        required=False,
        default="2",
        minimum="1",
        maximum="3",
        unit="mag",
        ucd="phot.mag",
        utype="x:y",
        description="Of stars.",
    )
    colour = Parameter("colour", "choice", options=("light blue", "red"), default="red")
    word = Parameter("word", "text", pattern=" ?[a-z]+", default=" a")
    image = UsedEntity(
        "image", "Image", "image/fits", required=False, description="In."
    )
    out = GeneratedEntity(
        "out", "*.txt", "Out", "text/plain", optional=True, description="Out."
    )
    described = factories.description(
        description="One.\n\nTwo.",
        type="Observation",
        subtype="deep",
        version="1.0",
        documentation="https://example.org/manual",
        execution_duration=60,
        parameters=(number, colour, word),
        used=(image,),
        generated=(out,),
    )
    publishing.publish_if_new(described, None)
    edit(as_operator)
    assert newest().state == "draft"
    assert newest().value() == described


def test_a_type_that_is_not_in_the_list_survives_the_editor(as_operator):
    factories.version(type="Mosaicking")
    edit(as_operator)
    assert newest().type == "Mosaicking"


def test_an_activity_keeps_its_name(as_operator):
    factories.version()
    edit(as_operator, name="other", title="New")
    assert list(ActivityDescription.objects.values_list("name")) == [("echo",)]


def test_the_numbers_give_the_order_of_the_parts(as_operator):
    factories.version(parameters=(Parameter("a", "text"), Parameter("b", "text")))
    changes = {"parameters-0-order": "2", "parameters-1-order": "1"}
    edit(as_operator, **changes)
    assert [p.name for p in newest().value().parameters] == ["b", "a"]


def test_a_part_is_added_in_an_empty_row(as_operator):
    factories.version(parameters=())
    edit(as_operator, **{"parameters-0-name": "n", "parameters-0-kind": "integer"})
    assert newest().value().parameters == (Parameter("n", "integer", required=False),)


def test_a_part_is_removed_by_its_box_whatever_else_it_says(as_operator):
    factories.version()
    edit(as_operator, **{"parameters-0-remove": "on", "parameters-0-kind": "nonsense"})
    assert newest().value().parameters == ()


def test_publishing_makes_the_version_that_jobs_run(as_operator, operator):
    factories.version(title="Old")
    answer = edit(as_operator, title="New", publish="1")
    assert answer.url == "/activities/echo"
    assert "echo 2 is published." in main(as_operator.get(answer.url))
    assert (newest().state, newest().published_by) == ("published", operator)
    assert one(as_operator.get(answer.url), "//h1").text == "New"


def test_a_published_version_does_not_change(as_operator):
    old = factories.version(title="Old")
    edit(as_operator, title="New", script="false")
    old.refresh_from_db()
    assert (old.title, old.script) == ("Old", factories.SCRIPT)
    assert newest().number == 2


def test_the_editor_goes_on_with_the_draft(as_operator):
    factories.version()
    edit(as_operator, title="Half done")
    assert filled(as_operator.get(EDIT))["title"] == ["Half done"]
    edit(as_operator, title="Done")
    assert Version.objects.count() == 2


def test_a_draft_can_be_discarded(as_operator):
    factories.version()
    edit(as_operator, title="Half done")
    form = '//form[@action="/activities/echo/discard"]'
    assert send(as_operator, as_operator.get(EDIT), form).url == "/activities"
    assert Version.objects.get().title == "Echo"


def test_an_activity_that_was_never_published_goes_with_its_draft(as_operator):
    create(as_operator)
    as_operator.post("/activities/echo/discard")
    assert not ActivityDescription.objects.exists()


def test_a_version_can_be_retired_also_while_there_is_a_draft(as_operator):
    version = factories.version()
    edit(as_operator, title="Half done")
    form = '//form[@action="/activities/echo/retire"]'
    send(as_operator, as_operator.get(EDIT), form)
    version.refresh_from_db()
    assert version.state == "retired"
    assert tree(as_operator.get(EDIT)).xpath(form) == []


def test_retiring_the_newest_version_tells_which_one_is_current_again(as_operator):
    factories.version()
    factories.version(title="Louder")
    answer = as_operator.post("/activities/echo/retire", follow=True)
    assert "echo 2 is retired. Version 1 is current again." in main(answer)


@pytest.mark.parametrize("action", ["discard", "retire"])
def test_discarding_and_retiring_need_a_form_and_staff(as_operator, as_alice, action):
    factories.version()
    edit(as_operator)
    path = f"/activities/echo/{action}"
    assert as_operator.get(path).status_code == 405
    assert as_alice.post(path).status_code == 404
    states = Version.objects.order_by("number").values_list("state", flat=True)
    assert list(states) == ["published", "draft"]
