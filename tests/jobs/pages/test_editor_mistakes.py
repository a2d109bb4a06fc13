"""Mistakes in the editor: a sentence at each field, and nothing is lost."""

import json

import pytest

from jobs.descriptions.value import Parameter
from jobs.models import ActivityDescription, Version
from tests import factories
from tests.jobs.pages.reading import errors, filled, main, one, send, tree
from tests.jobs.pages.test_editor import EDIT, EDITOR, HEAD, NEW, create, edit

pytestmark = pytest.mark.django_db


def row(number, **fields):
    return {f"parameters-{number}-{name}": text for name, text in fields.items()}


@pytest.mark.parametrize(
    ("field", "text", "right"),
    [
        ("name", "", "required"),
        ("name", "two words", "use letters, digits"),
        ("name", "new", "address of the portal"),
        ("title", "", "say in a few words"),
        ("title", "x" * 201, "200"),
        ("title", "a\x00b", "U+0000"),
        ("description", "a\x0bb", "U+000B"),
        ("contact_name", "", "whom may users ask"),
        ("contact_email", "nobody", "mail address"),
        ("execution_duration", "-1", "write it like 90 s"),
        ("execution_duration", "soon", "write it like 90 s"),
        ("execution_duration", "300 d", "limit of 604800 s"),
        ("longest_duration", "1000000 d", "2,000,000,000 seconds"),
        ("output_bytes", "much", "write it like 500 MB"),
        ("documentation", "javascript:alert(1)", "http"),
        ("script", " ", "nothing to run"),
    ],
)
def test_a_mistake_in_the_head_comes_back_at_its_field(as_operator, field, text, right):
    answer = create(as_operator, **{field: text, "publish": "1"})
    assert answer.status_code == 400
    assert right in errors(answer)[field]
    assert not Version.objects.filter(state="published").exists()


@pytest.mark.parametrize(
    ("fields", "field", "right"),
    [
        ({"name": "PATH"}, "name", "controls the shell"),
        ({"name": "n", "kind": "integer", "default": "x"}, "default", "digits"),
        (
            {"name": "n", "kind": "real", "minimum": "2", "maximum": "1"},
            "maximum",
            "below",
        ),
        ({"name": "n", "kind": "choice"}, "options", "one on each line"),
        ({"name": "n", "pattern": "("}, "pattern", "regular expression"),
        ({"name": "n", "kind": "colour"}, "kind", "colour"),
        ({"title": "Forgotten"}, "name", "is required"),
    ],
)
def test_a_mistake_in_a_part_comes_back_at_its_field(as_operator, fields, field, right):
    answer = create(as_operator, **row(0, **fields), publish="1")
    assert answer.status_code == 400
    assert right in errors(answer)[f"parameters-0-{field}"]


def test_mistakes_in_several_rows_come_back_each_at_its_own(as_operator):
    rows = {
        **row(0, name="PATH"),
        **row(1, name="n", kind="integer", default="x"),
        **row(2, name="HOME", kind="text"),
    }
    page = as_operator.get(NEW)
    rows["parameters-TOTAL_FORMS"] = "3"
    answer = send(as_operator, page, EDITOR, **HEAD, **rows, publish="1")
    assert set(errors(answer)) == {
        "parameters-0-name",
        "parameters-1-default",
        "parameters-2-name",
    }


def test_a_mistake_is_at_its_row_also_when_the_order_is_another(as_operator):
    rows = {**row(0, name="good", order="2"), **row(1, name="PATH", order="1")}
    answer = create(as_operator, **rows, publish="1")
    assert list(errors(answer)) == ["parameters-1-name"]


@pytest.mark.parametrize("publish", [{}, {"publish": "1"}])
def test_two_parts_of_one_name_are_a_mistake_not_a_crash(as_operator, publish):
    answer = create(as_operator, **row(0, name="n"), **row(1, name="n"), **publish)
    if publish:
        assert "used twice" in errors(answer)["parameters-1-name"]
    assert answer.status_code in (302, 400)


