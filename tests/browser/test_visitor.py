"""A visitor runs what is open to all, keeps the address, and needs no account."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import MARKS
from tests.browser.portal import PATIENCE_SECONDS
from tests.browser.test_every_page import NARROW, assert_accessible, overflow

pytestmark = MARKS
PATIENCE = PATIENCE_SECONDS * 1000
TABLE = {"name": "stars.txt", "mimeType": "text/plain", "buffer": b"Vega\nDeneb\n"}
FORM = "/activities/open/run"


def phase(page, name):
    expect(page.locator("#p-head .badge")).to_have_text(name, timeout=PATIENCE)


def submit(page, **values):
    """Fill the form that is shown, send it, and arrive at the job."""
    for label, text in values.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Run", exact=True).click()


def new_job(page, **values):
    page.goto(FORM)
    page.locator("input[type=file]").set_input_files(TABLE)
    submit(page, **values)
    page.wait_for_url(re.compile("/jobs/j-"))
    return page.url


def test_from_the_list_to_the_result_and_the_end(browse):
    page = browse()
    page.goto("/activities")
    page.get_by_role("link", name="Open to all").click()
    expect(page.locator("main")).to_contain_text("Anybody, without logging in.")
    page.get_by_role("link", name="New job", exact=True).click()
    expect(page.locator("main")).to_contain_text("You are not logged in")
    page.locator("input[type=file]").set_input_files(TABLE)
    submit(page)
    page.wait_for_url(re.compile("/jobs/j-"))
    expect(page.locator("#p-nobodys")).to_contain_text("belongs to nobody")
    phase(page, "Completed")
    expect(page.locator("#results")).to_contain_text("2")
    address = page.url
    page.goto("/jobs")
    expect(page).to_have_url(re.compile("/login"))

    other = browse()  # somebody else, whom the address was given to
    other.goto(address)
    other.get_by_role("link", name="Delete").click()
    other.get_by_role("dialog").get_by_role("button", name="Delete job").click()
    phase(other, "Archived")
    assert other.url == address


def test_a_wrong_value_does_not_cost_the_file_that_was_sent(browse):
    page = browse()
    page.goto(FORM)
    page.locator("input[type=file]").set_input_files(TABLE)
    submit(page, Pause="long")
    expect(page.get_by_role("alert")).to_contain_text("“long” is not an integer")
    submit(page, Pause="0")
    page.wait_for_url(re.compile("/jobs/j-"))
    phase(page, "Completed")
    graph = page.locator("#provenance .gv-view")
    graph.locator("svg a", has_text="stars.txt").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("stars.txt")


def test_without_scripts_a_job_is_started_later_and_aborted(browse):
    page = browse(java_script_enabled=False)
    page.goto(FORM)
    page.locator("input[type=file]").set_input_files(TABLE)
    page.get_by_label("Pause").fill("600")
    page.get_by_role("button", name="Create, start later").click()
    phase(page, "Pending")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Abort").click()
    phase(page, "Aborted")


def test_who_logs_in_from_the_form_comes_back_to_it(browse, states):
    page = browse(storage_state=states["astronomer"])
    page.goto(FORM)
    expect(page.locator("main")).not_to_contain_text("You are not logged in")
    stranger = browse()
    stranger.goto(f"{FORM}?pause=3")
    link = stranger.locator("main").get_by_role("link", name="Log in")
    assert link.get_attribute("href").endswith(
        "/login?next=/activities/open/run%3Fpause%3D3"
    )


def test_an_operator_closes_an_activity_and_opens_it_again(admin, browse):
    stranger = browse()
    for name, place in (("Save", "/login"), ("Save", FORM)):
        admin.goto("/activities/open")
        box = admin.get_by_label("Anybody may run this without logging in")
        box.set_checked(not box.is_checked())
        admin.get_by_role("button", name=name).click()
        expect(admin.get_by_role("status")).to_contain_text("open")
        stranger.goto(FORM)
        expect(stranger).to_have_url(re.compile(place))


@pytest.mark.parametrize("place", ["form", "job", "switch"])
def test_each_of_its_pages_fits_a_phone_and_is_accessible(browse, admin, place):
    if place == "switch":
        page = admin
        page.set_viewport_size(NARROW)
        page.goto("/activities/open")
    else:
        page = browse(viewport=NARROW)
        page.goto(FORM)
        if place == "job":
            new_job(page)
            phase(page, "Completed")
    assert_accessible(page)
    assert overflow(page) == 0
