"""Everything works when the browser runs no script at all."""

import re
import time

from playwright.sync_api import expect

from tests.browser.conftest import MARKS, log_in
from tests.browser.portal import PATIENCE_SECONDS

pytestmark = MARKS


def reload_until(page, phase):
    """What a person does who waits without scripts."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    badge = page.locator("#p-head .badge")
    while badge.inner_text() != phase:
        assert time.monotonic() < deadline, badge.inner_text()
        page.reload()


def test_from_the_log_in_to_the_graph_and_to_the_end(browse, portal):
    page = browse(java_script_enabled=False)
    log_in(page, "astronomer")
    page.goto("/activities/echo/run")
    page.get_by_label("Text").fill("no script")
    page.get_by_label("Run name").fill("plain")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/jobs/j-"))
    reload_until(page, "Completed")
    expect(page.locator("#results")).to_contain_text("no script")
    expect(page.locator("#provenance .gv-view svg")).to_be_visible()
    page.get_by_text("The same graph as a table").click()
    expect(page.get_by_role("columnheader", name="Relation")).to_be_visible()

    job = page.url.rpartition("/")[2]
    page.get_by_role("link", name="Delete plain").click()
    expect(page.get_by_role("heading", name="Delete this job?")).to_be_visible()
    page.get_by_role("button", name="Delete job").click()
    expect(page.get_by_text("plain is deleted.")).to_be_visible()
    assert portal.phase("echo", job) == "ARCHIVED"


def test_a_wrong_value_and_its_correction(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["astronomer"])
    page.goto("/activities/echo/run")
    page.get_by_label("Count").fill("12")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("at most 9")
    page.get_by_label("Count").fill("2")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url(re.compile("/jobs/j-"))
    reload_until(page, "Completed")


def test_a_job_is_started_later_and_aborted(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["astronomer"])
    page.goto("/activities/slow/run")
    page.get_by_role("button", name="Create, start later").click()
    expect(page.locator("#p-head .badge")).to_have_text("Pending")
    page.get_by_role("button", name="Start").click()
    reload_until(page, "Executing")
    page.get_by_role("button", name="Abort").click()
    expect(page.locator("#p-head .badge")).to_have_text("Aborted")


def test_what_needs_scripts_is_not_shown(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["astronomer"])
    page.goto("/jobs")
    for button in page.locator(".js").all():
        expect(button).to_be_hidden()
    expect(page.get_by_role("link", name="Refresh")).to_be_visible()


def test_a_description_is_written_previewed_and_published(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["admin"])
    page.goto("/activities/new")
    page.locator("#f-name").fill("by_hand")
    page.locator("#f-title").fill("By hand")
    page.locator("#f-contact_name").fill("Help desk")
    page.locator("#f-script").fill("#!/bin/bash\nset -e\necho $first $second\n")
    page.locator("#s-parameters noscript .r-body > summary").nth(1).click()
    page.locator("[name=parameters-0-name]").fill("first")
    page.locator("[name=parameters-1-name]").fill("second")
    page.locator("[name=parameters-1-order]").fill("1")
    page.locator("[name=parameters-0-order]").fill("2")
    page.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("region", name="What users will see")
    expect(preview.locator("label")).to_have_text(["second", "first"])
    page.locator("#f-unproven").fill("It is a test.")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("by_hand 1 is published.")).to_be_visible()
