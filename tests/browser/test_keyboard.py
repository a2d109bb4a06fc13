"""Everything can be done without a mouse."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import MARKS
from tests.browser.portal import PASSWORD, PATIENCE_SECONDS

pytestmark = MARKS

MOST_TABS = 60


def tab_to(page, locator):
    """Press Tab until the element has the focus."""
    element = locator.element_handle()
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if element.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{locator} is not reached by {MOST_TABS} times Tab")


def test_from_the_log_in_to_the_end_of_a_job(browse):
    page = browse()
    page.goto("/login")
    tab_to(page, page.get_by_label("Username"))
    page.keyboard.type("astronomer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/jobs")
    page.goto("/activities/echo/run")
    tab_to(page, page.get_by_label("Count"))
    page.keyboard.type("4")
    tab_to(page, page.get_by_role("button", name="Run", exact=True))
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/jobs/j-"))
    badge = page.locator("#p-head .badge")
    expect(badge).to_have_text("Completed", timeout=PATIENCE_SECONDS * 1000)


def test_the_question_before_deleting(visit):
    page = visit("completed job")
    delete = page.get_by_role("link", name="Delete")
    tab_to(page, delete)
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("link", name="Keep it")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(dialog.get_by_role("button", name="Delete job")).to_be_focused()
    page.keyboard.press("Escape")
    expect(delete).to_be_focused()


def test_the_first_tab_leads_over_the_navigation(astronomer):
    astronomer.goto("/jobs")
    astronomer.keyboard.press("Tab")
    skip = astronomer.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    astronomer.keyboard.press("Enter")
    expect(astronomer.get_by_role("main")).to_be_focused()


def test_the_graph_is_zoomed_and_moved_by_keys(visit):
    page = visit("completed job")
    view = page.get_by_role("region", name="Provenance graph")
    tab_to(page, view)
    svg = view.locator("svg").first
    whole = svg.get_attribute("viewBox")
    page.keyboard.press("+")
    closer = svg.get_attribute("viewBox")
    assert closer != whole
    page.keyboard.press("ArrowRight")
    assert svg.get_attribute("viewBox") != closer
    page.keyboard.press("0")
    assert svg.get_attribute("viewBox") == "{:.1f} {:.1f} {:.1f} {:.1f}".format(
        *map(float, whole.split())
    )
