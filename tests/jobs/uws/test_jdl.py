"""Clients of the older OPUS read descriptions and send some, with our rights."""

from io import BytesIO
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from jobs import drafts
from jobs.descriptions import formats
from jobs.models import ActivityDescription, Version
from tests import factories

CALIB = Path("tests/data/descriptions/calib_vot.xml").read_bytes()


def sending(client, content=CALIB, **more):
    file = BytesIO(content)
    file.name = "calib_vot.xml"
    return client.post("/jdl/import_jdl", {"jdl_file": file, **more})


@pytest.fixture
def editor(alice):
    alice.user_permissions.add(Permission.objects.get(codename="draft_version"))
    return alice


def test_the_list_has_names_and_details(as_program):
    factories.version()
    content = as_program.get("/jdl").json()
    assert content["jobnames"] == ["echo"]
    assert content["details"]["echo"]["script"].startswith("#!/bin/bash\r\n")


def test_one_is_given_as_votable_json_and_script(as_program):
    one = factories.version().value()
    answer = as_program.get("/jdl/echo")
    assert answer["Content-Disposition"] == 'attachment; filename="echo_vot.xml"'
    assert answer.content == formats.write(one, "votable").content
    assert as_program.get("/jdl/echo/json").json()["parameters_keys"] == ["text"]
    answer = as_program.get("/jdl/echo/script")
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode() == one.script


@pytest.mark.parametrize("leaf", ["", "/json", "/script"])
def test_strangers_see_only_what_they_may_run(leaf, visitor):
    factories.version(name="closed")
    factories.open_version(name="opened")
    assert visitor.get(f"/jdl/opened{leaf}").status_code == 200
    assert visitor.get(f"/jdl/closed{leaf}").status_code == 401
    assert visitor.get(f"/jdl/none{leaf}").status_code == 401
    assert visitor.get("/jdl").json()["jobnames"] == ["opened"]


@pytest.mark.parametrize("leaf", ["", "/json", "/script"])
def test_what_one_may_not_see_is_not_found(leaf, as_program):
    version = factories.version()
    version.activity.groups.add(Group.objects.create(name="team"))
    assert as_program.get(f"/jdl/echo{leaf}").status_code == 404
    assert as_program.get("/jdl").json()["jobnames"] == []


def test_a_file_that_is_sent_becomes_a_draft(editor, as_program):
    content = sending(as_program).json()
    assert content["jobname"] == "calib"
    assert content["edit"] == "http://testserver/activities/calib/edit"
    assert content["notes"]
    assert Version.objects.get().state == "draft"


def test_an_open_draft_is_replaced_only_when_that_is_said(editor, as_program):
    drafts.save(factories.description(name="calib"), None)
    answer = sending(as_program)
    assert answer.status_code == 409
    assert "send replace=true" in answer.content.decode()
    assert sending(as_program, replace="true").status_code == 200
    assert Version.objects.get().title == "Calibrate one raw image"


def test_who_may_write_no_drafts_sends_none(alice, as_program, visitor):
    assert sending(as_program).status_code == 403
    assert sending(visitor).status_code == 401
    assert not ActivityDescription.objects.exists()


def test_what_cannot_be_read_is_said(editor, as_program):
    answer = sending(as_program, b"hello")
    assert answer.status_code == 400
    assert "in none of the formats" in answer.content.decode()
    assert "jdl_file" in as_program.post("/jdl/import_jdl").content.decode()
    assert as_program.get("/jdl/import_jdl").status_code == 405


def test_a_page_of_another_site_sends_nothing(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert sending(client).status_code == 403
    assert not ActivityDescription.objects.exists()


def test_who_publishes_may_delete(operator, as_program, as_program_of_operator):
    factories.version()
    assert as_program.delete("/jdl/echo").status_code == 403
    assert as_program_of_operator.delete("/jdl/echo").status_code == 200
    assert ActivityDescription.objects.get().deleted_at
    assert as_program_of_operator.get("/jdl/echo").status_code == 404
