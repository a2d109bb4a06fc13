"""What people do, with a mouse, in a browser that runs scripts."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import MARKS, log_in

pytestmark = MARKS

SECOND = 1000
PATIENCE = 60 * SECOND


def phase(page, name):
    """Waits for the badge of the job page, without any reload."""
    expect(page.locator("#p-head .badge")).to_have_text(name, timeout=PATIENCE)


def row(page, job):
    return page.locator(f"tr#{job}")


def test_an_example_is_submitted_and_watched_to_its_end_without_a_reload(browse):
    page = browse()
    log_in(page, "astronomer")
    page.goto("/activities")
    page.get_by_role("link", name="Subtract the sky background").click()
    page.get_by_role("link", name="New job").click()
    page.get_by_label("Run name").fill("a story")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/jobs/j-"))
    page.evaluate("window.stayed = true")
    phase(page, "Completed")
    expect(page.locator("#results li")).to_have_count(2)
    expect(page.locator("#results")).to_contain_text("subtracted.fits")
    expect(page.locator("#provenance .gv-view svg")).to_be_visible()
    expect(page.locator("#provenance .gv-view")).to_contain_text("m13.fits")
    assert page.evaluate("window.stayed")


def test_a_node_of_the_graph_leads_to_its_entity(astronomer, portal):
    job = portal.wait("echo", portal.submit("echo"))
    astronomer.goto(f"/jobs/{job}")
    astronomer.locator("#provenance .gv-view svg a", has_text="out.txt").first.click()
    expect(astronomer.get_by_role("heading", level=1)).to_have_text("out.txt")


def test_a_wrong_value_comes_back_at_its_field_as_it_was_typed(astronomer):
    astronomer.goto("/activities/echo/run")
    astronomer.get_by_label("Count").fill("many")
    astronomer.get_by_label("Text").fill("two\nlines")
    astronomer.get_by_role("button", name="Run", exact=True).click()
    alert = astronomer.get_by_role("alert")
    expect(alert).to_contain_text("“many” is not an integer")
    expect(alert).to_be_focused()
    expect(astronomer.get_by_label("Count")).to_have_value("many")
    expect(astronomer.get_by_label("Text")).to_have_value("two\nlines")
    alert.get_by_role("link", name="Count").click()
    expect(astronomer.get_by_label("Count")).to_be_focused()


def test_a_job_is_deleted_after_a_question_in_a_dialog(astronomer, portal):
    job = portal.wait("echo", portal.submit("echo", RUNID="unwanted"))
    astronomer.goto("/jobs")
    delete = row(astronomer, job).get_by_role("link", name="Delete")
    delete.click()
    dialog = astronomer.get_by_role("dialog", name="Delete this job?")
    dialog.get_by_role("link", name="Keep it").click()
    expect(dialog).to_have_count(0)
    expect(delete).to_be_focused()
    delete.click()
    dialog.get_by_role("button", name="Delete job").click()
    expect(astronomer.get_by_text("unwanted is deleted.")).to_be_visible()
    expect(row(astronomer, job)).to_have_count(0)
    assert portal.phase("echo", job) == "ARCHIVED"


def test_the_escape_key_closes_the_question(astronomer, portal):
    job = portal.wait("echo", portal.submit("echo"))
    astronomer.goto(f"/jobs/{job}")
    astronomer.get_by_role("link", name="Delete").click()
    dialog = astronomer.get_by_role("dialog")
    expect(dialog).to_be_visible()
    astronomer.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    assert portal.phase("echo", job) == "COMPLETED"


def test_a_job_is_aborted_while_it_runs(astronomer, portal):
    job = portal.submit("slow")
    astronomer.goto(f"/jobs/{job}")
    phase(astronomer, "Executing")
    expect(astronomer.locator("#log")).to_contain_text("waiting", timeout=PATIENCE)
    astronomer.get_by_role("button", name="Abort").click()
    phase(astronomer, "Aborted")
    expect(astronomer.locator("#provenance .gv-view svg")).to_be_visible()


def test_the_table_follows_what_happens_elsewhere(astronomer, browse, portal, states):
    job = portal.submit("slow", RUNID="followed")
    portal.wait("slow", job, ["EXECUTING"])
    astronomer.goto("/jobs")
    badge = row(astronomer, job).locator(".badge")
    expect(badge).to_have_text("Executing")
    other = browse(storage_state=states["astronomer"])
    other.goto(f"/jobs/{job}")
    other.get_by_role("button", name="Abort").click()
    expect(badge).to_have_text("Aborted", timeout=PATIENCE)


def test_the_theme_is_switched_and_stays(browse):
    page = browse(color_scheme="light")
    page.goto("/")
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Switch between light and dark").click()
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert dark != light
    page.goto("/activities")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == dark
    page.get_by_role("button", name="Switch between light and dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == light


def test_the_editor_adds_a_row_and_publishes(admin):
    admin.goto("/activities/new")
    admin.locator("#f-name").fill("from_browser")
    admin.locator("#f-title").fill("From a browser")
    admin.locator("#f-contact_name").fill("Help desk")
    admin.locator("#f-unproven").fill("It is a test.")
    admin.get_by_role("button", name="Add a parameter").click()
    admin.keyboard.type("added")  # the focus is in the name of the new row
    admin.get_by_label("Required").first.uncheck()
    admin.get_by_role("button", name="Publish", exact=True).click()
    expect(admin.get_by_text("from_browser 1 is published.")).to_be_visible()
    expect(admin.locator("table", has_text="added")).to_be_visible()
