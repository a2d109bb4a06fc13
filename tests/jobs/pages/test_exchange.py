"""Descriptions are read from files, and given as files, on pages."""

import json
from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission

from jobs import drafts, publishing
from jobs.descriptions import formats
from jobs.models import ActivityDescription, DescriptionEvent, Version
from tests import factories
from tests.jobs.pages.reading import main, one, send, tree, words

CALIB = Path("tests/data/descriptions/calib_vot.xml").read_bytes()
KEEP = '//form[.//input[@name="content"]]'


@pytest.fixture
def editor(alice):
    alice.user_permissions.add(Permission.objects.get(codename="draft_version"))
    return alice


def sending(client, content=CALIB, name="calib_vot.xml", **more):
    file = BytesIO(content)
    file.name = name
    return client.post("/activities/import", {"file": file, **more})


def test_a_file_is_looked_at_and_then_kept_as_a_draft(editor, as_alice):
    page = sending(as_alice)
    assert "raw.fits is no id or URL to begin with" in main(page)
    assert "Nothing is left to mend" in main(page)
    assert not Version.objects.exists()
    answer = send(as_alice, page, KEEP, save="1")
    assert answer.url == "/activities/calib/edit"
    version = Version.objects.get()
    assert (version.state, version.created_by) == ("draft", editor)
    event = DescriptionEvent.objects.get()
    assert event.action == "imported"
    assert event.note.startswith("from calib_vot.xml\nUsed/raw/default: raw.fits")
    told = main(as_alice.get(answer.url))
    assert "The draft of calib is saved." in told
    assert "raw.fits is no id or URL" in told


def test_it_can_be_kept_at_once(editor, as_alice):
    assert sending(as_alice, save="1").url == "/activities/calib/edit"


def test_an_open_draft_is_replaced_only_when_that_is_said(editor, as_alice):
    old = drafts.save(factories.description(name="calib"), None)
    answer = sending(as_alice, save="1")
    assert answer.status_code == 409
    assert "There is a draft of calib already" in main(answer)
    old.refresh_from_db()
    assert old.title == "Echo"
    assert send(as_alice, answer, KEEP, save="1", replace="1").status_code == 302
    old.refresh_from_db()
    assert (old.title, old.revision) == ("Calibrate one raw image", 2)


def test_a_draft_that_was_saved_meanwhile_is_not_replaced(editor, as_alice):
    drafts.save(factories.description(name="calib"), None)
    page = sending(as_alice)
    drafts.save(factories.description(name="calib", title="Newer"), None)
    answer = send(as_alice, page, KEEP, save="1", replace="1")
    assert answer.status_code == 409
    assert Version.objects.get().title == "Newer"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "The file is in none of the formats that are read"),
        (CALIB.replace(b'name="calib"', b'name="../noop"', 1), "“../noop” is a path"),
        (b"<!DOCTYPE x []><x/>", "has a DOCTYPE"),
    ],
)
def test_what_cannot_be_read_is_said(content, sentence, editor, as_alice):
    answer = sending(as_alice, content, save="1")
    assert answer.status_code == 400
    assert sentence in main(answer)
    assert not ActivityDescription.objects.exists()


def test_without_a_file_the_field_is_named(editor, as_alice):
    answer = as_alice.post("/activities/import", {})
    assert answer.status_code == 400
    assert "is missing: choose one" in main(answer)


def test_who_writes_no_drafts_finds_no_such_page(alice, as_alice, visitor):
    assert as_alice.get("/activities/import").status_code == 404
    assert visitor.get("/activities/import").status_code == 302


@pytest.mark.parametrize("name", [one.name for one in formats.WRITTEN])
def test_an_activity_is_given_in_every_format(name, as_alice):
    version = factories.version()
    answer = as_alice.get(f"/activities/echo/export?format={name}")
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert formats.read(answer.content).description.name == version.activity.name


def test_our_json_names_its_schema_which_is_served(as_alice):
    factories.version()
    content = json.loads(as_alice.get("/activities/echo/export").content)
    assert content["$schema"] == "http://testserver/schemas/activity-description.json"
    answer = as_alice.get("/schemas/activity-description.json")
    assert json.loads(answer.content)["title"] == "Activity description of OPUS"


def test_old_versions_are_given_by_their_number(as_alice):
    factories.version()
    factories.version(title="Newer")
    answer = as_alice.get("/activities/echo/export?version=1")
    assert json.loads(answer.content)["title"] == "Echo"


@pytest.mark.parametrize("number", ["9", "x", "²", "9" * 30, "-1"])
def test_a_version_that_is_not_there_is_not_found(number, as_alice):
    factories.version()
    answer = as_alice.get("/activities/echo/export", {"version": number})
    assert answer.status_code == 404


def test_another_format_is_told_which_there_are(as_alice):
    factories.version()
    answer = as_alice.get("/activities/echo/export?format=wadl")
    assert answer.status_code == 400
    assert "choose from json, votable, jdl, cwl" in answer.content.decode()


def test_drafts_are_given_to_those_who_write_them(editor, as_alice, as_bob):
    drafts.save(factories.description(), None)
    path = "/activities/echo/export?version=1"
    assert as_alice.get(path).status_code == 200
    assert as_bob.get(path).status_code == 404


def test_a_restricted_activity_is_not_found(as_bob):
    version = factories.version()
    version.activity.groups.add(Group.objects.create(name="team"))
    assert as_bob.get("/activities/echo/export").status_code == 404
    assert as_bob.get("/activities/echo/export?version=1").status_code == 404


def test_a_deleted_activity_is_given_no_draft(editor, as_alice):
    publishing.delete(factories.version(name="calib").activity, editor)
    answer = sending(as_alice, save="1")
    assert answer.status_code == 400
    assert "was deleted: restore one of its versions" in main(answer)


def test_what_no_draft_can_have_is_left_out_with_a_note(editor, as_alice):
    content = CALIB.replace(b"https://host/doc/calib", b"javascript:alert(1)")
    page = sending(as_alice, content)
    assert "documentation “javascript" in words(
        one(page, '//section[@aria-labelledby="h-notes"]')
    )
    assert send(as_alice, page, KEEP, save="1").status_code == 302
    assert Version.objects.get().value().documentation == ""


def test_the_page_of_an_activity_says_what_each_format_leaves_out(as_alice):
    factories.version(citation="Doe 2026")
    page = as_alice.get("/activities/echo")
    told = words(one(page, '//section[@aria-labelledby="h-file"]'))
    assert told.startswith("As a file OPUS JSON holds everything VOTable")
    assert "leaves out 1 thing citation how to cite it is left out" in told
    links = tree(page).xpath('//section[@aria-labelledby="h-file"]//a/@href')
    assert [as_alice.get(link).status_code for link in links] == [200] * 4
