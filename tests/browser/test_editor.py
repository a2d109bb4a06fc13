"""The life of a description, and what the editor saves its authors from losing."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MARKS, log_in
from tests.browser.portal import PATIENCE_SECONDS
from tests.browser.test_every_page import NARROW, assert_accessible, overflow

pytestmark = MARKS

MOST_TABS = 120
PATIENCE = PATIENCE_SECONDS * 1000
SCRIPT = 'printf %s "$word" > out.txt'


def tab_to(page, locator):
    """Press Tab until the element has the focus; in the script field, Escape first."""
    locator.wait_for(state="attached")
    element = locator.element_handle()
    for _ in range(MOST_TABS):
        if page.evaluate("document.activeElement.id") == "f-script":
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        if element.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{locator} is not reached by {MOST_TABS} times Tab")


def press(page, locator, key="Enter"):
    tab_to(page, locator)
    page.keyboard.press(key)


def write(page, locator, text):
    tab_to(page, locator)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def button(page, name, **options):
    return page.get_by_role("button", name=name, **options)


def saved(page):
    expect(page.locator("[data-save-state]")).to_contain_text("Saved")


def completed(page):
    page.wait_for_url(re.compile("/jobs/j-"))
    expect(page.locator("#p-head .badge")).to_have_text("Completed", timeout=PATIENCE)


def describe(page, name):
    """A new description with a parameter, a result and an example, saved."""
    page.goto("/activities/new")
    write(page, page.locator("#f-name"), name)
    write(page, page.locator("#f-title"), "Keyed")
    write(page, page.locator("#f-contact_name"), "Help desk")
    press(page, button(page, "Add a parameter"))
    page.keyboard.type("word")  # the focus is in the name of the new row
    write(page, page.locator("[name=parameters-0-default]"), "hello")
    press(page, button(page, "Add a generated entity"))
    page.keyboard.type("out")
    write(page, page.locator("[name=generated-0-pattern]"), "out.txt")
    tab_to(page, page.locator("#f-script"))
    page.keyboard.press("Control+End")
    page.keyboard.type(SCRIPT)
    press(page, button(page, "Add an example"))
    page.keyboard.type("one")
    press(page, page.locator("[name=examples-0-results-out]"), "Space")
    expect(page.locator("#problems")).to_contain_text("Nothing is wrong with it.")
    page.keyboard.press("Control+s")
    page.wait_for_url(f"**/activities/{name}/edit")


def run(page, name):
    """A job with what the form comes with; returns its address."""
    page.goto(f"/activities/{name}/run")
    press(page, button(page, "Run", exact=True))
    completed(page)
    return page.url


def publish(page, name, label):
    press(page, button(page, "Publish", exact=True))
    expect(page.get_by_text(f"{name} {label} is published.")).to_be_visible()


def test_from_an_empty_page_to_a_second_version_by_keyboard_only(admin):
    page = admin
    describe(page, "keyed")
    preview = page.get_by_role("region", name="What users will see")
    expect(preview.get_by_label("word")).to_have_value("hello")

    press(page, page.locator("[data-list=examples] summary").first)
    press(page, button(page, "Try this example"))
    completed(page)

    page.goto("/activities/keyed/edit")
    expect(page.locator("[data-list=examples] .r-state").first).to_have_text("passed")
    publish(page, "keyed", 1)
    first = run(page, "keyed")

    page.goto("/activities/keyed/edit")
    press(page, page.locator("[data-list=parameters] summary").first)
    write(page, page.locator("[name=parameters-0-default]"), "goodbye")
    write(page, page.locator("#f-unproven"), "Only the default is another.")
    publish(page, "keyed", 2)

    page.goto(first)
    press(page, page.get_by_role("link", name="Run again"))
    press(page, page.get_by_role("link", name="Use version 1"))
    expect(page.get_by_label("word")).to_have_value("hello")
    press(page, button(page, "Run", exact=True))
    completed(page)
    assert page.url != first
    expect(page.get_by_text("keyed version 1")).to_be_visible()


@pytest.fixture
def editor(admin):
    admin.goto("/activities/find_sources/edit")
    admin.evaluate("localStorage.clear()")
    admin.reload()
    yield admin
    admin.evaluate("localStorage.clear()")


def parameters(page):
    return page.locator("[data-list=parameters] .r-name")


def test_a_row_is_moved_copied_removed_and_brought_back_by_keys(editor):
    press(editor, button(editor, "Move up max_sources"))
    expect(parameters(editor)).to_have_text(["threshold", "max_sources", "min_pixels"])
    expect(button(editor, "Move up max_sources")).to_be_focused()
    expect(editor.locator("[data-announce]")).to_have_text("max_sources is now 2 of 3.")
    editor.keyboard.press("Alt+ArrowUp")
    expect(parameters(editor).first).to_have_text("max_sources")
    press(editor, button(editor, "Duplicate max_sources"))
    expect(parameters(editor)).to_have_count(4)
    expect(editor.locator(":focus")).to_have_value("max_sources_2")
    press(editor, button(editor, "Remove max_sources_2"))
    expect(parameters(editor)).to_have_count(3)
    undo = button(editor, "Undo: bring max_sources_2 back")
    expect(undo).to_be_focused()
    editor.keyboard.press("Enter")
    expect(parameters(editor).nth(1)).to_have_text("max_sources_2")


def test_a_row_is_dragged_to_its_place(editor):
    handle = editor.locator("[data-list=parameters] [data-handle]")
    editor.locator("#s-parameters").evaluate("section => section.scrollIntoView()")
    start, end = handle.first.bounding_box(), handle.last.bounding_box()
    editor.mouse.move(start["x"] + 10, start["y"] + 10)
    editor.mouse.down()
    editor.mouse.move(start["x"] + 10, end["y"] + 36, steps=6)
    editor.mouse.up()
    expect(parameters(editor)).to_have_text(["min_pixels", "max_sources", "threshold"])


def test_an_example_follows_a_new_name(editor):
    editor.locator("[data-list=parameters] summary").first.click()
    editor.locator("[name=parameters-0-name]").fill("cut")
    editor.keyboard.press("Tab")
    examples = editor.locator("[data-list=examples]")
    expect(examples.locator("[data-value=cut]").first).to_be_attached()
    expect(examples.locator("[data-value=threshold]")).to_have_count(0)


def test_what_was_typed_survives_a_reload(editor):
    editor.locator("#f-title").fill("Half a thought")
    button(editor, "Remove min_pixels").click()
    expect(editor.locator("[data-save-state]")).to_have_text("Not saved yet")
    editor.once("dialog", lambda dialog: dialog.accept())
    editor.reload()
    expect(editor.locator("#f-title")).to_have_value("Find stars")
    button(editor, re.compile("Restore what you typed")).click()
    expect(editor.locator("#f-title")).to_have_value("Half a thought")
    expect(parameters(editor)).to_have_text(["threshold", "max_sources"])
    editor.once("dialog", lambda dialog: dialog.accept())
    editor.reload()
    button(editor, "Discard it").click()
    editor.reload()
    expect(button(editor, "Discard it")).to_have_count(0)


def test_a_session_that_ends_while_one_types_loses_nothing(browse):
    page = browse()
    log_in(page, "admin")
    page.goto("/activities/new")
    page.locator("#f-name").fill("patient")
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Control+s")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are logged out, so nothing was saved.")
    expect(page.locator("#f-name")).to_have_value("patient")
    with page.expect_popup() as opened:
        alert.get_by_role("link", name="Log in").click()
    log_in(opened.value, "admin")
    opened.value.close()
    page.locator("#f-title").fill("Patient")
    page.keyboard.press("Control+s")
    page.wait_for_url("**/activities/patient/edit")
    expect(page.locator("#f-title")).to_have_value("Patient")


def test_the_second_of_two_editors_sees_what_the_first_has_saved(browse, states):
    first, second = (browse(storage_state=states["admin"]) for _ in range(2))
    first.goto("/activities/new")
    first.locator("#f-name").fill("shared")
    first.keyboard.press("Control+s")
    first.wait_for_url("**/activities/shared/edit")
    second.goto("/activities/shared/edit")
    first.locator("#f-title").fill("Mine")
    first.keyboard.press("Control+s")
    saved(first)
    second.locator("#f-title").fill("Another")
    second.keyboard.press("Control+s")
    expect(second.get_by_role("alert")).to_contain_text("has saved this description")
    differences = second.get_by_role("region", name="What differs")
    expect(differences).to_contain_text("Mine")
    expect(second.locator("#f-title")).to_have_value("Another")
    assert_accessible(second)
    second.get_by_role("link", name="Take theirs").click()
    expect(second.locator("#f-title")).to_have_value("Mine")
    expect(second.get_by_text("Restore what you typed")).to_have_count(0)


def test_a_problem_leads_to_its_field_and_its_line(editor):
    editor.locator("#f-script").fill("#!/bin/bash\nset -e\nfi\n")
    problems = editor.get_by_role("region", name="Problems")
    problem = problems.get_by_role("listitem").filter(has_text="line 3")
    problem.get_by_role("link").click()
    expect(editor.locator("#f-script")).to_be_focused()
    selected = editor.evaluate(
        "(({value, selectionStart, selectionEnd}) => "
        "value.slice(selectionStart, selectionEnd))(document.activeElement)"
    )
    assert selected == "fi"
    editor.locator("#f-script").fill("#!/bin/bash\nset -e\n")
    problems.get_by_role("link", name="threshold: Name").click()
    expect(editor.locator("[name=parameters-0-name]")).to_be_focused()


def test_the_script_field_indents_and_lets_go(editor):
    script = editor.locator("#f-script")
    script.fill("")
    editor.keyboard.type("if true; then\n")
    editor.keyboard.press("Tab")
    editor.keyboard.type("one\ntwo\n")
    editor.keyboard.press("Shift+Tab")
    editor.keyboard.type("fi")
    expect(script).to_have_value("if true; then\n    one\n    two\nfi")
    expect(editor.locator("[data-gutter]")).to_have_text("1\n2\n3\n4")
    editor.keyboard.press("Escape")
    editor.keyboard.press("Tab")
    expect(script).not_to_be_focused()


def test_a_full_page_with_problems_is_accessible_and_narrow(browse, states):
    page = browse(storage_state=states["admin"], viewport=NARROW)
    page.goto("/activities/find_sources/edit")
    page.locator("#f-script").fill("#!/bin/bash\nfi\n")
    page.locator("#f-title").fill("")
    page.locator("#f-title").blur()
    expect(page.locator("#problems li")).not_to_have_count(0)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    button(page, "Remove min_pixels").click()
    assert_accessible(page)
    assert overflow(page) == 0
    page.evaluate("localStorage.clear()")
