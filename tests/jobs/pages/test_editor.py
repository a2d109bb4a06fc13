"""The editor: staff writes drafts and publishes versions."""

from dataclasses import replace

import pytest
from django.contrib.auth.models import Group, Permission

from jobs import drafts, publishing
from jobs.descriptions.value import Example, Parameter
from jobs.models import ActivityDescription, Version
from tests import factories
from tests.jobs.pages.reading import errors, filled, main, one, send, tree
from tests.jobs.pages.test_editor_typed import FULL

pytestmark = pytest.mark.django_db
NEW, EDIT = "/activities/new", "/activities/echo/edit"
HEAD = {
    "name": "echo",
    "title": "Echo",
    "contact_name": "Help desk",
    "script": "#!/bin/bash\r\ntrue\r\n",
}


EDITOR = '//form[@id="editor"]'


def create(client, **typed):
    return send(client, client.get(NEW), EDITOR, **{**HEAD, **typed})


def edit(client, **typed):
    return send(client, client.get(EDIT), EDITOR, **typed)


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
    assert newest().value().script == "#!/bin/bash\ntrue\n"


def test_what_is_left_to_do_before_publishing_is_said(as_operator):
    answer = create(as_operator, title="")
    text = main(as_operator.get(answer.url))
    assert "The draft of echo is saved." in text
    assert "Title is required" in text


def test_all_parts_of_a_description_survive_the_editor(as_operator):
    described = replace(FULL, documentation="https://example.org/manual", controls=())
    drafts.save(described, None)
    send(as_operator, as_operator.get("/activities/stack/edit"), EDITOR)
    assert newest().value() == described


def test_a_type_that_is_not_in_the_list_survives_the_editor(as_operator):
    factories.version(type="Mosaicking")
    edit(as_operator)
    assert newest().value().type == "Mosaicking"


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
    assert newest().value().parameters == (Parameter("n", "integer"),)


def test_a_part_is_removed_by_its_box_whatever_else_it_says(as_operator):
    factories.version()
    edit(as_operator, **{"parameters-0-remove": "on", "parameters-0-kind": "nonsense"})
    assert newest().value().parameters == ()


def test_publishing_makes_the_version_that_jobs_run(as_operator, operator):
    factories.version(title="Old")
    answer = edit(as_operator, title="New", publish="1", unproven="A test.")
    assert answer.url == "/activities/echo"
    assert "echo 2 is published." in main(as_operator.get(answer.url))
    assert (newest().state, newest().published_by) == ("published", operator)
    assert one(as_operator.get(answer.url), "//h1").text == "New"


def test_a_published_version_does_not_change(as_operator):
    old = factories.version(title="Old")
    edit(as_operator, title="New", script="false")
    old.refresh_from_db()
    assert (old.title, old.value().script) == ("Old", factories.SCRIPT)
    assert newest().number == 2


def test_the_editor_goes_on_with_the_draft(as_operator):
    factories.version()
    edit(as_operator, title="Half done")
    assert filled(as_operator.get(EDIT), EDITOR)["title"] == ["Half done"]
    edit(as_operator, title="Done")
    assert Version.objects.count() == 2


def test_publishing_without_a_proof_needs_a_reason(as_operator):
    factories.version(title="Old")
    answer = edit(as_operator, title="New", publish="1")
    assert answer.status_code == 400
    assert "run one, or say why" in errors(answer)["unproven"]
    assert "The draft is saved" in main(answer)
    assert newest().title == "New"


def test_who_only_drafts_submits_and_does_not_publish(as_alice, alice):
    alice.user_permissions.add(Permission.objects.get(codename="draft_version"))
    create(as_alice)
    page = as_alice.get(EDIT)
    assert tree(page).xpath('//button[@name="publish"]') == []
    assert send(as_alice, page, EDITOR, publish="1").status_code == 400
    assert newest().state == "draft"
    send(as_alice, as_alice.get(EDIT), EDITOR, submit="1", note="Please look.")
    assert newest().state == "submitted"
    assert "waits for validation" in main(as_alice.get(EDIT))
    assert "“Please look.”" in main(as_alice.get(EDIT))


def test_a_rejected_version_shows_why(as_operator, operator):
    create(as_operator)
    send(as_operator, as_operator.get(EDIT), EDITOR, submit="1")
    publishing.reject(newest(), operator, "Name the telescope.")
    assert "“Name the telescope.”" in main(as_operator.get(EDIT))


def test_a_new_description_can_begin_as_a_copy(as_operator):
    factories.version(title="Loud")
    page = as_operator.get(f"{NEW}?like=echo")
    kept = filled(page, EDITOR)
    assert (kept["title"], kept["name"]) == (["Loud"], [""])
    assert kept["parameters-0-name"] == ["text"]
    assert as_operator.get(f"{NEW}?like=nothing").status_code == 404


def test_the_values_of_an_example_are_asked_for_by_name(as_operator):
    example = Example("one", values=(("gone", ("1",)),))
    drafts.save(factories.description(examples=(example,)), None)
    kept = filled(as_operator.get(EDIT), EDITOR)
    assert kept["examples-0-values-gone"] == ["1"]
    assert kept["examples-0-values-text"] == [""]
    edit(as_operator, **{"examples-0-values-text": "a", "examples-0-values-gone": ""})
    assert newest().value().examples[0].values == (("text", ("a",)),)


def test_who_sees_it_is_decided_before_it_is_published(as_operator):
    group = Group.objects.create(name="team")
    create(as_operator)
    form = '//form[@action="/activities/echo/anonymous"]'
    answer = send(as_operator, as_operator.get(EDIT), form, groups=str(group.pk))
    assert answer.url == EDIT
    assert list(ActivityDescription.objects.get().groups.all()) == [group]


def test_what_was_deleted_is_not_written_on(as_operator, operator):
    version = factories.version()
    page = as_operator.get(EDIT)
    publishing.delete(version.activity, operator)
    assert as_operator.get(EDIT).url == "/activities/echo/history"
    answer = send(as_operator, page, EDITOR, title="Late")
    assert "restore one of its versions" in main(answer)
    assert filled(answer, EDITOR)["title"] == ["Late"]
