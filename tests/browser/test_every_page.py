"""Each kind of page: for narrow screens, for assistive technology, light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import MARKS

pytestmark = MARKS

PLACES = (
    "log-in",
    "not found",
    "home",
    "activities",
    "activity",
    "form",
    "table",
    "completed job",
    "failed job",
    "running job",
    "question",
    "entity",
    "api",
    "profile",
    "password",
    "editor",
    "everybody's jobs",
    "trials",
    "checks",
    "every kind",
    "every kind, its page",
    "versions",
    "version",
    "comparison",
    "waiting",
    "import",
    "provenance",
    "search that fails",
    "where",
    "lineage",
    "affected",
    "methods",
    "step",
    "agent",
    "environment",
    "terms",
    "status",
    "waiting job",
)
NARROW = {"width": 390, "height": 844}
SERIOUS = ("serious", "critical")


def overflow(page):
    """By how many pixels the page is wider than the screen."""
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def violations(page):
    """The rules that are broken, and where."""
    found = Axe().run(page).response["violations"]
    return [
        (rule["id"], [node["target"] for node in rule["nodes"]][:5])
        for rule in found
        if rule["impact"] in SERIOUS
    ]


def assert_accessible(page):
    """In both themes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == [], scheme


def test_every_kind_of_page_is_looked_at(places):
    assert set(PLACES) == set(places)


@pytest.mark.parametrize("place", PLACES)
def test_a_page_fits_the_screen_of_a_phone(visit, place):
    page = visit(place, viewport=NARROW)
    page.evaluate("document.querySelectorAll('details').forEach(d => (d.open = true))")
    assert overflow(page) == 0


@pytest.mark.parametrize("place", PLACES)
def test_a_page_is_accessible(visit, place):
    assert_accessible(visit(place))


def test_a_form_that_came_back_is_accessible_and_narrow(visit):
    page = visit("form", viewport=NARROW)
    page.get_by_label("Run name").fill("x" * 64)
    page.locator("[inputmode]").first.fill("many")
    page.get_by_role("button", name="Run", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert_accessible(page)
    assert overflow(page) == 0


def test_the_dialog_is_accessible(visit):
    page = visit("completed job")
    page.get_by_role("link", name="Delete").click()
    page.get_by_role("dialog").wait_for()
    assert_accessible(page)