def test_nothing_that_was_typed_is_lost(as_operator):
    typed = {
        **HEAD,
        "title": "",
        "description": "<b>one\r\n\r\ntwo",
        "execution_duration": "soon",
        **row(0, name="two words", kind="choice", options="a\r\nb", default="\r\nx"),
        **row(1, title="Forgotten"),
        "used-0-name": "image",
        "generated-1-pattern": "/etc/passwd",
        "generated-1-name": "out",
    }
    kept = filled(create(as_operator, **typed, publish="1"), EDITOR)
    assert {name: kept[name] for name in typed} == {n: [t] for n, t in typed.items()}


def test_the_page_names_what_is_wrong_and_leads_there(as_operator):
    answer = create(as_operator, title="", publish="1")
    link = one(answer, '//*[@role="alert"]//a')
    assert link.get("href") == "#f-title"
    assert one(answer, '//*[@id="f-title"]').get("name") == "title"


def test_a_new_activity_can_be_published_after_its_mistakes_are_mended(as_operator):
    answer = create(as_operator, title="", publish="1")
    mended = send(
        as_operator, answer, EDITOR, title="Echo", publish="1", unproven="New."
    )
    assert mended.url == "/activities/echo"
    assert Version.objects.get().state == "published"


def test_a_name_that_is_taken_is_refused_with_what_to_do(as_operator):
    factories.version()
    answer = create(as_operator, title="Mine")
    assert errors(answer) == {
        "name": "There is an activity echo already: edit that one."
    }
    assert filled(answer, EDITOR)["title"] == ["Mine"]
    assert Version.objects.count() == 1


def test_a_draft_with_mistakes_can_be_saved_and_mended_later(as_operator):
    create(as_operator, **row(0, name="PATH"))
    answer = edit(as_operator, publish="1")
    assert list(errors(answer)) == ["parameters-0-name"]
    send(
        as_operator, answer, EDITOR, **row(0, name="way"), publish="1", unproven="New."
    )
    assert Version.objects.get().value().parameters[0].name == "way"


def test_an_activity_without_a_draft_is_not_changed_by_a_mistake(as_operator):
    factories.version(parameters=(Parameter("p", "text"),))
    answer = edit(as_operator, documentation="nowhere")
    assert answer.status_code == 400
    assert Version.objects.count() == 1


@pytest.mark.parametrize(
    "sent", [HEAD, {"typed": "{"}, {"typed": "[]"}, {"typed": '{"name": "echo"}'}]
)
def test_a_form_that_is_not_whole_is_refused(as_operator, sent):
    answer = as_operator.post(NEW, sent)
    assert answer.status_code == 400
    assert "did not arrive whole" in main(answer)
    assert not ActivityDescription.objects.exists()


def test_all_controls_can_come_in_one_text(as_operator):
    typed = {**HEAD, "revision": "0", "end": "1"}
    typed |= {f"parameters-{n}-name": f"p{n}" for n in range(900)}
    answer = as_operator.post(NEW, {"typed": json.dumps(typed)})
    assert answer.url == EDIT
    assert len(Version.objects.get().value().parameters) == 900


def test_half_a_character_is_not_a_crash(as_operator):
    typed = {**HEAD, "title": "\ud800", "revision": "0", "end": "1"}
    assert as_operator.post(NEW, {"typed": json.dumps(typed)}).status_code == 302
    assert Version.objects.get().title == "?"


def test_more_controls_than_a_form_can_send_are_refused_with_what_to_do(as_operator):
    answer = as_operator.post(NEW, {f"used-{n}-name": "" for n in range(10_001)})
    assert answer.status_code == 400
    assert "more than 10,000 fields" in main(answer)


def test_a_text_that_is_far_too_large_is_refused(as_operator):
    answer = as_operator.post(NEW, {"typed": "x" * 3_000_000})
    assert answer.status_code == 400
    assert "bytes together" in main(answer)


def test_more_parts_than_there_can_be_are_refused(as_operator):
    typed = {**HEAD, "revision": "0", "end": "1"}
    typed |= {f"used-{n}-name": f"p{n}" for n in range(2001)}
    answer = as_operator.post(NEW, {"typed": json.dumps(typed)})
    assert answer.status_code == 400
    assert "2,000 are the most" in main(answer)


def test_an_activity_that_is_unknown_cannot_be_edited(as_operator):
    assert as_operator.get(EDIT).status_code == 404
    assert tree(as_operator.get(EDIT)).xpath(EDITOR) == []
