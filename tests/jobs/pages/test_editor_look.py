"""Problems and preview, as the page's script asks for them."""

import pytest
from django.contrib.auth.models import Permission

from jobs import drafts
from jobs.descriptions.value import Parameter
from jobs.models import Version
from tests import factories
from tests.jobs.pages.reading import filled, send, tree, words
from tests.jobs.pages.test_editor import EDIT, EDITOR, NEW

pytestmark = pytest.mark.django_db
LOOK = "/activities/echo/look"


def look(client, page=None, **changes):
    return send(client, page or client.get(EDIT), EDITOR, LOOK, **changes)


def listed(answer):
    """Where each problem leads, and its sentence."""
    items = tree(answer).xpath('//*[@id="problems"]//li')
    return {item.xpath("a")[0].get("href"): words(item) for item in items}


def labels(answer):
    found = tree(answer).xpath(
        '//*[@data-preview]//label[starts-with(@for, "preview-")]'
    )
    return [words(label) for label in found]


def test_the_form_is_shown_as_it_would_be(as_operator):
    factories.version()
    answer = look(as_operator, **{"parameters-0-title": "Words to write"})
    assert labels(answer) == ["Words to write"]
    assert Version.objects.count() == 1


def test_the_preview_shares_no_id_with_the_editor(as_operator):
    factories.version(parameters=(Parameter("title", "text"), Parameter("end", "text")))
    ids = [e.get("id") for e in tree(as_operator.get(EDIT)).xpath("//*[@id]")]
    assert len(ids) == len(set(ids))


def test_problems_lead_to_their_fields_and_lines(as_operator):
    factories.version()
    script = "#!/bin/bash\nset -e\nfi\n"
    answer = look(as_operator, title="", script=script)
    found = listed(answer)
    assert "say in a few words" in found["#f-title"]
    assert "line 3" in found["#f-script"]
    assert tree(answer).xpath('//a[@data-line="3"]')


def test_what_is_wrong_is_left_out_of_the_preview(as_operator):
    parameters = (Parameter("n", "integer"), Parameter("m", "integer"))
    factories.version(parameters=parameters)
    answer = look(as_operator, **{"parameters-0-default": "x"})
    assert labels(answer) == ["m"]
    assert "1 field is not shown" in answer.content.decode()


def test_a_description_that_nobody_could_store_is_looked_at(as_operator):
    factories.version()
    page = as_operator.get(EDIT)
    rows = {"parameters-7-name": "text", "used-0-name": "text", "quote": "soon"}
    found = listed(look(as_operator, page, **rows))
    assert "#f-quote" in found
    assert any("twice" in sentence for sentence in found.values())


@pytest.mark.parametrize("kind", ["datetime", "quantity", "position", "file", "url"])
def test_every_kind_can_be_shown_while_it_is_being_written(as_operator, kind):
    factories.version()
    answer = look(
        as_operator, **{"parameters-0-kind": kind, "parameters-0-default": ""}
    )
    assert answer.status_code == 200


def test_the_description_is_rendered_without_its_scripts(as_operator):
    factories.version()
    text = "## Head\n\n<script>alert(1)</script> [x](javascript:alert(1))"
    answer = look(as_operator, description=text)
    [rendered] = tree(answer).xpath('//*[@id="rendered"]')
    assert rendered.xpath(".//h4")
    assert rendered.xpath(".//script | .//a") == []


def test_a_new_description_is_looked_at_before_it_is_saved(as_operator):
    answer = send(
        as_operator, as_operator.get(NEW), EDITOR, "/activities/new/look", title="New"
    )
    assert answer.status_code == 200
    assert "is required" in listed(answer)["#f-name"]


def test_without_scripts_a_button_shows_the_same_on_the_next_page(as_operator):
    factories.version()
    answer = send(as_operator, as_operator.get(EDIT), EDITOR, title="Mine", preview="1")
    assert filled(answer, EDITOR)["title"] == ["Mine"]
    assert "New job: Mine" in answer.content.decode()
    assert Version.objects.count() == 1


def test_only_who_writes_descriptions_can_look(as_alice, alice, client):
    factories.version()
    assert as_alice.post(LOOK, {"end": "1"}).status_code == 404
    assert client.post(LOOK, {"end": "1"}).url.startswith("/login?")
    alice.user_permissions.add(Permission.objects.get(codename="draft_version"))
    assert as_alice.post(LOOK, {"end": "1"}).status_code == 200
    assert as_alice.get(LOOK).status_code == 405


def test_a_large_description_brings_its_controls_later(as_operator):
    parameters = tuple(Parameter(f"p{n}", "text") for n in range(300))
    script = "#!/bin/bash\nset -e\n" + "".join(f"echo $p{n}\n" for n in range(300))
    drafts.save(factories.description(parameters=parameters, script=script), None)
    page = tree(as_operator.get(EDIT))
    rows = page.xpath('//*[@data-list="parameters"]/ol/li')
    assert len(rows) == 300
    assert '"name": "p299"' in rows[299].get("data-typed")
    assert rows[299].xpath(".//input") == []
