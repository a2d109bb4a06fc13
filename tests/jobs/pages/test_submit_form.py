"""The submit form, as it is made from a description."""

import pytest

from jobs.descriptions.value import Parameter, UsedEntity
from tests import factories
from tests.jobs.pages.reading import main, one, tree, words

pytestmark = pytest.mark.django_db


def form(client, *parameters, query="", **changes):
    factories.version(parameters=parameters, **changes)
    page = client.get(f"/activities/echo/run{query}")
    assert page.status_code == 200
    return page


def control(page, name="p"):
    return one(page, f'//main//*[@name="{name}"]')


def options(page, name="p"):
    """Value, text and whether it is the one that a browser shows."""
    found = control(page, name).xpath(".//option")
    marked = [o for o in found if o.get("selected") is not None] or found
    return [(o.get("value"), o.text, o is marked[0]) for o in found]


def test_the_form_is_for_those_who_are_logged_in(client):
    factories.version()
    answer = client.get("/activities/echo/run")
    assert answer.url == "/login?next=/activities/echo/run"


def test_a_parameter_has_its_title_help_unit_limits_and_default(as_alice):
    radius = Parameter(
        "p",
        "real",
        title="Radius",
        default="2.5",
        minimum="0.1",
        maximum="10",
        unit="arcmin",
        description="Around the centre.",
    )
    page = form(as_alice, radius)
    assert control(page).get("value") == "2.5"
    text = words(control(page).xpath('ancestor::div[starts-with(@class, "fld")]')[0])
    for told in (
        "Radius",
        "arcmin",
        "Around the centre.",
        "From 0.1 to 10",
        "Default: 2.5",
    ):
        assert told in text


def test_a_field_is_labelled_and_described_by_its_help(as_alice):
    page = form(as_alice, Parameter("p", "text", title="Word", description="Any."))
    assert one(page, f'//label[@for="{control(page).get("id")}"]').text == "Word"
    described = control(page).get("aria-describedby")
    assert words(one(page, f'//*[@id="{described}"]')) == "Any."


@pytest.mark.parametrize(
    ("kind", "mode"), [("integer", "numeric"), ("real", "decimal")]
)
def test_a_number_is_typed_into_a_field_that_keeps_what_is_no_number(
    as_alice, kind, mode
):
    found = control(form(as_alice, Parameter("p", kind)))
    assert (found.get("type"), found.get("inputmode")) == ("text", mode)


def test_a_text_can_have_lines(as_alice):
    page = form(as_alice, Parameter("p", "text", default="one\ntwo"))
    assert control(page).tag == "textarea"
    assert control(page).text == "\none\ntwo"  # browsers skip the first line end


def test_an_optional_parameter_says_so(as_alice):
    page = form(as_alice, Parameter("p", "text", required=False))
    assert "(optional)" in main(page)


def test_a_choice_offers_its_options_and_shows_the_default(as_alice):
    page = form(as_alice, Parameter("p", "choice", options=("a", "b"), default="b"))
    assert options(page) == [("a", "a", False), ("b", "b", True)]


def test_a_choice_without_default_is_not_made_for_the_user(as_alice):
    page = form(as_alice, Parameter("p", "choice", options=("a", "b")))
    assert options(page)[0] == ("", "choose…", True)


def test_an_optional_choice_can_be_none(as_alice):
    page = form(as_alice, Parameter("p", "choice", options=("a",), required=False))
    assert options(page)[0] == ("", "no value", True)


def test_a_value_that_is_no_option_is_shown_not_replaced(as_alice):
    choice = Parameter("p", "choice", options=("a", "b"), default="a")
    page = form(as_alice, choice, query="?p=old")
    assert options(page)[-1] == ("old", "old", True)


@pytest.mark.parametrize(("default", "shown"), [("false", "no"), ("true", "yes")])
def test_a_boolean_is_yes_or_no_and_shows_its_default(as_alice, default, shown):
    page = form(as_alice, Parameter("p", "boolean", default=default))
    assert [text for _, text, is_shown in options(page) if is_shown] == [shown]
    assert len(options(page)) == 2


def test_the_address_can_fill_the_form(as_alice):
    page = form(as_alice, Parameter("p", "integer", default="1"), query="?p=7&RUNID=x")
    assert control(page).get("value") == "7"
    assert control(page, "RUNID").get("value") == "x"


def test_the_address_can_empty_a_field_that_has_a_default(as_alice):
    text = Parameter("p", "text", default="hello", required=False)
    assert control(form(as_alice, text, query="?p=")).text.strip() == ""


def test_an_input_offers_my_files_of_its_type_but_nobody_elses(as_alice, alice, bob):
    mine = factories.entity_of(factories.completed(alice))
    his = factories.entity_of(factories.completed(bob))
    page = form(as_alice, name="look", used=(UsedEntity("image"),))
    page = as_alice.get("/activities/look/run")
    text = page.content.decode()
    assert mine.public_id in text
    assert his.public_id not in text


def test_an_input_offers_only_files_of_its_media_type(as_alice, alice):
    mine = factories.entity_of(factories.completed(alice))
    used = UsedEntity("image", content_types=("image/fits",))
    factories.version(name="look", used=(used,))
    assert mine.public_id not in as_alice.get("/activities/look/run").content.decode()


def test_an_input_can_be_an_upload_or_typed(as_alice):
    page = form(as_alice, used=(UsedEntity("image", "The image"),))
    controls = tree(page).xpath('//*[@name="image"]')
    assert {c.get("type") for c in controls} >= {"file", "text"}


def test_an_activity_without_parameters_has_a_form_all_the_same(as_alice):
    page = form(as_alice)
    assert tree(page).xpath("//main//fieldset") == []
    assert control(page, "RUNID") is not None
