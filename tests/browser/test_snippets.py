"""“The same from a program” follows what one types, and stays as one left it."""

from playwright.sync_api import expect

from tests.browser.conftest import MARKS

pytestmark = MARKS
FITS = {"name": "it's mine.fits", "mimeType": "image/fits", "buffer": b"SIMPLE  ="}


def box(page, label):
    """The text under a heading that can be opened, after it was opened."""
    summary = page.locator("#snippets summary", has_text=label)
    summary.click()
    return summary.locator("..").locator("pre")


def test_it_follows_the_form(astronomer):
    astronomer.goto("/activities/echo/run")
    curl, python = box(astronomer, "curl"), box(astronomer, "Python")
    astronomer.get_by_label("Text").fill("say 'hello'")
    expect(curl).to_contain_text("""'text=say '"'"'hello'"'"''""")
    expect(python).to_contain_text(""""text": "say 'hello'",""")
    expect(curl).to_be_visible()
    astronomer.get_by_label("Count").fill("")
    expect(curl).to_contain_text("# Give these, too: count")
    astronomer.locator("#snippets summary", has_text="Notebook").click()
    link = astronomer.get_by_role("link", name="Download the notebook")
    address = "/activities/echo/notebook?text=say+%27hello%27"
    expect(link).to_have_attribute("href", address)


def test_it_follows_also_where_the_focus_is(astronomer):
    astronomer.goto("/activities/echo/run")
    curl = box(astronomer, "curl")
    curl.focus()
    form = astronomer.locator("form.submit")
    form.evaluate("form => (form.elements.text.value = 'by another hand')")
    form.dispatch_event("input")
    expect(curl).to_contain_text("text=by another hand")
    expect(curl).to_be_focused()


def test_a_file_is_named_and_stays_here(astronomer):
    astronomer.goto("/activities/find_sources/run")
    curl = box(astronomer, "curl")
    with astronomer.expect_request("**/snippets") as asked:
        astronomer.locator("input[type=file]").first.set_input_files(FITS)
    expect(curl).to_contain_text("it's mine.fits".replace("'", "'\"'\"'"))
    assert "SIMPLE" not in asked.value.post_data


def test_it_is_copied_as_it_is(browse, states):
    permissions = ["clipboard-read", "clipboard-write"]
    page = browse(storage_state=states["astronomer"], permissions=permissions)
    page.goto("/activities/echo/run?text=%20two%0Alines%20")
    curl = box(page, "curl")
    page.get_by_role("button", name="Copy Commands for bash").click()
    expect(page.get_by_role("button", name="Copied Commands for bash")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "'text= two\nlines '" in copied
    assert copied == curl.text_content()


def test_it_stays_open_while_the_page_of_a_job_is_renewed(visit):
    page = visit("running job")
    curl = box(page, "curl")
    page.get_by_role("main").focus()
    for _ in range(2):
        page.wait_for_event("requestfinished", lambda r: "/jobs/j-" in r.url)
    expect(curl).to_be_visible()


def test_it_is_there_without_javascript(browse, states):
    page = browse(java_script_enabled=False, storage_state=states["astronomer"])
    page.goto("/activities/echo/run?text=plain")
    expect(box(page, "curl")).to_contain_text("--data-urlencode text=plain")
    expect(page.get_by_role("button", name="Copy Commands for bash")).to_be_hidden()
    with page.expect_download() as download:
        page.locator("#snippets summary", has_text="Notebook").click()
        page.get_by_role("link", name="Download the notebook").click()
    assert download.value.suggested_filename == "echo.ipynb"
